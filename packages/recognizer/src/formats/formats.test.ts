import { readdirSync, readFileSync } from 'node:fs'
import { encodePng } from '@digitrec/image'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { loadRecognizer, parseTemplate } from '../index.ts'
import type { RecognitionJson } from '../recognition.ts'
import {
  columns,
  type FileReading,
  fieldsOf,
  formats,
  publishedSchema,
  publishedTemplateSchema,
  writeAll,
} from './index.ts'

const box = (x: number) => ({ x: x + 0.5, y: 7, width: 11, height: 23 })
const digit = (value: number, x: number, line = 0): RecognitionJson['digits'][number] => ({
  digit: value,
  box: box(x),
  line,
  group: line,
  confidence: 0.97,
  alternatives: Array.from({ length: 10 }, (_, k) => ({ digit: (value + k) % 10, probability: k === 0 ? 0.91 : 0.01 })),
  notDigit: 0.01,
})

const recognition: RecognitionJson = {
  version: 1,
  text: '704',
  status: 'accept',
  reasons: [],
  confidence: 0.93,
  digits: [digit(7, 10), digit(0, 40), digit(4, 70)],
  nbest: [
    { text: '704', confidence: 0.93 },
    { text: '709', confidence: 0.04 },
  ],
  constraint: { name: 'length:3', satisfied: true, margin: 3.1, unconstrained: '709' },
  changed: [{ index: 2, from: 9, to: 4 }],
  model: { name: 'base', id: 'abc' },
  image: { width: 120, height: 50 },
  timings: { decodeMs: 1, inkMs: 1, segmentMs: 1, classifyMs: 1, totalMs: 4 },
}
const twoLines: RecognitionJson = {
  ...recognition,
  text: '70\n4',
  digits: [digit(7, 10), digit(0, 40), digit(4, 10, 1)],
  status: 'review',
  reasons: ['ambiguous', 'too-small'],
}
/** Names that people and attackers give to files. */
const names = ['a.png', '=cmd|"/c calc"!A1.png', '+1.png', '-1.png', '@x', 'tab\there', 'line\nbreak', 'quote "q", comma', "back\\slash", '<b>&amp;', 'ünï 数.png', '\u0000\u001b[31m'] // biome-ignore format: a list
const readings: FileReading[] = [
  ...names.map(file => ({ file, recognition })),
  { file: 'two.png', recognition: twoLines, words: 'seventy\nfour' },
  { file: 'bad.png', error: { code: 'truncated', message: 'it ends' } },
]

