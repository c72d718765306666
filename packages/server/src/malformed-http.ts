// What does a connection answer whose bytes are no HTTP request, before there is a request to route?

import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ProblemCode, problemBody, problems } from './problems.ts'
import { securityHeaders } from './security-headers.ts'

/** Node's parser and timeout errors by their code; everything else is a bad request. */
const parserProblems: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers are longer than 16 KiB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too-large', 'The chunk extensions are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request did not arrive in time.'],
}

/** Answers CONNECT, which Node hands over as a bare socket: this is no proxy. */
export function answerConnect(_request: unknown, socket: Duplex): void {
  const detail = 'expected GET, HEAD or POST, got CONNECT. This server is no proxy.'
  socket.on('error', () => socket.destroy())
  socket.end(rawAnswer('method-not-allowed', detail, ['allow: GET, HEAD, POST']))
}

/** Fastify's clientErrorHandler: answers problem+json on the raw socket and closes it. */
export function answerMalformedHttp(error: Error & { code?: string }, socket: Socket): void {
  // A client that is gone, or an answer that is already on its way, leaves nothing to say.
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy()
  const known = parserProblems[error.code ?? '']
  const [code, detail] = known ?? (['bad-request', 'The bytes are not a valid HTTP/1.1 request.'] as const)
  socket.end(rawAnswer(code, detail))
}

function rawAnswer(code: ProblemCode, detail: string, headers: readonly string[] = []): string {
  const body = problemBody(code, detail, randomUUID())
  const { status } = problems[code]
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
    '',
    body,
  ].join('\r\n')
}
