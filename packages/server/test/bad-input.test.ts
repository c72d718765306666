// What strangers send, to the real recognizer in real threads: every bad file gets a clean 4xx with a stable code, every
// picture without digits a reject with a reason, and the process lives.

import { deflateSync } from 'node:zlib'
import { Ajv } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../src/app.ts'
import { problems } from '../src/problems.ts'
import { problemSchema } from '../src/schemas/problem.ts'
import { recognitionSchema } from '../src/schemas/recognition.ts'
import { post, postForm, quiet } from './helper.ts'

let app: FastifyInstance
beforeAll(async () => {
  app = await buildApp({ ...quiet, workers: 2 })
  await app.pool.warm()
})
afterAll(() => app.close())

/** A chunk of a PNG file, with its CRC (PNG specification, annex D). */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(~crc >>> 0, framed.length - 4)
  return framed
}

/** A gray 8-bit PNG; `rows` may be fewer bytes than its size asks for. */
function png(width: number, height: number, rows: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  const data = chunk('IDAT', deflateSync(rows))
  return Buffer.concat([signature, chunk('IHDR', header), data, chunk('IEND', Buffer.alloc(0))])
}

/** A whole white picture, with a black bar in it if asked for. */
function picture(width: number, height: number, bar?: { x: number; y: number; width: number; height: number }): Buffer {
  const rows = Buffer.alloc((width + 1) * height, 255)
  for (let y = 0; y < height; y++) {
    rows[y * (width + 1)] = 0
    if (bar && y >= bar.y && y < bar.y + bar.height) {
      const from = y * (width + 1) + 1 + bar.x
      rows.fill(0, from, from + bar.width)
    }
  }
  return png(width, height, rows)
}

/** The first bytes of a JPEG: SOI, a quantisation table, a frame header of the size, and then nothing. */
function jpegHeader(width: number, height: number): Buffer {
  const table = Buffer.concat([Buffer.from([0xff, 0xdb, 0, 67, 0]), Buffer.alloc(64, 1)])
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])
  return Buffer.concat([Buffer.from([0xff, 0xd8]), table, frame])
}

const whole = picture(120, 90, { x: 56, y: 20, width: 8, height: 50 })
const html = '<!doctype html><script>alert(1)</script>'
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

const refused: Record<string, readonly [bytes: Uint8Array | string, status: number, codes: readonly string[]]> = {
  'text renamed .png': ['This is a shopping list, not a picture.', 415, ['unsupported']],
  html: [html, 415, ['unsupported']],
  svg: [svg, 415, ['unsupported']],
  pdf: ['%PDF-1.7\n1 0 obj\n', 415, ['unsupported']],
  'a Windows program': [Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), 415, ['unsupported']],
  zip: [Buffer.from('PK\x03\x04\x14\x00\x00\x00\x08\x00', 'latin1'), 415, ['unsupported']],
  'one byte': [Buffer.from([137]), 415, ['unsupported']],
  '12000x12000 in a PNG of a few bytes': [png(12_000, 12_000, Buffer.alloc(1)), 413, ['too-large']],
  '8000x8000 in the header of a JPEG': [jpegHeader(8000, 8000), 413, ['too-large']],
  'a PNG cut in half': [whole.subarray(0, whole.length >> 1), 422, ['truncated', 'corrupt']],
  'a PNG that is only its signature': [whole.subarray(0, 8), 422, ['truncated', 'corrupt']],
  'a PNG with fewer rows than it says': [png(300, 200, Buffer.alloc(301 * 20)), 422, ['truncated', 'corrupt']],
  'a PNG with a damaged chunk': [damaged(whole, 45), 422, ['corrupt', 'truncated']],
  'a JPEG cut after its header': [jpegHeader(80, 60), 422, ['truncated', 'corrupt']],
  'a PNG of no size': [png(0, 50, Buffer.alloc(50)), 422, ['corrupt']],
}

function damaged(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= 0x55
  return copy
}

