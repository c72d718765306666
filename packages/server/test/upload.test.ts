// How an image gets in: as the body or in a form, within limits that are exact on both sides.

import { expect, test } from 'vitest'
import { form, post, postForm, sharedFaultyApp } from './helper.ts'

const limitBytes = 6000
const shared = sharedFaultyApp({ limitBytes })
const image = (length: number) => 'ok'.padEnd(length, ' ')

test('the image is the body, with an image type, octet-stream or none', async () => {
  const app = shared()
  for (const type of ['image/png', 'image/jpeg; charset=x', 'IMAGE/WEBP', 'application/octet-stream', '']) {
    const answer = await post(app, 'ok', type === '' ? {} : { 'content-type': type })
    expect(answer.statusCode, type).toBe(200)
  }
})

test('every answer has a random id of its own', async () => {
  const app = shared()
  const ids = [(await post(app, 'ok')).json().id, (await post(app, 'ok')).json().id]
  expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(ids[1]).not.toBe(ids[0])
})

test('the image is the file field named image, also beside small other fields', async () => {
  const app = shared()
  const answer = await postForm(app, [
    { name: 'note', content: 'x' },
    { name: 'image', filename: 'seven.png', content: 'ok' },
    { name: 'later', content: 'y' },
  ])
  expect(answer.json()).toMatchObject({ text: '7', status: 'accept' })
})

test.each([
  '../../etc/passwd',
  'a\\..\\b.png',
  'x'.repeat(3000),
  '<img src=x onerror=alert(1)>',
  'CON',
  '\u202egnp.exe',
  '',
])('the file name %j does nothing', async filename => {
  const answer = await postForm(shared(), [{ name: 'image', filename, content: 'ok' }])
  expect(answer.statusCode).toBe(200)
  if (filename) expect(answer.body).not.toContain(filename)
})

test('limits: the last byte that fits and the first that does not, as body and in a form', async () => {
  const app = shared()
  const send = {
    body: (length: number) => post(app, image(length)),
    form: (length: number) => postForm(app, [{ name: 'image', filename: 'a.png', content: image(length) }]),
    'form beyond its overhead': (length: number) =>
      postForm(app, [{ name: 'image', filename: 'a.png', content: image(length + 70_000) }]),
  }
  for (const [name, post] of Object.entries(send)) {
    const statuses = []
    for (const length of [limitBytes - 1, limitBytes, limitBytes + 1]) statuses.push((await post(length)).statusCode)
    expect(statuses, name).toEqual(name.includes('beyond') ? [413, 413, 413] : [200, 200, 413])
  }
  const answer = await post(app, image(limitBytes + 1))
  expect(answer.json()).toMatchObject({ code: 'too-large', detail: expect.stringContaining(`${limitBytes} bytes`) })
})

test('ten files answer 413 too-many-files', async () => {
  const parts = Array.from({ length: 10 }, (_, i) => ({ name: 'image', filename: `${i}.png`, content: 'ok' }))
  const answer = await postForm(shared(), parts)
  expect(answer.statusCode).toBe(413)
  expect(answer.json()).toMatchObject({ code: 'too-many-files' })
})

test('eight other fields pass, nine answer 413 too-many-fields', async () => {
  const app = shared()
  const file = { name: 'image', filename: 'a.png', content: 'ok' }
  const fields = Array.from({ length: 9 }, (_, i) => ({ name: `field${i}`, content: 'x' }))
  expect((await postForm(app, [...fields.slice(0, 8), file])).statusCode).toBe(200)
  const answer = await postForm(app, [...fields, file])
  expect(answer.statusCode).toBe(413)
  expect(answer.json()).toMatchObject({ code: 'too-many-fields' })
})

test.each([
  ['no parts', []],
  ['a text field', [{ name: 'image', content: 'ok' }]],
  ['another name', [{ name: 'picture', filename: 'a.png', content: 'ok' }]],
])('a form with %s answers 400 field-missing', async (_name, parts) => {
  const answer = await postForm(shared(), parts)
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'field-missing' })
})

test.each(['__proto__', 'constructor', 'toString'])('a part named %s is refused and changes nothing', async name => {
  const answer = await postForm(shared(), [
    { name, content: '{"polluted":1}' },
    { name: 'image', filename: 'a.png', content: 'ok' },
  ])
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'multipart-malformed' })
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

const whole = form([{ name: 'image', filename: 'a.png', content: 'ok' }])

test.each([
  ['without boundary', 'multipart/form-data', whole.payload],
  ['with an empty boundary', 'multipart/form-data; boundary=', whole.payload],
  ['with another boundary', 'multipart/form-data; boundary=other', whole.payload],
  ['cut in its headers', whole.headers['content-type'], whole.payload.subarray(0, 50)],
  ['cut in its file', whole.headers['content-type'], whole.payload.subarray(0, -32)],
  ['of garbage', whole.headers['content-type'], Buffer.from([0, 255, 13, 10, 45, 45])],
])('a form %s answers 400 multipart-malformed', async (_name, type, payload) => {
  const headers = { 'content-type': type }
  const answer = await shared().inject({ method: 'POST', url: '/v1/recognize', headers, payload })
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'multipart-malformed' })
})

test('an empty body and an empty file answer 400 empty-body', async () => {
  const app = shared()
  const answers = [
    await post(app, ''),
    await app.inject({ method: 'POST', url: '/v1/recognize' }),
    await postForm(app, [{ name: 'image', filename: 'a.png', content: '' }]),
    await app.inject({ method: 'POST', url: '/v1/recognize', headers: whole.headers }),
  ]
  expect(answers.map(answer => answer.json().code)).toEqual(Array(4).fill('empty-body'))
  expect(answers.map(answer => answer.statusCode)).toEqual(Array(4).fill(400))
})

test.each(['gzip', 'br', 'deflate', 'gzip, gzip', 'x-unknown'])('content-encoding %s answers 415', async encoding => {
  const answer = await post(shared(), 'ok', { 'content-encoding': encoding })
  expect(answer.statusCode).toBe(415)
  expect(answer.json()).toMatchObject({ code: 'encoding-unsupported' })
})

test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
  'content-type %s answers 415 unsupported',
  async type => {
    const answer = await post(shared(), 'ok', { 'content-type': type })
    expect(answer.statusCode).toBe(415)
    expect(answer.json()).toMatchObject({ code: 'unsupported' })
  },
)

test('a JSON body 500,000 levels deep is refused by its type, unread', async () => {
  const answer = await post(shared(), '['.repeat(500_000), { 'content-type': 'application/json' })
  expect(answer.statusCode).toBe(415)
})

test('the query takes frames=true or false and nothing else', async () => {
  const app = shared()
  const status = async (query: string) => {
    const headers = { 'content-type': 'image/png' }
    const answer = await app.inject({ method: 'POST', url: `/v1/recognize?${query}`, headers, payload: 'ok' })
    return answer.statusCode === 200 ? 200 : `${answer.statusCode} ${answer.json().code}`
  }
  expect(await status('frames=true')).toBe(200)
  expect(await status('frames=false')).toBe(200)
  for (const query of ['frames=maybe', 'frames=true&frames=false', 'frame=true', '__proto__[x]=1', 'constructor=1']) {
    expect(await status(query), query).toBe('400 invalid-query')
  }
})
