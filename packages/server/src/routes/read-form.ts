// POST /v1/forms: a picture of a filled-in form and its template in, what stands in the fields out.

import type { FastifyInstance } from 'fastify'
import { HttpProblem } from '../problems.ts'
import { problemResponses } from '../schemas/problem.ts'
import { checkUploadHeaders, readFormUpload } from '../upload.ts'
import { image, maxRisk, type ReadingRoute } from './recognize.ts'

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
    ...problemResponses([
      'empty-body',
      'empty',
      'field-missing',
      'template-missing',
      'invalid-query',
      'multipart-malformed',
      'too-large',
      'too-many-files',
      'too-many-fields',
      'unsupported',
      'encoding-unsupported',
      'truncated',
      'corrupt',
      'template-invalid',
      'internal',
      'overloaded',
      'starting',
      'timeout',
      'worker-lost',
    ]),
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
export async function readFormRoute(app: FastifyInstance, { pool, metrics, limits }: ReadingRoute): Promise<void> {
  app.post<{ Querystring: { readonly maxRisk: number } }>('/v1/forms', {
    schema,
    config: { requestBody },
    onRequest: async request => {
      checkUploadHeaders(request, limits.bytes, { withTemplate: true })
      pool.refuseIfStarting()
      pool.refuseIfFull()
    },
    handler: async (request, reply) => {
      const { image: bytes, template } = await readFormUpload(request, limits.bytes)
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const { maxRisk } = request.query
      const answer = await pool.read({ kind: 'form', id: request.id, bytes, template, maxRisk, limits }, gone.signal)
      metrics.recognitions.inc({ outcome: answer.status })
      return reply.header('cache-control', 'no-store').type('application/json').send(answer.json)
    },
    errorHandler: (error, request, reply) => {
      metrics.recognitions.inc({ outcome: error instanceof HttpProblem ? error.code : 'other' })
      app.errorHandler(error, request, reply)
    },
  })
}
