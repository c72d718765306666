// Which answers can go wrong, and with what status? One table; every error leaves the server through sendProblem.
// Read next: app.ts.

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

/** What one error code means on the wire: the HTTP status and a title that never changes with the request. */
export interface ProblemKind {
  readonly status: number
  readonly title: string
}

/** Every error code the server answers, with its status and title. The README lists the same ones, and a test compares. */
export const problems = {
  'bad-request': { status: 400, title: 'The request is not valid HTTP for this server' },
  'empty-body': { status: 400, title: 'The request carries no image' },
  empty: { status: 400, title: 'The image has no bytes' },
  'field-missing': { status: 400, title: 'The form has no file field named image' },
  'template-missing': { status: 400, title: 'The form has no field named template' },
  'invalid-query': { status: 400, title: 'The query string is not what the route takes' },
  'multipart-malformed': { status: 400, title: 'The multipart form cannot be read' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'The address does not take this method' },
  'request-timeout': { status: 408, title: 'The request did not arrive in time' },
  'too-large': { status: 413, title: 'The image is larger than the limit' },
  'too-many-files': { status: 413, title: 'One image a request' },
  'too-many-fields': { status: 413, title: 'The form has too many fields' },
  'uri-too-long': { status: 414, title: 'The address is too long' },
  unsupported: { status: 415, title: 'Not an image of a supported format' },
  'encoding-unsupported': { status: 415, title: 'Compressed request bodies are not taken' },
  truncated: { status: 422, title: 'The image ends too early' },
  corrupt: { status: 422, title: 'The image is damaged' },
  'constraint-unknown': { status: 422, title: 'No constraint has that name' },
  'constraint-invalid': { status: 422, title: 'The constraint is not written as it must be' },
  'template-invalid': { status: 422, title: 'The template of the form is not what it must be' },
  'headers-too-large': { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'The server failed' },
  overloaded: { status: 503, title: 'Too many images are waiting' },
  starting: { status: 503, title: 'The recognizer is still loading' },
  timeout: { status: 503, title: 'Reading the image took too long' },
  'worker-lost': { status: 503, title: 'The process reading the image died' },
} as const satisfies Record<string, ProblemKind>

/** A key of {@link problems}. */
export type ProblemCode = keyof typeof problems

/** An error that knows its place in {@link problems}. The message is shown to the client, except for a 500. */
export class HttpProblem extends Error {
  readonly code: ProblemCode
  readonly headers: Readonly<Record<string, string>>

  /**
   * @param code row of the table
   * @param detail what was expected, what came, what to do; shown to the client
   * @param more headers of the answer, and the error behind it for the log
   */
  constructor(code: ProblemCode, detail: string, more: { headers?: Record<string, string>; cause?: unknown } = {}) {
    super(detail, { cause: more.cause })
    this.name = 'HttpProblem'
    this.code = code
    this.headers = more.headers ?? {}
  }
}

/** The body of an application/problem+json answer (RFC 9457). `requestId` is the id in the log. */
export function problemBody(code: ProblemCode, detail: string, requestId: string): string {
  const { status, title } = problems[code]
  return JSON.stringify({
    type: `urn:digitrec:problem:${code}`,
    title,
    status,
    code,
    detail,
    instance: `urn:uuid:${requestId}`,
  })
}

/** Sends an error as problem+json. What is not an {@link HttpProblem} is looked up, and a 500 shows no internals. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = error instanceof HttpProblem ? error : foreignProblem(error)
  const { status } = problems[problem.code]
  if (status === 500) request.log.error({ err: problem.cause ?? problem }, 'request failed')
  const detail = status === 500 ? 'The failure is in the log under this instance.' : problem.message
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type('application/problem+json')
    .send(problemBody(problem.code, detail, request.id))
}

/** Errors of Fastify and its plugins, by their code. */
const foreign: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_BAD_URL: ['bad-request', 'The address has a percent sign that is not followed by two hexadecimal digits.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The body is larger than the limit.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported', 'The content-type is not one this route takes.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad-request', 'The body is not as long as content-length says.'],
  FST_ERR_MAX_PARAM_LENGTH: ['uri-too-long', 'A part of the address is too long.'],
}

function foreignProblem(error: unknown): HttpProblem {
  const { code, statusCode, validation, message } = error as FastifyError
  if (validation) {
    const stranger = validation[0]?.params.additionalProperty // the message does not name it
    const detail = `query: expected only parameters of this route, got ${stranger}. They are described at /docs.`
    return new HttpProblem('invalid-query', stranger === undefined ? message : detail)
  }
  const known = code === undefined ? undefined : foreign[code]
  if (known) return new HttpProblem(known[0], known[1], { cause: error })
  if (statusCode === 404) return new HttpProblem('not-found', 'There is nothing at this address.')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new HttpProblem('bad-request', 'The request could not be understood.', { cause: error })
  }
  return new HttpProblem('internal', 'The server failed.', { cause: error })
}
