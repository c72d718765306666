// POST /v1/recognize: one image in, its digits out.

import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'
import { HttpProblem } from '../problems.ts'
import { problemResponses } from '../schemas/problem.ts'
import { checkUploadHeaders, readUpload } from '../upload.ts'
import type { ReaderPool } from '../worker/reader-pool.ts'

/** What the route needs. */
export interface RecognizeOptions {
  readonly pool: ReaderPool
  readonly metrics: Metrics
  readonly limits: { readonly bytes: number; readonly pixels: number }
}

const image = { type: 'string', format: 'binary', description: 'PNG, JPEG, BMP, GIF, WebP or PNM' } as const

const schema = {
  operationId: 'recognize',
  summary: 'Reads the digits in one picture',
  description:
    'The picture is the body itself, or the file field `image` of a form. Its format is found from its bytes.',
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      frames: { type: 'boolean', default: false, description: 'Adds what the network saw, 28×28 a digit' },
      style: { type: 'boolean', default: false, description: 'Adds how the digits and the number are written' },
    },
  },
  response: {
    200: {
      description: 'The reading; look at `status` before using `text`',
      content: { 'application/json': { schema: { $ref: 'Recognition#' } } },
    },
    ...problemResponses([
      'empty-body',
      'empty',
      'field-missing',
      'invalid-query',
      'multipart-malformed',
      'too-large',
      'too-many-files',
      'too-many-fields',
      'unsupported',
      'encoding-unsupported',
      'truncated',
      'corrupt',
      'internal',
      'overloaded',
      'starting',
      'timeout',
      'worker-lost',
    ]),
  },
} as const

/** How the body is described; it is not parsed as JSON, so Fastify must not validate it. */
const requestBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: { type: 'object', required: ['image'], properties: { image } },
    },
    'image/*': { schema: image },
    'application/octet-stream': { schema: image },
  },
} as const

/** Registers the route. */
export async function recognizeRoute(app: FastifyInstance, { pool, metrics, limits }: RecognizeOptions): Promise<void> {
  app.post<{ Querystring: { frames: boolean; style: boolean } }>('/v1/recognize', {
    schema,
    config: { requestBody },
    // Before the body is read: what the headers already rule out, and no uploads while nobody can take them.
    onRequest: async request => {
      checkUploadHeaders(request, limits.bytes)
      pool.refuseIfStarting()
      pool.refuseIfFull()
    },
    handler: async (request, reply) => {
      const bytes = await readUpload(request, limits.bytes)
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const { frames, style } = request.query
      const answer = await pool.read({ id: request.id, bytes, frames, style, limits }, gone.signal)
      metrics.recognitions.inc({ outcome: answer.status })
      return reply.header('cache-control', 'no-store').type('application/json').send(answer.json)
    },
    errorHandler: (error, request, reply) => {
      metrics.recognitions.inc({ outcome: error instanceof HttpProblem ? error.code : 'other' })
      app.errorHandler(error, request, reply)
    },
  })
}
