// The JSON schemas of a form: its template as it is sent, and what was read in it, with the id of the request.

import { formReadingSchema as readingSchema, formTemplateSchema as templateSchema } from '@digitrec/recognizer/formats'

/** What a client sends as `template`. */
export const formTemplateSchema = { $id: 'FormTemplate', ...templateSchema } as const

/** Body of a 200 of POST /v1/forms. */
export const formReadingSchema = {
  $id: 'FormReading',
  ...readingSchema({
    id: { type: 'string', format: 'uuid', description: 'Random id of this answer, the same as in the log' },
  }),
} as const
