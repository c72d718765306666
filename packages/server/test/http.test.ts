// What only a real connection shows: bytes that are no HTTP, slow and broken clients, and stopping in the middle of work.

import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../src/server.ts'
import { faultyWorker, quiet } from './helper.ts'

async function start() {
  const server = await startServer({ ...quiet, workerFile: faultyWorker, host: '127.0.0.1', port: 0 })
  onTestFinished(() => server.stop())
  return server
}

/** Sends bytes on a connection of their own and gives everything that comes back. */
function exchange(url: string, bytes: string | Buffer): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(bytes))
    socket.setEncoding('latin1')
    socket.on('data', text => (answer += text))
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
  })
}

const upload = (text: string) => ({ method: 'POST', body: new TextEncoder().encode(text) })

const post = 'POST /v1/recognize HTTP/1.1\r\nhost: x\r\n'
const get = 'GET /healthz HTTP/1.1\r\nhost: x\r\n'

const malformed: Record<string, readonly [string | Buffer, RegExp]> = {
  'no HTTP at all': ['hello\r\n\r\n', /^HTTP\/1\.1 400/],
  'binary noise': [Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), /^HTTP\/1\.1 400/],
  'an unknown method': ['BREW / HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1\.1 40[045]/],
  'a method in lower case': ['get / HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1\.1 400/],
  CONNECT: ['CONNECT a:1 HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1\.1 405/],
  TRACE: ['TRACE /healthz HTTP/1.1\r\nhost: x\r\n\r\n', /^HTTP\/1\.1 40[45]/],
  'no host': ['GET /healthz HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400/],
  'an HTTP version from the future': ['GET / HTTP/9.9\r\nhost: x\r\n\r\n', /^HTTP\/1\.1 400/],
  'a header without a colon': [`${get}nonsense\r\n\r\n`, /^HTTP\/1\.1 400/],
  'a NUL in a header': [`${get}x: a\0b\r\n\r\n`, /^HTTP\/1\.1 400/],
  'a bare LF in a header': [`${get}x: a\nevil: b\r\n\r\n`, /^HTTP\/1\.1 400/],
  'headers of 20 KB': [`${get}x: ${'a'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431/],
  'an address of 20 KB': [`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, /^HTTP\/1\.1 431/],
  'two content-lengths': [`${post}content-length: 2\r\ncontent-length: 3\r\n\r\nok`, /^HTTP\/1\.1 400/],
  'content-length and chunks': [
    `${post}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
    /^HTTP\/1\.1 400/,
  ],
  'a negative content-length': [`${post}content-length: -1\r\n\r\n`, /^HTTP\/1\.1 400/],
  'a content-length of a petabyte': [`${post}content-length: 1000000000000000\r\n\r\nok`, /^HTTP\/1\.1 413/],
  'a chunk size that is no number': [
    `${post}transfer-encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n`,
    /^HTTP\/1\.1 400/,
  ],
  'an unknown transfer-encoding': [`${post}transfer-encoding: brotli\r\n\r\nok`, /^HTTP\/1\.1 400/],
  'a form that never ends': [
    `${post}content-type: multipart/form-data; boundary=b\r\ncontent-length: 9000\r\n\r\n--b\r\ncontent-disposition: form-data; name="image"; filename="a"\r\n\r\nok`,
    /^(HTTP\/1\.1 400|$)/,
  ],
}

test('malformed requests get a clean 4xx and the server lives', async () => {
  const { url } = await start()
  for (const [name, [bytes, expected]] of Object.entries(malformed)) {
    const answer = await exchange(url, bytes)
    expect(answer, name).toMatch(expected)
    if (answer !== '') expect(answer, name).toMatch(/application\/problem\+json/)
    if (answer !== '') expect(answer, name).toMatch(/nosniff/)
    expect(answer, name).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/)
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test('a request smuggled behind another gets no second answer', async () => {
  const { url } = await start()
  const smuggled = `${post}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${get}\r\n`
  const answer = await exchange(url, smuggled)
  expect(answer.match(/^HTTP/gm)).toHaveLength(1)
  expect(answer).toMatch(/^HTTP\/1\.1 400[\s\S]*connection: close/i)
})

test('an upload over the limit is answered with 413 on the wire, with and without content-length', async () => {
  const { url } = await start()
  const payload = new Uint8Array(10 * 2 ** 20 + 1)
  const whole = await fetch(`${url}/v1/recognize`, { method: 'POST', body: payload })
  expect(await whole.json()).toMatchObject({ code: 'too-large', status: 413 })
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 11; i++) controller.enqueue(payload.subarray(0, 2 ** 20))
      controller.close()
    },
  })
  const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit
  const chunked = await fetch(`${url}/v1/recognize`, init)
  expect(await chunked.json()).toMatchObject({ code: 'too-large', status: 413 })
})

test('a client that leaves while its image waits frees its place in the queue', async () => {
  const { app, url } = await start()
  const slow = fetch(`${url}/v1/recognize`, upload('slow 400'))
  await expect.poll(() => app.pool.running).toBe(1)
  const leaving = new AbortController()
  const left = fetch(`${url}/v1/recognize`, { ...upload('slow 60000'), signal: leaving.signal })
  await expect.poll(() => app.pool.waiting).toBe(1)
  leaving.abort()
  await expect(left).rejects.toThrow()
  await expect.poll(() => app.pool.waiting).toBe(0)
  expect((await slow).status).toBe(200)
  expect(app.pool.running).toBe(0)
  expect(app.pool.replaced).toBe(0)
})

test('stopping finishes the request that runs, refuses new connections and ends the threads', async () => {
  const server = await start()
  const running = fetch(`${server.url}/v1/recognize`, upload('slow 500'))
  await expect.poll(() => server.app.pool.running).toBe(1)
  const stopped = server.stop()
  await wait(50)
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
  const answer = await running
  expect(answer.status).toBe(200)
  expect(answer.headers.get('connection')).toBe('close')
  expect(await answer.json()).toMatchObject({ text: '7' })
  await stopped
  await server.stop()
})

test('a taken port is an error with its code, and leaves no threads behind', async () => {
  const { url } = await start()
  const port = Number(new URL(url).port)
  const second = startServer({ ...quiet, workerFile: faultyWorker, host: '127.0.0.1', port })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('slow clients are cut off: 10 s for the headers, 30 s for the whole request', async () => {
  const { app } = await start()
  expect(app.server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, timeout: 60_000 })
})
