import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { drawForm } from '../../test/draw-form.ts'
import { formReadingSchema, formTemplateSchema } from '../formats/index.ts'
import { loadRecognizer } from '../recognizer.ts'
import { parseTemplate } from './template.ts'

const template = (name: string) => parseTemplate(JSON.parse(readFileSync(`examples/forms/${name}.json`, 'utf8')))
const recognizer = await loadRecognizer()
const exam = template('exam')
const filled = { student: '204131', day: '24112026', question1: '17', question2: '9', question3: '', total: '26' }
const read = (answer: { fields: readonly { name: string; text: string }[] }) =>
  Object.fromEntries(answer.fields.map(({ name, text }) => [name, text]))

describe('readForm', () => {
  it.each([
    ['a scan', { perspective: 0 }],
    ['a photo in a shadow', { turn: 0.12 }],
    ['a photo upside down', { turn: Math.PI }],
    ['a photo on its side', { turn: -Math.PI / 2, pxPerMm: 5 }],
  ])('reads what was filled in, from %s', async (_, photo) => {
    const answer = await recognizer.readForm(drawForm(exam, { seed: 3, numbers: filled, ...photo }), exam)
    expect(read(answer)).toEqual(filled)
    expect(answer.status).not.toBe('reject')
    const ajv = new Ajv2020({ strict: false })
    expect(ajv.validate(formReadingSchema(), JSON.parse(JSON.stringify(answer))), ajv.errorsText()).toBe(true)
    expect(ajv.validate(formTemplateSchema, exam), ajv.errorsText()).toBe(true)
  })

  it('says where the page and its fields are', async () => {
    const answer = await recognizer.readForm(
      drawForm(exam, { seed: 4, numbers: filled, perspective: 0, pxPerMm: 6 }),
      exam,
    )
    const near = (value: number, mm: number) => expect(Math.abs(value / 6 - mm)).toBeLessThan(0.5)
    near(answer.page![2].x, 148)
    near(answer.page![2].y, 105)
    const { box } = answer.fields[0]!
    for (const [value, mm] of [
      [box.x, 18],
      [box.y, 28],
      [box.width, 54],
      [box.height, 10],
    ] as const)
      near(value, mm)
    expect(answer.fields[0]!.digits.map(({ cell }) => cell)).toEqual([0, 1, 2, 3, 4, 5])
    expect(answer.fields[4]).toMatchObject({ blank: true, status: 'accept', text: '', digits: [] })
  })

  it('asks for what is missing, and for what stands in a gap', async () => {
    const photo = drawForm(exam, { seed: 5, numbers: { ...filled, total: '', day: '2411 026' }, shadow: 0.1 })
    const answer = await recognizer.readForm(photo, exam)
    const of = (name: string) => answer.fields.find(field => field.name === name)!
    expect(of('total')).toMatchObject({ status: 'reject', reasons: ['missing'], blank: true })
    expect(of('day').reasons).toContain('gap')
    expect(of('day').status).not.toBe('accept')
    expect(answer).toMatchObject({ status: 'reject', reasons: ['missing'] })
  })

  it('says that it is not this form when the marks are not there', async () => {
    const unmarked = { ...exam, marks: null }
    const photo = drawForm(unmarked, { seed: 6, numbers: filled })
    expect(await recognizer.readForm(photo, exam)).toMatchObject({
      status: 'reject',
      reasons: ['no-marks'],
      fields: [],
    })
  })

  it('notices another form with marks at the same places', async () => {
    const photo = drawForm(exam, { seed: 6, numbers: filled })
    expect(await recognizer.readForm(photo, template('comb'))).toMatchObject({
      status: 'reject',
      reasons: ['no-marks'],
    })
  })

  it('takes the picture for the page when a form has no marks', async () => {
    const unmarked = { ...exam, marks: null }
    expect(
      read(await recognizer.readForm(drawForm(unmarked, { seed: 3, numbers: filled, perspective: 0 }), unmarked)),
    ).toEqual(filled)
  })
})
