// POST /v1/forms: a picture of a filled-in form and its template in, what stands in the fields out.

import type { FastifyInstance } from 'fastify'
import { problemResponses } from '../schemas/problem.ts'
import { readFormUpload } from '../upload.ts'
import { answerReading, guardReading, image, maxRisk, type ReadingRoute, readingProblems } from './reading.ts'

const schema = {
  operationId: 'readForm',
  summary: 'Reads the fields of one filled-in form',
  description:
    'A photo or scan of the sheet as the file field `image`, and the template that the sheet was printed from as the field `template`: JSON, as text or as a file.',
  querystring: { type: 'object', additionalProperties: false, properties: { maxRisk } },
  response: {
    200: {
      description: 'The reading; a sheet that was not found is a `reject` with the reason `no-marks`, and no fields',
      content: { 'application/json': { schema: { $ref: 'FormReading#' } } },
    },
    ...problemResponses([...readingProblems, 'template-missing', 'template-invalid']),
  },
} as const

/** How the body is described; it is taken apart by the route itself. */
const requestBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['image', 'template'],
        properties: { image, template: { $ref: 'FormTemplate#' } },
      },
    },
  },
} as const

/** Registers the route. */
export async function readFormRoute(app: FastifyInstance, route: ReadingRoute): Promise<void> {
  const { limits } = route
  app.post<{ Querystring: { readonly maxRisk: number } }>('/v1/forms', {
    schema,
    config: { requestBody },
    ...guardReading(app, route, true),
    handler: async (request, reply) => {
      const { image: bytes, template } = await readFormUpload(request, limits.bytes)
      const { maxRisk } = request.query
      return answerReading(route, { kind: 'form', id: request.id, bytes, template, maxRisk, limits }, reply)
    },
  })
}
