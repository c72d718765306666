// Apps for tests: built, not listening, closed after the test.

import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { type AppOptions, buildApp } from '../src/app.ts'

/** Settings of every test app: quiet, one thread, no page unless asked for. */
export const quiet = {
  logLevel: process.env.TEST_LOG ?? 'silent',
  workers: 1,
  page: null,
  limitBytes: 10 * 2 ** 20,
  limitPixels: 24e6,
} as const

/** The worker whose uploads say what goes wrong. */
export const faultyWorker = new URL('./faulty-worker.ts', import.meta.url)

/** An app whose recognizer obeys the upload, warm unless told otherwise; closed when the test ends. */
export async function faultyApp(options: AppOptions = {}, { warm = true } = {}): Promise<FastifyInstance> {
  const app = await buildApp({ ...quiet, workerFile: faultyWorker, ...options })
  onTestFinished(() => app.close())
  if (warm) await app.pool.warm()
  return app
}

/** The same for all tests of a file: call it at the top, and use the result inside tests. */
export function sharedFaultyApp(options: AppOptions = {}): () => FastifyInstance {
  let app: FastifyInstance
  beforeAll(async () => {
    app = await buildApp({ ...quiet, workerFile: faultyWorker, ...options })
    await app.pool.warm()
  })
  afterAll(() => app.close())
  return () => app
}

/** Posts bytes as the body of a request. */
export function post(app: FastifyInstance, bytes: Uint8Array | string, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url: '/v1/recognize',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    payload: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
  })
}

/** One part of a form. */
export interface FormPart {
  readonly name: string
  readonly content: Uint8Array | string
  /** Makes the part a file. */
  readonly filename?: string
}

/** The body of a multipart form, with its content-type. */
export function form(parts: readonly FormPart[]): { payload: Buffer; headers: { 'content-type': string } } {
  const boundary = 'digitrec-test-boundary'
  const chunks = parts.flatMap(({ name, content, filename }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"\r\ncontent-type: image/png`,
    '\r\n\r\n',
    content,
    '\r\n',
  ])
  const payload = Buffer.concat([...chunks, `--${boundary}--\r\n`].map(chunk => Buffer.from(chunk as string)))
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

/** Posts a form. */
export function postForm(app: FastifyInstance, parts: readonly FormPart[]) {
  return app.inject({ method: 'POST', url: '/v1/recognize', ...form(parts) })
}
