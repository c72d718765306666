// Filled-in forms over HTTP: a picture and a template in, the fields out, and a problem with a code for all that is wrong.

import { readFile } from 'node:fs/promises'
import { encodePng } from '@digitrec/image'
import { parseTemplate } from '@digitrec/recognizer'
import { Ajv } from 'ajv'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawForm } from '../../recognizer/test/draw-form.ts'
import { buildApp } from '../src/app.ts'
import { formReadingSchema, formTemplateSchema } from '../src/schemas/form.ts'
import { problemSchema } from '../src/schemas/problem.ts'
import { templateLimitBytes } from '../src/upload.ts'
import { type FormPart, form, quiet } from './helper.ts'

const json = await readFile(new URL('../../../examples/forms/meter.json', import.meta.url), 'utf8')
const template = parseTemplate(JSON.parse(json))
const [first] = template.fields
const photo = encodePng(drawForm(template, { seed: 2, numbers: {}, perspective: 0, shadow: 0, pxPerMm: 5 }))

let app: FastifyInstance
beforeAll(async () => {
  app = await buildApp({ ...quiet, limitBytes: 2 ** 21 })
  await app.pool.warm()
})
afterAll(() => app.close())

const image = { name: 'image', filename: 'sheet.png', content: photo }
const send = (parts: readonly FormPart[], query = '') =>
  app.inject({ method: 'POST', url: `/v1/forms${query}`, ...form(parts) })

describe('POST /v1/forms', () => {
  test('reads the fields, with the template as text or as a file, and says so as the schema has it', async () => {
    const numbers = Object.fromEntries(template.fields.map(({ name, digits = 4 }) => [name, '7'.repeat(digits)]))
    const filled = encodePng(drawForm(template, { seed: 2, numbers, perspective: 0, shadow: 0, pxPerMm: 5 }))
    for (const part of [{}, { filename: 'form.json' }]) {
      const answer = await send([
        { name: 'template', content: json, ...part },
        { ...image, content: filled },
      ])
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toMatch('application/json')
      const { fields, id, page } = answer.json()
      expect(fields.map(({ name }: { name: string }) => name)).toEqual(template.fields.map(({ name }) => name))
      expect(fields[0].digits.length).toBe(first!.digits ?? 4)
      expect(page.length).toBe(4)
      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      const ajv = new Ajv({ strict: false })
      ajv.addFormat('uuid', true)
      expect(ajv.validate(formReadingSchema, answer.json()), ajv.errorsText()).toBe(true)
      expect(ajv.validate(formTemplateSchema, JSON.parse(json)), ajv.errorsText()).toBe(true)
    }
  })

  test('a picture without the form is an answer too: rejected, without fields', async () => {
    const blank = encodePng({ width: 200, height: 140, data: new Uint8Array(3 * 200 * 140).fill(255) })
    const answer = await send([
      { ...image, content: blank },
      { name: 'template', content: json },
    ])
    expect(answer.json()).toMatchObject({ status: 'reject', reasons: ['no-marks'], fields: [] })
  })

  const twice = [image, image, { name: 'template', content: json }]
  const wrong: readonly (readonly [string, readonly FormPart[], number, string, RegExp])[] = [
    ['no template', [image], 400, 'template-missing', /template/],
    ['no image', [{ name: 'template', content: json }], 400, 'field-missing', /image/],
    ['an empty image', [{ ...image, content: '' }, { name: 'template', content: json }], 400, 'empty-body', /image/],
    ['two images', twice, 413, 'too-many-files', /1 file/],
    ['no JSON', [image, { name: 'template', content: '{"page":' }], 422, 'template-invalid', /JSON/],
    ['an empty template', [image, { name: 'template', content: '' }], 422, 'template-invalid', /JSON/],
    ['another JSON', [image, { name: 'template', content: '{"page":3}' }], 422, 'template-invalid', /page/],
    [
      'a constraint that is none',
      [image, { name: 'template', content: JSON.stringify({ ...template, fields: [{ ...first, constraint: 'luhn:x' }] }) }],
      422,
      'template-invalid',
      /constraint/,
    ],
    [
      'a template that is too long',
      [image, { name: 'template', content: ' '.repeat(templateLimitBytes + 1) }],
      422,
      'template-invalid',
      /262144 bytes/,
    ],
    [
      'a file with a template that is too long',
      [image, { name: 'template', filename: 'a.json', content: ' '.repeat(templateLimitBytes + 1) }],
      422,
      'template-invalid',
      /262144 bytes/,
    ],
    ['no picture', [{ ...image, content: json }, { name: 'template', content: json }], 415, 'unsupported', /./],
    [
      'half a picture',
      [{ ...image, content: photo.subarray(0, photo.length >> 1) }, { name: 'template', content: json }],
      422,
      'truncated',
      /./,
    ],
  ] // biome-ignore format: a table

  test.each(wrong)('%s', async (_, parts, status, code, detail) => {
    const answer = await send(parts)
    expect(answer.json()).toMatchObject({ status, code })
    expect(answer.json().detail).toMatch(detail)
    expect(new Ajv({ strict: false }).validate(problemSchema, answer.json())).toBe(true)
    expect(answer.statusCode).toBe(status)
  })

  test('only a form will do, and only the parameters that it has', async () => {
    const body = await app.inject({
      method: 'POST',
      url: '/v1/forms',
      headers: { 'content-type': 'image/png' },
      payload: Buffer.from(photo),
    })
    expect(body.json()).toMatchObject({ status: 415, code: 'unsupported' })
    expect(body.json().detail).toContain('multipart/form-data')
    const parts = [image, { name: 'template', content: json }]
    expect((await send(parts, '?maxRisk=2')).json()).toMatchObject({ code: 'invalid-query' })
    expect((await send(parts, '?explain=true')).json()).toMatchObject({ code: 'invalid-query' })
  })

  test('is described: the template by its schema, the answer by its own', async () => {
    const { paths, components } = (await app.inject('/openapi.json')).json()
    const { requestBody, responses } = paths['/v1/forms'].post
    const { properties, required } = requestBody.content['multipart/form-data'].schema
    expect(required).toEqual(['image', 'template'])
    expect(properties.template).toEqual({ $ref: '#/components/schemas/FormTemplate' })
    expect(responses[200].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/FormReading' })
    expect(components.schemas.FormTemplate.required).toEqual(['page', 'marks', 'fields'])
    expect(responses[422].description).toContain('template-invalid')
  })
})
