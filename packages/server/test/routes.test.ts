// Every route with every method, the headers of every answer, the description of the API, and the page.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeImage, encodePng, inkSteps } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../src/app.ts'
import { problems } from '../src/problems.ts'
import { securityHeaders } from '../src/security-headers.ts'
import { faultyApp, post, quiet, sharedFaultyApp } from './helper.ts'

const shared = sharedFaultyApp()

const routes: Record<string, readonly string[]> = {
  '/v1/recognize': ['POST'],
  '/v1/forms': ['POST'],
  '/healthz': ['GET', 'HEAD'],
  '/readyz': ['GET', 'HEAD'],
  '/metrics': ['GET', 'HEAD'],
  '/openapi.json': ['GET', 'HEAD'],
  '/docs': ['GET', 'HEAD'],
  '/': ['GET', 'HEAD'],
}
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

test.each(Object.keys(routes))('%s answers its methods, and 405 with Allow to all others', async url => {
  for (const method of methods) {
    const answer = await shared().inject({ method, url, ...(method === 'POST' ? { payload: '{}' } : {}) })
    if (routes[url]!.includes(method)) {
      expect(answer.statusCode, method).not.toBe(405)
      expect(answer.statusCode, method).toBeLessThan(500)
    } else {
      expect(answer.statusCode, method).toBe(405)
      expect(answer.headers.allow).toBe(routes[url]!.join(', '))
      if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'method-not-allowed', status: 405 })
    }
  }
})

test.each([
  '/nothing',
  '/v1',
  '/v1/recognize/',
  '/v1/recognize/x',
  '/HEALTHZ',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
])('%s answers 404 whatever the method', async url => {
  for (const method of methods) {
    const answer = await shared().inject({ method, url })
    expect(answer.statusCode, method).toBe(404)
    if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'not-found' })
    expect(answer.headers['content-type']).toMatch('application/problem+json')
  }
})

test('an address with a broken percent sign answers 400', async () => {
  const answer = await shared().inject('/%zz')
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ code: 'bad-request' })
})

test('every answer carries the security headers, and none says what the server is made of', async () => {
  const app = shared()
  const answers = {
    page: await app.inject('/'),
    health: await app.inject('/healthz'),
    docs: await app.inject('/docs'),
    'not found': await app.inject('/nothing'),
    'not allowed': await app.inject({ method: 'DELETE', url: '/healthz' }),
    'bad address': await app.inject('/%zz'),
    read: await post(app, 'ok'),
    refused: await post(app, 'refuse corrupt'),
    failed: await post(app, 'throw'),
  }
  expect(answers.failed.statusCode).toBe(500)
  for (const [name, answer] of Object.entries(answers)) {
    expect(answer.headers, name).toMatchObject(securityHeaders)
    expect(answer.headers, name).not.toHaveProperty('x-powered-by')
    expect(answer.headers, name).not.toHaveProperty('server')
  }
})

test('the policy allows no inline script, no eval and no foreign host', () => {
  const policy = securityHeaders['content-security-policy']!
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/)
  expect(policy).toMatch(/(^|; )default-src 'self'(;|$)/)
})

test.each(['https://evil.example', 'null', 'http://127.0.0.1:8080.evil.example'])(
  'an Origin of %s gets no permission to read the answer',
  async origin => {
    const answer = await post(shared(), 'ok', { origin })
    expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
  },
)

test('a problem has all fields of RFC 9457 and the id of its request', async () => {
  const [first, second] = [await shared().inject('/nothing'), await shared().inject('/nothing')]
  expect(Object.keys(first.json())).toEqual(['type', 'title', 'status', 'code', 'detail', 'instance'])
  expect(first.json()).toMatchObject({ type: 'urn:digitrec:problem:not-found', status: 404 })
  expect(first.json().instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
  expect(second.json().instance).not.toBe(first.json().instance)
})

test('/openapi.json is OpenAPI 3.1 and lists exactly the routes of the API', async () => {
  const description = (await shared().inject('/openapi.json')).json()
  expect(description.openapi).toMatch(/^3\.1\./)
  const listed = Object.entries<object>(description.paths).map(([path, item]) => [path, Object.keys(item)])
  expect(Object.fromEntries(listed)).toEqual({
    '/v1/recognize': ['post'],
    '/v1/forms': ['post'],
    '/healthz': ['get'],
    '/readyz': ['get'],
    '/metrics': ['get'],
    '/openapi.json': ['get'],
  })
  const recognize = description.paths['/v1/recognize'].post
  const types = ['multipart/form-data', 'image/*', 'application/octet-stream']
  expect(Object.keys(recognize.requestBody.content)).toEqual(types)
  expect(Object.keys(recognize.responses)).toEqual(['200', '400', '413', '415', '422', '500', '503'])
  expect(recognize.responses[200].content['application/json'].schema).toEqual({
    $ref: '#/components/schemas/Recognition',
  })
  expect(description.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems))
})

test('every reference of the description leads somewhere', async () => {
  const description = (await shared().inject('/openapi.json')).json()
  const references = JSON.stringify(description).match(/"\$ref":"[^"]+"/g) ?? []
  expect(references.length).toBeGreaterThan(3)
  for (const reference of references) {
    const path = reference.slice('"$ref":"#/'.length, -1).split('/')
    expect(
      path.reduce((node, key) => node?.[key], description),
      reference,
    ).toBeTypeOf('object')
  }
})

