import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sheetSvg } from './sheet-svg.ts'
import { parseTemplate } from './template.ts'

const field = { name: 'a', box: { x: 20, y: 20, width: 40, height: 10 }, kind: 'comb', digits: 5 }
const form = { page: { width: 100, height: 70 }, marks: { size: 5, inset: 4 }, fields: [field] }
const examples = readdirSync('examples/forms').map(name => join('examples/forms', name))

describe('parseTemplate', () => {
  it.each(examples)('takes %s', file => {
    const json = JSON.parse(readFileSync(file, 'utf8'))
    expect(parseTemplate(json).fields.map(({ name }) => name)).toEqual(
      json.fields.map(({ name }: { name: string }) => name),
    )
  })

  it('names the template itself when it is no object', () => {
    expect(() => parseTemplate(null)).toThrow(/^template: expected an object, got null\.$/)
  })

  it.each([
    ['a stranger', { ...form, pages: 2 }, 'expected only title, page, marks, fields, got pages'],
    ['a page without height', { ...form, page: { width: 100 } }, 'page.height: expected 20 to 2000 mm, got undefined'],
    ['no word on marks', { ...form, marks: undefined }, 'marks: expected an object, got undefined'],
    ['no fields', { ...form, fields: [] }, 'fields: expected a list of 1 to 200 fields'],
    [
      'a comb without a count',
      { ...form, fields: [{ ...field, digits: undefined }] },
      'fields[0].digits: expected how many boxes',
    ],
    [
      'a free field with a count',
      { ...form, fields: [{ ...field, kind: 'free' }] },
      'fields[0].digits: expected nothing',
    ],
    [
      'boxes too narrow',
      { ...form, fields: [{ ...field, digits: 20 }] },
      'fields[0].box.width: expected at least 3 mm a digit',
    ],
    [
      'a box off the page',
      { ...form, fields: [{ ...field, box: { ...field.box, x: 70 } }] },
      'fields[0].box: expected a box on the page',
    ],
    [
      'a name twice',
      { ...form, fields: [field, { ...field, box: { ...field.box, y: 40 } }] },
      'fields[1].name: expected a name of its own, got a',
    ],
    [
      'fields on each other',
      { ...form, fields: [field, { ...field, name: 'b' }] },
      'fields[1].box: expected a place of its own, got one that overlaps a',
    ],
    [
      'a field on a mark',
      { ...form, fields: [{ ...field, box: { x: 2, y: 5, width: 30, height: 9 } }] },
      'overlaps a corner mark',
    ],
    [
      'a bad constraint',
      { ...form, fields: [{ ...field, constraint: 'lunh:16' }] },
      'fields[0].constraint: constraint: ',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseTemplate(JSON.parse(JSON.stringify(json)))).toThrowError(
      expect.objectContaining({
        name: 'FormError',
        code: 'template-invalid',
        message: expect.stringContaining(message),
      }),
    )
  })
})

describe('sheetSvg', () => {
  it('draws marks, boxes and labels at their places', () => {
    const svg = sheetSvg(
      parseTemplate({ ...form, title: 'A < B', fields: [{ ...field, label: 'Sum & rest', required: true }] }),
    )
    expect(svg).toContain('viewBox="0 0 100 70"')
    expect(svg).toContain('A &lt; B')
    expect(svg).toContain('>Sum &amp; rest *<')
    expect(svg.match(/fill-rule/g)).toHaveLength(4)
    expect(svg).toContain('M4 4h5v5h-5zM5.5 5.5h2v2h-2z') // the mark with the hole
    expect(svg.match(/stroke=/g)).toHaveLength(2 + 6)
    expect(svg).toContain('M28 20L28 30')
  })
})
