// What is a form? A page with fields at known places, told as JSON. Checked once, so that printing and reading can rely on it.

import type { Box } from '@digitrec/image'
import { parseConstraint } from '../constraints/parse.ts'
import { FormError } from './form-error.ts'

/** A form. Lengths are millimetres from the left and top edge of the page. */
export interface FormTemplate {
  /** Printed at the top. */
  readonly title?: string
  readonly page: { readonly width: number; readonly height: number }
  /**
   * Black squares in the corners, by which a photo is straightened: their side, and how far their outer edges are from the
   * edges of the page. Null for a sheet without, which must then be scanned so that the picture is the page.
   */
  readonly marks: { readonly size: number; readonly inset: number } | null
  readonly fields: readonly FormField[]
}

/** A place where a number is written. */
export interface FormField {
  /** Unique in the form. */
  readonly name: string
  /** Printed above it. @default the name */
  readonly label?: string
  readonly box: Box
  /** `comb`: one digit in each of `digits` boxes side by side; `free`: digits anywhere in the box. */
  readonly kind: 'comb' | 'free'
  /** How many boxes a comb has. */
  readonly digits?: number
  /** What is known of the number, such as `luhn:16`. */
  readonly constraint?: string
  /** Whether it must be filled in. @default false */
  readonly required?: boolean
}

const mostFields = 200
const mostDigits = 40
const largestPage = 2000
/** A comb's boxes must be this wide for a pen, and a box of any kind this high. */
const leastBox = { width: 3, height: 4 }

/**
 * Checks a template.
 *
 * @param json what JSON.parse gave
 * @throws FormError `template-invalid`, naming the place, what was expected and what was found there
 * @example
 * const template = parseTemplate(JSON.parse(await readFile('exam.json', 'utf8')))
 */
export function parseTemplate(json: unknown): FormTemplate {
  const template = members('', json, ['title', 'page', 'marks', 'fields'])
  const sizes = members('page', template.page, ['width', 'height'])
  const page = {
    width: length('page.width', sizes.width, 20, largestPage),
    height: length('page.height', sizes.height, 20, largestPage),
  }
  const marks = template.marks === null ? null : marksOf(template.marks, page)
  const fields = template.fields
  if (!Array.isArray(fields) || fields.length === 0 || fields.length > mostFields)
    return wrong('fields', `a list of 1 to ${mostFields} fields`, fields)
  const parsed = fields.map((field, i) => fieldOf(field, `fields[${i}]`, page))
  checkApart(parsed, marks, page)
  return { ...(template.title !== undefined && { title: text('title', template.title) }), page, marks, fields: parsed }
}

function marksOf(value: unknown, page: FormTemplate['page']): FormTemplate['marks'] {
  const { size, inset } = members('marks', value, ['size', 'inset'])
  const most = Math.min(page.width, page.height) / 5
  return { size: length('marks.size', size, 3, most), inset: length('marks.inset', inset, 0, most) }
}

function fieldOf(value: unknown, at: string, page: FormTemplate['page']): FormField {
  const field = members(at, value, ['name', 'label', 'box', 'kind', 'digits', 'constraint', 'required'])
  const name = text(`${at}.name`, field.name)
  const box = boxOf(field.box, `${at}.box`, page)
  const kind = field.kind
  if (kind !== 'comb' && kind !== 'free') return wrong(`${at}.kind`, "'comb' or 'free'", kind)
  if (kind === 'free' && field.digits !== undefined)
    return wrong(`${at}.digits`, 'nothing, since a free field has no boxes to count', field.digits)
  const digits = kind === 'comb' ? count(`${at}.digits`, field.digits) : undefined
  if (box.width / (digits ?? 1) < leastBox.width)
    return wrong(`${at}.box.width`, `at least ${leastBox.width} mm a digit`, box.width)
  const required = field.required ?? false
  if (typeof required !== 'boolean') return wrong(`${at}.required`, 'true or false', required)
  return {
    name,
    ...(field.label !== undefined && { label: text(`${at}.label`, field.label) }),
    box,
    kind,
    ...(digits !== undefined && { digits }),
    ...(field.constraint !== undefined && { constraint: constraintOf(`${at}.constraint`, field.constraint) }),
    required,
  }
}

function boxOf(value: unknown, at: string, page: FormTemplate['page']): Box {
  const { x, y, width, height } = members(at, value, ['x', 'y', 'width', 'height'])
  const box = {
    x: length(`${at}.x`, x, 0, page.width),
    y: length(`${at}.y`, y, 0, page.height),
    width: length(`${at}.width`, width, leastBox.width, page.width),
    height: length(`${at}.height`, height, leastBox.height, page.height),
  }
  if (box.x + box.width > page.width || box.y + box.height > page.height)
    return wrong(at, `a box on the page of ${page.width}×${page.height} mm`, shown(box))
  return box
}

function constraintOf(at: string, value: unknown): string {
  const constraint = text(at, value)
  try {
    parseConstraint(constraint)
    return constraint
  } catch (error) {
    throw new FormError('template-invalid', `template: ${at}: ${(error as Error).message}`, { cause: error })
  }
}

/** Names are unique; fields lie neither on each other nor on a mark. */
function checkApart(fields: readonly FormField[], marks: FormTemplate['marks'], page: FormTemplate['page']): void {
  const taken = marks ? markBoxes(page, marks).map(box => ({ name: 'a corner mark', box })) : []
  for (const [i, { name, box }] of fields.entries()) {
    if (fields.findIndex(other => other.name === name) < i) wrong(`fields[${i}].name`, 'a name of its own', name)
    const under = [...taken, ...fields.slice(0, i)].find(other => overlap(box, other.box))
    if (under) wrong(`fields[${i}].box`, `a place of its own`, `one that overlaps ${under.name}`)
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/** Boxes of the corner marks, clockwise from the top left. */
export function markBoxes(page: FormTemplate['page'], marks: NonNullable<FormTemplate['marks']>): Box[] {
  const { size, inset } = marks
  const right = page.width - inset - size
  const bottom = page.height - inset - size
  const places = [
    [inset, inset],
    [right, inset],
    [right, bottom],
    [inset, bottom],
  ] as const
  return places.map(([x, y]) => ({ x, y, width: size, height: size }))
}

function members<const K extends string>(at: string, value: unknown, known: readonly K[]): Partial<Record<K, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'an object', value)
  const stranger = Object.keys(value).find(key => !known.includes(key as K))
  if (stranger !== undefined) return wrong(at, `only ${known.join(', ')}`, stranger)
  return value as Partial<Record<K, unknown>>
}

function length(at: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  return wrong(at, `${least} to ${most} mm`, value)
}

function count(at: string, value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostDigits) return value as number
  return wrong(at, `how many boxes the comb has, 1 to ${mostDigits}`, value)
}

function text(at: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= 200) return value
  return wrong(at, 'a text of 1 to 200 characters', value)
}

function wrong(at: string, expected: string, got: unknown): never {
  const place = at === '' ? 'template' : `template: ${at}`
  throw new FormError(
    'template-invalid',
    `${place}: expected ${expected}, got ${typeof got === 'string' ? got : shown(got)}.`,
  )
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value)
  return json.length > 60 ? `${json.slice(0, 60)}…` : json
}