test('/docs loads nothing inline and nothing from foreign hosts', async () => {
  const { body } = await shared().inject('/docs')
  expect(body).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/)
  expect(body).not.toMatch(/<style/)
  const sources = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1]!)
  expect(sources.length).toBeGreaterThan(3)
  for (const source of sources) {
    expect(source).not.toMatch(/^(https?:)?\/\//)
    expect((await shared().inject(new URL(source, 'http://x/docs').pathname)).statusCode, source).toBe(200)
  }
  const initializer = (await shared().inject('/docs/static/swagger-initializer.js')).body
  expect(initializer).toMatch('"validatorUrl":null')
})

test('without a built page, / says so', async () => {
  const answer = await shared().inject('/')
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toMatch('npm run build')
})

test('the built page: index.html is asked for again, hashed assets never, and nothing else is reachable', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'digitrec-page-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>')
  await writeFile(join(folder, 'sw.js'), 'self')
  await writeFile(join(folder, 'assets', 'main-1a2b3c4d.js'), 'export {}')
  const app = await faultyApp({ page: folder }, { warm: false })

  const index = await app.inject('/')
  expect(index.body).toMatch('<title>page</title>')
  expect(index.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' })
  expect((await app.inject('/sw.js')).headers['cache-control']).toBe('no-cache')
  const asset = await app.inject('/assets/main-1a2b3c4d.js')
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(asset.headers['content-type']).toMatch('javascript')
  const again = await app.inject({ url: '/', headers: { 'if-none-match': String(index.headers.etag) } })
  expect(again.statusCode).toBe(304)
  for (const url of [
    '/assets/',
    '/assets/../../package.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/.git/config',
  ]) {
    expect((await app.inject(url)).statusCode, url).toBe(404)
  }
  expect((await app.inject({ method: 'POST', url: '/sw.js' })).headers.allow).toBe('GET, HEAD')
  const paths = Object.keys((await app.inject('/openapi.json')).json().paths)
  expect(paths).not.toContain('/sw.js')
})

test('a constraint in the address is obeyed; a wrong one answers 422 with its code', async () => {
  const app = await buildApp({ ...quiet })
  onTestFinished(() => app.close())
  await app.pool.warm()
  const png = encodePng(samples.find(({ name }) => name === 'four-open-canvas')!.make())
  const ask = (query: string) =>
    app.inject({ method: 'POST', url: `/v1/recognize?${query}`, payload: Buffer.from(png) })
  const known = (await ask('constraint=range:3..8&alternatives=2&maxRisk=0.5')).json()
  expect(known).toMatchObject({ text: '4', constraint: { name: 'range:3..8', satisfied: true }, changed: [] })
  expect(known.nbest).toHaveLength(2)
  expect((await ask(`constraint=${encodeURIComponent('luhn:16 & pattern:4#{15}')}`)).json()).toMatchObject({
    reasons: ['not-valid'],
    text: '4',
  })
  for (const [query, status, code] of [
    ['constraint=mod11:9', 422, 'constraint-unknown'],
    ['constraint=luhn:x', 422, 'constraint-invalid'],
    ['constraint=lexicon:@/etc/passwd', 422, 'constraint-invalid'],
    ['maxRisk=2', 400, 'invalid-query'],
    ['maxLines=0', 400, 'invalid-query'],
    ['alternatives=0', 400, 'invalid-query'],
  ] as const) {
    const answer = await ask(query)
    expect(answer.statusCode, query).toBe(status)
    expect(answer.json(), query).toMatchObject({ code, status })
  }
  expect((await ask('constrain=luhn')).json().detail).toContain('got constrain.')
  expect((await ask('maxRisk=2')).json().detail).toContain('maxRisk must be <= 1')
  const { paths } = (await app.inject('/openapi.json')).json()
  const parameters = paths['/v1/recognize'].post.parameters as { name: string }[]
  expect(parameters.map(({ name }) => name).sort()).toEqual(
    expect.arrayContaining(['alternatives', 'constraint', 'explain', 'frames', 'maxLines', 'maxRisk']),
  )
})

test('explain adds every step as a picture of bounded size, and nothing when it is not asked for', async () => {
  const app = await buildApp({ ...quiet })
  onTestFinished(() => app.close())
  await app.pool.warm()
  const ask = (query: string, picture: Parameters<typeof encodePng>[0]) =>
    app.inject({ method: 'POST', url: `/v1/recognize${query}`, payload: Buffer.from(encodePng(picture)) })
  const four = samples.find(({ name }) => name === 'four-open-canvas')!.make()
  expect((await ask('', four)).json()).not.toHaveProperty('explanation')
  const { explanation } = (await ask('?explain=true', four)).json()
  expect(explanation.partings).toEqual([])
  expect(explanation.stages.map(({ step }: { step: string }) => step)).toEqual(Object.keys(inkSteps))
  for (const { png } of explanation.stages) {
    const { width, height } = await decodeImage(new Uint8Array(Buffer.from(png, 'base64')))
    expect(Math.max(width, height)).toBeLessThanOrEqual(480)
  }
  // Noise cannot be compressed, and as texture has no digits: the most that an explanation can weigh.
  let state = 1
  const data = Uint8Array.from(
    { length: 3 * 960 * 960 },
    () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16,
  )
  const noise = await ask('?explain=true', { width: 960, height: 960, data })
  expect(noise.json().explanation.stages.length).toBe(Object.keys(inkSteps).length)
  expect(noise.body.length).toBeLessThan(5e6)
  expect((await ask('?explain=perhaps', four)).json()).toMatchObject({ code: 'invalid-query' })
})
