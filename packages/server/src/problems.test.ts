import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { HttpProblem, sendProblem } from './problems.ts'

async function answerTo(error: unknown) {
  const app = Fastify()
  app.setErrorHandler((thrown, request, reply) => sendProblem(thrown, request, reply))
  app.get('/', async () => {
    throw error
  })
  return app.inject('/')
}

test.each([
  new HttpProblem('internal', 'secret in the detail', { cause: new Error('secret in the cause') }),
  new TypeError('secret in the message'),
  Object.assign(new Error('secret'), { statusCode: 502, code: 'SECRET' }),
])('%s answers 500 and keeps its words to itself', async error => {
  const answer = await answerTo(error)
  expect(answer.statusCode).toBe(500)
  expect(answer.json().code).toBe('internal')
  expect(answer.body).not.toMatch(/secret/i)
})

test('a client error of a library that is not in the table answers 400 without its words', async () => {
  const answer = await answerTo(Object.assign(new Error('secret'), { statusCode: 418 }))
  expect(answer.json()).toMatchObject({ status: 400, code: 'bad-request' })
  expect(answer.body).not.toMatch('secret')
})

test('a problem sends its status, detail and headers', async () => {
  const answer = await answerTo(new HttpProblem('overloaded', 'come back', { headers: { 'retry-after': '3' } }))
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ code: 'overloaded', detail: 'come back' })
  expect(answer.headers['retry-after']).toBe('3')
})
