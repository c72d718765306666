// POST /v1/recognize: one image in, its digits out.

import { constraintForms } from '@digitrec/recognizer'
import type { FastifyInstance } from 'fastify'
import { problemResponses } from '../schemas/problem.ts'
import { readUpload } from '../upload.ts'
import { explainedSide } from '../worker/read-handler.ts'
import { answerReading, guardReading, image, maxRisk, type ReadingRoute, readingProblems } from './reading.ts'

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
    ...problemResponses([...readingProblems, 'constraint-unknown', 'constraint-invalid']),
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
export async function recognizeRoute(app: FastifyInstance, route: ReadingRoute): Promise<void> {
  const { limits } = route
  app.post<{ Querystring: Asked }>('/v1/recognize', {
    schema,
    config: { requestBody },
    ...guardReading(app, route, false),
    handler: async (request, reply) => {
      const bytes = await readUpload(request, limits.bytes)
      return answerReading(route, { kind: 'read', id: request.id, bytes, ...request.query, limits }, reply)
    },
  })
}
