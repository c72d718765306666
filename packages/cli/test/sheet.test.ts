// digitrec sheet prints a form, digitrec read --template reads it.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng } from '@digitrec/image'
import { parseTemplate } from '@digitrec/recognizer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawForm } from '../../recognizer/test/draw-form.ts'
import { digitrec } from './harness.ts'

const meter = join('examples', 'forms', 'meter.json')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitrec-sheet-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('sheet prints an SVG of the page in millimetres', async () => {
  const { code, out } = await digitrec(['sheet', meter])
  expect(code).toBe(0)
  expect(out).toMatch(/^<svg [^>]*width="105mm" height="74mm"/)
  expect(out).toContain('Meter reading *')
})

test('read --template gives a line for each field', async () => {
  const template = parseTemplate(JSON.parse(await readFile(meter, 'utf8')))
  const photo = drawForm(template, { seed: 5, numbers: { customer: '49927163', reading: '425108' } })
  const file = join(folder, 'meter.png')
  await writeFile(file, encodePng(photo))
  const { out } = await digitrec(['read', '--template', meter, '--format', 'csv', file])
  expect(out.split('\n').map(line => line.split(',').slice(1, 3).join(' '))).toEqual([
    'field text',
    'customer 49927163',
    'reading 425108',
    '',
  ])
})

test('what is wrong with a template is said: exit code 2', async () => {
  const broken = join(folder, 'broken.json')
  await writeFile(broken, '{"page": {"width": 100, "height": 50}, "marks": null, "fields": []}')
  const { code, err } = await digitrec(['sheet', broken])
  expect(code).toBe(2)
  expect(err).toContain('fields: expected a list of 1 to 200 fields, got [].')
  expect((await digitrec(['sheet', join(folder, 'none.json')])).code).toBe(2)
})
