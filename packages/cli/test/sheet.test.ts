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
  expect(out.split('\r\n').map(line => line.split(',').slice(1, 3).join(' '))).toEqual([
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
  await writeFile(broken, '{')
  expect((await digitrec(['sheet', broken])).err).toContain(
    'broken.json: template: expected JSON, got a text that is none',
  )
})

test('options that a form leaves no room for are refused, the others are obeyed', async () => {
  for (const option of [
    ['--explain', 'steps.html'],
    ['--words', 'de'],
    ['--alternatives', '5'],
    ['--constraint', 'luhn'],
  ]) {
    const { code, err } = await digitrec(['read', '--template', meter, ...option, 'photo.png'])
    expect(code).toBe(2)
    expect(err).toContain(`got ${option[0]} beside it`)
  }
  const json = (await readFile(meter, 'utf8')).replace('"customer"', '"=customer"')
  const form = join(folder, 'form.json')
  await writeFile(form, json)
  const photo = join(folder, 'form.png')
  const drawn = drawForm(parseTemplate(JSON.parse(json)), {
    seed: 5,
    numbers: { '=customer': '49927163', reading: '425108' },
  })
  await writeFile(photo, encodePng(drawn))
  const read = (...more: string[]) => digitrec(['read', '--template', form, '--format', 'csv', ...more, photo])
  // Safe to open in a spreadsheet, as the CSV of numbers is.
  expect((await read()).out).toContain(",'=customer,49927163,accept,")
  expect((await read('--max-risk', '0')).out).toContain(",'=customer,49927163,review,")
})
