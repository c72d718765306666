// What have the routes that read in common? What they are handed and may answer, the guard before a body is read, and the
// way from a task to its answer. Used by recognize.ts and read-form.ts.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Metrics } from '../metrics.ts'
import { HttpProblem, type ProblemCode } from '../problems.ts'
import { checkUploadHeaders } from '../upload.ts'
import type { ReaderPool, ReadTask } from '../worker/reader-pool.ts'

/** What a route that reads needs. */
export interface ReadingRoute {
  readonly pool: ReaderPool
  readonly metrics: Metrics
  readonly limits: { readonly bytes: number; readonly pixels: number }
}

/** A picture in a body. */
export const image = { type: 'string', format: 'binary', description: 'PNG, JPEG, BMP, GIF, WebP or PNM' } as const

/** The parameter of every route that reads. */
export const maxRisk = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0.1,
  description: 'Largest probability of a wrong text that is accepted',
} as const

/** Codes with which every route that reads may answer. */
export const readingProblems = [
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
] as const satisfies readonly ProblemCode[]

/**
 * What happens before the body is read and when something fails.
 *
 * @param withTemplate only a form will do, which brings a template as well
 */
export function guardReading(app: FastifyInstance, { pool, metrics, limits }: ReadingRoute, withTemplate: boolean) {
  return {
    // What the headers already rule out, and no uploads while nobody can take them.
    onRequest: async (request: FastifyRequest) => {
      checkUploadHeaders(request, limits.bytes, { withTemplate })
      pool.refuseIfStarting()
      pool.refuseIfFull()
    },
    errorHandler: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      metrics.recognitions.inc({ outcome: error instanceof HttpProblem ? error.code : 'other' })
      app.errorHandler(error, request, reply)
    },
  }
}

/** Has a task done for as long as its client is there, and sends what came of it. */
export async function answerReading(
  { pool, metrics }: ReadingRoute,
  task: ReadTask,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  const answer = await pool.read(task, gone.signal)
  metrics.recognitions.inc({ outcome: answer.status })
  return reply.header('cache-control', 'no-store').type('application/json').send(answer.json)
}
