// The JSON schema of an application/problem+json answer.

import { type ProblemCode, problems } from '../problems.ts'

/** Body of every error answer. */
export const problemSchema = {
  $id: 'Problem',
  description: 'What went wrong (RFC 9457), with a stable code',
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  additionalProperties: false,
  properties: {
    type: { type: 'string', description: 'urn:digitrec:problem: and the code' },
    title: { type: 'string', description: 'The kind of problem in a few words, the same for every request' },
    status: { type: 'integer', description: 'The HTTP status' },
    code: { type: 'string', enum: Object.keys(problems), description: 'Stable name of the kind, for programs' },
    detail: { type: 'string', description: 'What was expected, what came, and what to do' },
    instance: { type: 'string', description: 'urn:uuid: and the id of the request in the log' },
  },
} as const

/** Responses of a route for the codes it can answer, grouped by status as OpenAPI wants them. */
export function problemResponses(codes: readonly ProblemCode[]): Record<number, object> {
  const responses: Record<number, object> = {}
  for (const code of codes) {
    const { status } = problems[code]
    const same = codes.filter(other => problems[other].status === status)
    responses[status] = {
      description: same.map(other => `\`${other}\`: ${problems[other].title}`).join('. '),
      content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
    }
  }
  return responses
}