test.each(Object.entries(refused))('%s, as body and in a form', async (_name, [bytes, status, codes]) => {
  const answers = [
    await post(app, bytes, { 'content-type': 'image/png' }),
    await postForm(app, [{ name: 'image', filename: 'seven.png', content: bytes }]),
  ]
  for (const answer of answers) {
    expect(answer.statusCode, answer.body).toBe(status)
    expect(codes).toContain(answer.json().code)
    expect(answer.headers['content-type']).toMatch('application/problem+json')
    expect(answer.body).not.toMatch(/node_modules|\bat \w+ \(|\.ts:\d|\.js:\d/)
  }
  expect(app.pool.replaced).toBe(0)
})

test('the message of a picture that is too large names both numbers', async () => {
  const answer = await post(app, png(12_000, 12_000, Buffer.alloc(1)))
  expect(answer.json().detail).toMatch(/144/)
  expect(answer.json().detail).toMatch(/24/)
})

test.each([
  ['1x1', picture(1, 1)],
  ['1x4000', picture(1, 4000)],
  ['4000x1', picture(4000, 1)],
  ['a blank page', picture(300, 200)],
])('%s is rejected with a reason, never read as a digit', async (_name, bytes) => {
  const answer = await post(app, bytes)
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({ status: 'reject', text: '' })
  expect(answer.json().reasons.length).toBeGreaterThan(0)
})

test('twenty bombs at once are all answered, and health answers in between', async () => {
  const bombs = Array.from({ length: 20 }, (_, i) =>
    post(app, i % 2 ? png(12_000, 12_000, Buffer.alloc(1)) : jpegHeader(8000, 8000)),
  )
  expect((await app.inject('/healthz')).statusCode).toBe(200)
  const statuses = (await Promise.all(bombs)).map(answer => answer.statusCode)
  expect(statuses.filter(status => status !== 413 && status !== 503)).toEqual([])
  expect(statuses).toContain(413)
})

test('a mutated PNG never gets a 5xx', async () => {
  // Every 7th byte, one bit pattern each: headers, checksums and compressed rows all get their turn.
  for (let at = 0; at < whole.length; at += 7) {
    const answer = await post(app, damaged(whole, at))
    expect(answer.statusCode, `byte ${at}: ${answer.body}`).toBeLessThan(500)
  }
  expect(app.pool.replaced).toBe(0)
})

const ajv = new Ajv({ strict: false, formats: { uuid: /^[0-9a-f-]{36}$/ } })

test.each([
  ['a bar', whole, ''],
  ['a bar, with frames', whole, '?frames=true'],
  ['a blank page', picture(30, 20), ''],
])('the answer to %s is what the description says', async (_name, bytes, query) => {
  const headers = { 'content-type': 'image/png' }
  const answer = await app.inject({ method: 'POST', url: `/v1/recognize${query}`, headers, payload: bytes })
  expect(answer.statusCode).toBe(200)
  const isValid = ajv.validate(recognitionSchema, answer.json())
  expect(ajv.errors ?? []).toEqual([])
  expect(isValid).toBe(true)
  for (const { frame } of answer.json().digits) {
    if (query) expect(Buffer.from(frame, 'base64')).toHaveLength(784)
    else expect(frame).toBeUndefined()
  }
})

test('a problem is what the description says', async () => {
  ajv.validate(problemSchema, (await post(app, 'no picture')).json())
  expect(ajv.errors ?? []).toEqual([])
})

test('the same picture gives the same answer, as body, in a form, and again', async () => {
  const strip = ({ id: _id, timings: _timings, ...rest }: Record<string, unknown>) => rest
  const first = strip((await post(app, whole)).json())
  expect(strip((await post(app, whole)).json())).toEqual(first)
  const form = await postForm(app, [{ name: 'image', filename: 'x', content: whole }])
  expect(strip(form.json())).toEqual(first)
})

test('every code of the recognizer has its row in the table of problems', async () => {
  const { imageErrorCodes } = await import('@digitrec/recognizer')
  expect(Object.keys(imageErrorCodes).filter(code => !(code in problems))).toEqual([])
})
