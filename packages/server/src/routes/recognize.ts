// POST /v1/recognize: one image in, its digits out.

import { constraintForms } from '@digitrec/recognizer'
import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'
import { HttpProblem } from '../problems.ts'
import { problemResponses } from '../schemas/problem.ts'
import { checkUploadHeaders, readUpload } from '../upload.ts'
import { explainedSide } from '../worker/read-handler.ts'
import type { ReaderPool } from '../worker/reader-pool.ts'

/** What a route that reads needs. */
export interface ReadingRoute {
  readonly pool: ReaderPool
  readonly metrics: Metrics
  readonly limits: { readonly bytes: number; readonly pixels: number }
}

/** A picture in a body. */
export const image = { type: 'string', format: 'binary', description: 'PNG, JPEG, BMP, GIF, WebP or PNM' } as const

/** The parameter of both routes that read. */
export const maxRisk = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0.1,
  description: 'Largest probability of a wrong text that is accepted',
} as const

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
      explain: {
        type: 'boolean',
        default: false,
        description: `Adds how the picture was read: every step from pixels to ink as a PNG of at most ${explainedSide} pixels a side, and the ways to part the ink. Takes longer; a photo adds about 1 MB, none more than 5 MB`,
      },
      constraint: {
        type: 'string',
        maxLength: 2000,
        examples: constraintForms.map(({ example }) => example),
        description: `What is known of the number. The answer is then the likeliest number that obeys, unless the ink speaks against all of them. Joined by \`&\` (all) and \`|\` (one of them): ${constraintForms.map(({ usage, about }) => `\`${usage.replace(/,? or, on the command line.*/, '')}\` (${about})`).join('; ')}`,
      },
      maxRisk,
      maxLines: {
        type: 'integer',
        minimum: 1,
        default: 30,
        description: 'Most lines of writing that are read; with more of them the answer is for review',
      },
      alternatives: {
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 5,
        description: 'How many readings of the whole number `nbest` has',
      },
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
      'constraint-unknown',
      'constraint-invalid',
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

/** The query, checked and completed by the schema. */
interface Asked {
  readonly frames: boolean
  readonly style: boolean
  readonly explain: boolean
  readonly constraint?: string
  readonly maxRisk: number
  readonly maxLines: number
  readonly alternatives: number
}

/** Registers the route. */
export async function recognizeRoute(app: FastifyInstance, { pool, metrics, limits }: ReadingRoute): Promise<void> {
  app.post<{ Querystring: Asked }>('/v1/recognize', {
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
      const answer = await pool.read({ kind: 'read', id: request.id, bytes, ...request.query, limits }, gone.signal)
      metrics.recognitions.inc({ outcome: answer.status })
      return reply.header('cache-control', 'no-store').type('application/json').send(answer.json)
    },
    errorHandler: (error, request, reply) => {
      metrics.recognitions.inc({ outcome: error instanceof HttpProblem ? error.code : 'other' })
      app.errorHandler(error, request, reply)
    },
  })
}
