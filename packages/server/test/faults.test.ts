// Threads that hang, grow, die or are too slow: their request gets a clean 503, all others their answer.

import { expect, test } from 'vitest'
import { faultyApp, post, sharedFaultyApp } from './helper.ts'

const shared = sharedFaultyApp()

test.each([
  ['loop', 'timeout'],
  ['memory', 'worker-lost'],
  ['exit', 'worker-lost'],
  ['crash', 'worker-lost'],
])('%s answers 503 %s, and the next requests work', async (fault, code) => {
  const app = await faultyApp({ workers: 1, timeoutMs: fault === 'loop' ? 3000 : 20_000, workerMemoryMb: 64 })
  const answer = await post(app, fault)
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['content-type']).toMatch('application/problem+json')
  expect(answer.json()).toMatchObject({ code, status: 503 })
  expect((await post(app, 'ok')).statusCode).toBe(200)
  expect((await app.inject('/healthz')).json()).toMatchObject({ status: 'ok', workersReplaced: 1 })
})

test('a dying thread takes only its own request along', async () => {
  const app = await faultyApp({ workers: 2 })
  const answers = await Promise.all([post(app, 'slow 300'), post(app, 'exit'), post(app, 'ok'), post(app, 'ok')])
  expect(answers.map(answer => answer.statusCode)).toEqual([200, 503, 200, 200])
})

test('a queued image still runs after its thread was replaced, many times', async () => {
  const app = await faultyApp({ workers: 1, queue: 10 })
  const codes = []
  for (let round = 0; round < 4; round++) {
    const pair = await Promise.all([post(app, round % 2 ? 'crash' : 'exit'), post(app, 'ok')])
    codes.push(...pair.map(answer => answer.statusCode))
  }
  expect(codes).toEqual([503, 200, 503, 200, 503, 200, 503, 200])
  expect(app.pool.replaced).toBe(4)
})

test('an unexpected error answers 500 without showing internals', async () => {
  const answer = await post(shared(), 'throw')
  expect(answer.statusCode).toBe(500)
  expect(answer.json()).toMatchObject({ code: 'internal', title: 'The server failed' })
  expect(answer.body).not.toMatch(/secret|home|TypeError|\bat /)
})

test.each([
  ['empty', 400],
  ['unsupported', 415],
  ['too-large', 413],
  ['truncated', 422],
  ['corrupt', 422],
])('the recognizer refusing with %s answers %i and its message', async (code, status) => {
  const answer = await post(shared(), `refuse ${code}`)
  expect(answer.statusCode).toBe(status)
  expect(answer.json()).toMatchObject({ code, status, detail: `fake: refused as ${code}.` })
})

test('a full queue answers 503 overloaded with Retry-After, and all that were taken are answered', async () => {
  const app = await faultyApp({ workers: 1, queue: 2 })
  const answers = await Promise.all(Array.from({ length: 9 }, () => post(app, 'slow 150')))
  const refused = answers.filter(answer => answer.statusCode === 503)
  expect(answers.filter(answer => answer.statusCode === 200)).toHaveLength(3)
  expect(refused).toHaveLength(6)
  for (const answer of refused) {
    expect(answer.json()).toMatchObject({ code: 'overloaded' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  }
  expect((await post(app, 'ok')).statusCode).toBe(200)
})

test('health, readiness and metrics answer while every thread is stuck', async () => {
  const app = await faultyApp({ workers: 1, timeoutMs: 3000 })
  const stuck = post(app, 'loop')
  const queued = post(app, 'ok')
  await expect.poll(() => app.pool.waiting).toBe(1)
  expect((await app.inject('/healthz')).json()).toMatchObject({ status: 'ok', queueLength: 1 })
  expect((await app.inject('/readyz')).statusCode).toBe(200)
  expect((await app.inject('/metrics')).body).toMatch(/^digitrec_queue_length 1$/m)
  expect((await stuck).statusCode).toBe(503)
  expect((await queued).statusCode).toBe(200)
})

test('until the recognizer is loaded, /readyz and uploads answer 503 starting and /healthz 200', async () => {
  const app = await faultyApp({}, { warm: false })
  for (const answer of [await app.inject('/readyz'), await post(app, 'ok')]) {
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'starting' })
    expect(answer.headers['retry-after']).toBe('1')
  }
  expect((await app.inject('/healthz')).json()).toMatchObject({ status: 'ok', backend: null, model: null })
  await app.pool.warm()
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  expect((await app.inject('/healthz')).json()).toMatchObject({ backend: 'fake', model: { id: 'fake-1' } })
  expect((await post(app, 'ok')).statusCode).toBe(200)
})

test('outcomes are counted, and time is measured for each route', async () => {
  const app = await faultyApp()
  await post(app, 'ok')
  await post(app, 'ok')
  await post(app, 'refuse corrupt')
  await post(app, '')
  const { body } = await app.inject('/metrics')
  expect(body).toMatch('digitrec_recognitions_total{outcome="accept"} 2')
  expect(body).toMatch('digitrec_recognitions_total{outcome="corrupt"} 1')
  expect(body).toMatch('digitrec_recognitions_total{outcome="empty-body"} 1')
  expect(body).toMatch('http_request_duration_seconds_count{method="POST",route="/v1/recognize",status="200"} 2')
})
