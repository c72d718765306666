// The JSON schema of a recognition: the recognizer's own, plus the id of the request.

import { recognitionSchema as schemaOf } from '@digitrec/recognizer/formats'

/** Body of a 200 of POST /v1/recognize. */
export const recognitionSchema = {
  $id: 'Recognition',
  ...schemaOf({
    id: { type: 'string', format: 'uuid', description: 'Random id of this answer, the same as in the log' },
  }),
} as const