/** A reader of RFC 4180 that knows nothing of the writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
  while (field.lastIndex < text.length) {
    const match = field.exec(text)
    if (!match) throw new Error(`no CSV at ${text.slice(field.lastIndex, field.lastIndex + 20)}`)
    record.push(match[1]?.replaceAll('""', '"') ?? match[2]!)
    if (match[3] === ',') continue
    records.push(record)
    record = []
  }
  return records
}

describe('csv', () => {
  it('comes back as it was, but for the apostrophe before a formula', () => {
    const [head, ...rows] = parseCsv(writeAll(formats.csv, readings))
    expect(head).toEqual(columns)
    const expected = readings.map(reading =>
      fieldsOf(reading).map(field => (/^[=+\-@\t\r\n]/.test(field) ? `'${field}` : field)),
    )
    expect(rows).toEqual(expected)
  })

  it('never begins a field with what a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.string(), file => {
        const [, row] = parseCsv(writeAll(formats.csv, [{ file, recognition }]))
        expect(row![0]).not.toMatch(/^[=+\-@\t\r\n]/)
        expect([file, `'${file}`]).toContain(row![0])
      }),
      { seed: 1 },
    )
  })
})

describe('tsv', () => {
  it('comes back as it was, split at tabs and unescaped', () => {
    const [head, ...lines] = writeAll(formats.tsv, readings).slice(0, -1).split('\n')
    expect(head!.split('\t')).toEqual(columns)
    const back = lines.map(line =>
      line.split('\t').map(field => field.replace(/\\(.)/g, (_, c: string) => ({ t: '\t', n: '\n', r: '\r' })[c] ?? c)),
    )
    expect(back).toEqual(readings.map(fieldsOf))
  })
})

describe('json', () => {
  it('comes back as it was, one line for each', () => {
    const lines = writeAll(formats.json, readings)
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lines[0]).toEqual({ file: 'a.png', ...recognition })
    expect(lines.map(({ file }) => file)).toEqual(readings.map(({ file }) => file))
    expect(lines.at(-2)).toMatchObject({ words: 'seventy\nfour', text: '70\n4' })
    expect(lines.at(-1)).toEqual({
      file: 'bad.png',
      text: '',
      status: 'reject',
      error: { code: 'truncated', message: 'it ends' },
    })
  })
})

describe('text', () => {
  it('has five fields and no character that moves the cursor', () => {
    const lines = writeAll(formats.text, readings).trimEnd().split('\n')
    expect(lines).toHaveLength(readings.length)
    expect(lines[0]).toBe('a.png\t704\taccept\t0.9300\t')
    expect(lines.at(-2)).toBe('two.png\t70 / 4\treview\t0.9300\tambiguous too-small\tseventy / four')
    for (const line of lines) expect(line.replaceAll('\t', '')).not.toMatch(/\p{Cc}/u)
  })
})

describe('hocr', () => {
  const xml = writeAll(formats.hocr, readings)
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    preserveOrder: true,
    processEntities: true,
    htmlEntities: true,
  })
  interface Node {
    readonly name: string
    readonly attributes: Record<string, string>
    readonly children: Node[]
    readonly text: string
  }
  const nodesOf = (list: Record<string, unknown>[]): Node[] =>
    list.flatMap(entry => {
      const name = Object.keys(entry).find(key => key !== ':@')!
      if (name === '#text' || name.startsWith('?')) return []
      const content = entry[name] as Record<string, unknown>[]
      const text = (items: Record<string, unknown>[]): string =>
        items
          .map(item =>
            '#text' in item ? String(item['#text']) : text(Object.values(item).filter(Array.isArray).flat()),
          )
          .join('')
      return [
        {
          name,
          attributes: (entry[':@'] ?? {}) as Record<string, string>,
          children: nodesOf(content),
          text: text(content),
        },
      ]
    })
  const all = (nodes: Node[], of: string): Node[] =>
    nodes.flatMap(node => [...(node.attributes.class === of ? [node] : []), ...all(node.children, of)])

  it('is well-formed XML', () => {
    expect(XMLValidator.validate(xml)).toBe(true)
    expect(new Set(xml.match(/ id="[^"]*"/g)).size).toBe(xml.match(/ id="[^"]*"/g)!.length)
  })

  it('gives back every number, digit, box and confidence', () => {
    const pages = all(nodesOf(parser.parse(xml)), 'ocr_page')
    expect(pages).toHaveLength(readings.length)
    for (const [i, page] of pages.entries()) {
      const json = readings[i]!.recognition
      const words = all([page], 'ocrx_word')
      if (!json) {
        expect(words).toEqual([])
        continue
      }
      expect(page.attributes.title).toMatch(/bbox 0 0 120 50$/)
      const digits = all([page], 'ocrx_cinfo')
      expect(digits.map(({ text }) => Number(text))).toEqual(json.digits.map(({ digit }) => digit))
      for (const [n, { attributes }] of digits.entries()) {
        const [, boxes, sure] = /^x_bboxes ([\d ]+); x_conf ([\d.]+)$/.exec(attributes.title!)!
        const { x, y, width, height } = json.digits[n]!.box
        expect(boxes!.split(' ').map(Number)).toEqual([Math.floor(x), y, Math.ceil(x + width), y + height])
        expect(Number(sure)).toBeCloseTo(97, 2)
      }
      expect(words).toHaveLength(json.text.split('\n').length)
    }
    const [first] = all([pages[0]!], 'ocrx_word')
    expect(first!.attributes.title).toBe('bbox 10 7 82 30; x_wconf 93.00')
    const alternatives = all([pages[0]!], 'alt').map(({ text, attributes }) => [text, attributes.title])
    expect(alternatives).toEqual([
      ['704', `nlp ${(-Math.log(0.93)).toFixed(4)}`],
      ['709', `nlp ${(-Math.log(0.04)).toFixed(4)}`],
    ])
  })

  it('stays XML whatever the name', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        file => XMLValidator.validate(writeAll(formats.hocr, [{ file, recognition }])) === true,
      ),
      { seed: 1 },
    )
  })
})

describe('the schema', () => {
  const validate = new Ajv2020({ strict: false }).compile(publishedSchema())

  it('is the file that is published', () => {
    const path = new URL('../../recognition.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(path, 'utf8')), 'run npm run make:schema').toEqual(publishedSchema())
  })

  it('describes real answers, with and without frames, constraint and digits', async () => {
    const data = new Uint8Array(200 * 90 * 4).fill(255)
    const blank = encodePng({ width: 200, height: 90, data })
    for (let y = 20; y < 70; y++) data.fill(0, (y * 200 + 60) * 4, (y * 200 + 66) * 4)
    const one = encodePng({ width: 200, height: 90, data })
    const recognizer = await loadRecognizer()
    for (const picture of [blank, one])
      for (const constraint of [undefined, 'length:1', 'luhn:16'])
        for (const frames of [true, false]) {
          const answer = await recognizer.read(picture, constraint === undefined ? {} : { constraint })
          expect(validate(JSON.parse(JSON.stringify(answer.toJSON({ frames })))), JSON.stringify(validate.errors)).toBe(
            true,
          )
        }
  })

  it('refuses what is no answer', () => {
    expect(validate(recognition)).toBe(true)
    expect(validate({ ...recognition, version: 2 })).toBe(false)
    expect(validate({ ...recognition, confidence: 1.2 })).toBe(false)
    expect(validate({ ...recognition, more: 1 })).toBe(false)
    expect(validate({ ...recognition, digits: [{ ...digit(7, 1), digit: 10 }] })).toBe(false)
  })
})

describe('the schema of templates', () => {
  const validate = new Ajv2020({ strict: false }).compile(publishedTemplateSchema())
  const folder = new URL('../../../../examples/forms/', import.meta.url)
  const examples = readdirSync(folder).map(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))

  it('is the file that is published', () => {
    const path = new URL('../../form-template.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(path, 'utf8')), 'run npm run make:schema').toEqual(publishedTemplateSchema())
  })

  it('takes the forms of the examples, and refuses what parseTemplate refuses', () => {
    expect(examples.length).toBeGreaterThan(3)
    for (const template of examples) {
      expect(validate(template), JSON.stringify(validate.errors)).toBe(true)
      for (const wrong of [
        { ...template, fields: [] },
        { ...template, marks: undefined },
        { ...template, colour: 'red' },
        { ...template, fields: [{ ...template.fields[0], kind: 'table' }] },
      ]) {
        const json = JSON.parse(JSON.stringify(wrong))
        expect(validate(json)).toBe(false)
        expect(() => parseTemplate(json)).toThrow()
      }
    }
  })
})
