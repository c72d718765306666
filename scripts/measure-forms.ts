// How many filled-in forms are read without a mistake? The forms of examples/forms, drawn, filled in by hand with random valid
// numbers, and photographed, all from seeds; misses are written as pictures:
//
//   npm run measure:forms [-- --sheets 20 --seed 1 --misses FOLDER]

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { wilsonInterval } from '@digitrec/cnn'
import { encodePng } from '@digitrec/image'
import { type FormTemplate, loadRecognizer, parseTemplate } from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'
import { drawForm, type PhotoOptions } from '../packages/recognizer/test/draw-form.ts'

const { values } = parseArgs({
  options: {
    sheets: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    misses: { type: 'string' },
  },
})
const count = Number(values.sheets)
const folder = 'examples/forms'
const templates = readdirSync(folder).map(file => parseTemplate(JSON.parse(readFileSync(join(folder, file), 'utf8'))))

/** How the sheets are photographed. */
const conditions: Readonly<Record<string, Omit<PhotoOptions, 'seed' | 'numbers'>>> = {
  scan: { perspective: 0, shadow: 0.05 },
  photo: {},
  'steep photo': { perspective: 0.16, turn: 0.2 },
  'upside down': { turn: Math.PI },
  'on its side': { turn: Math.PI / 2 },
  'deep shadow': { shadow: 0.65 },
  'small photo': { pxPerMm: 4 },
}

/** A number for each kind of field, by its name in the examples; some fields stay empty. */
const numbers: Readonly<Record<string, (random: Random) => string>> = {
  student: random =>
    ['204117', '204118', '204125', '204131', '204140', '204152', '204160', '204166', '204173', '204189'][
      random.int(10)
    ]!,
  day: random => `${two(1 + random.int(28))}${two(1 + random.int(12))}${2020 + random.int(20)}`,
  question1: random => String(random.int(21)),
  question2: random => String(random.int(21)),
  question3: random => (random.int(3) === 0 ? '' : String(random.int(21))),
  total: random => String(random.int(61)),
  amount: random => `${1 + random.int(9999)}${two(random.int(100))}`,
  account: random => digits(random, 10),
  customer: random => luhn(digits(random, 7)),
  reading: random => String(424951 + random.int(501)),
  card: random => luhn(digits(random, 15)),
  isbn: random => isbn(`978${digits(random, 9)}`),
  pin: random => digits(random, 4),
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function digits(random: Random, length: number): string {
  return Array.from({ length }, () => random.int(10)).join('')
}

function luhn(text: string): string {
  const sum = [...text].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${text}${(10 - (sum % 10)) % 10}`
}

function isbn(text: string): string {
  const sum = [...text].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return `${text}${(10 - (sum % 10)) % 10}`
}

const recognizer = await loadRecognizer()
console.log(`model ${recognizer.model.name} ${recognizer.model.id}, ${count} sheets each of ${templates.length} forms`)
for (const [name, condition] of Object.entries(conditions)) {
  const seen = { sheets: 0, found: 0, exact: 0, fields: 0, right: 0, accepted: 0, acceptedWrong: 0 }
  for (const [k, template] of templates.entries()) {
    for (let n = 0; n < count; n++)
      await readOne(template, Number(values.seed) * 1_000_000 + k * 10_000 + n, name, condition, seen)
  }
  const [low, high] = wilsonInterval(seen.exact, seen.sheets)
  console.log(
    `${name.padEnd(12)} ${seen.found}/${seen.sheets} found   sheets without a mistake ${share(seen.exact, seen.sheets)} (95 %: ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})   fields ${share(seen.right, seen.fields)} of ${seen.fields}   accepted ${share(seen.accepted, seen.fields)}, of these wrong ${seen.acceptedWrong}`,
  )
}

async function readOne(
  template: FormTemplate,
  seed: number,
  name: string,
  condition: Omit<PhotoOptions, 'seed' | 'numbers'>,
  seen: Record<'sheets' | 'found' | 'exact' | 'fields' | 'right' | 'accepted' | 'acceptedWrong', number>,
): Promise<void> {
  const random = createRandom(seed)
  const truth = Object.fromEntries(template.fields.map(field => [field.name, numbers[field.name]!(random)]))
  const photo = drawForm(template, { ...condition, seed, numbers: truth })
  const { fields } = await recognizer.readForm(photo, template)
  const wrong = fields.filter(field => field.text !== truth[field.name])
  seen.sheets++
  seen.found += Number(fields.length > 0)
  seen.exact += Number(fields.length > 0 && wrong.length === 0)
  seen.fields += template.fields.length
  seen.right += fields.length - wrong.length
  seen.accepted += fields.filter(({ status }) => status === 'accept').length
  seen.acceptedWrong += wrong.filter(({ status }) => status === 'accept').length
  if (!values.misses || (fields.length > 0 && wrong.length === 0)) return
  mkdirSync(values.misses, { recursive: true })
  const file = join(values.misses, `${name.replaceAll(' ', '-')}-${seed}.png`)
  writeFileSync(file, encodePng(photo))
  const said = wrong.map(
    field => `${field.name} is ${truth[field.name]}, read ${field.text} ${field.status} ${field.reasons.join(' ')}`,
  )
  console.log(`  ${file}: ${fields.length === 0 ? 'not found' : said.join('; ')}`)
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
}
