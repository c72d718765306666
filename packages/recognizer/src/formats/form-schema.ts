// A form's template and its reading, as JSON Schema (draft 2020-12): the description of the HTTP API.

import { formReasons } from '../forms/form-reasons.ts'
import { reasons } from '../recognition.ts'
import { alternatives, box, change, digit, notDigit, object, outcome, probability } from './schema-parts.ts'

const millimetres = { type: 'number', minimum: 0 } as const
const status = { type: 'string', enum: ['accept', 'review', 'reject'] } as const

const templateField = object(
  {
    name: { type: 'string', minLength: 1, maxLength: 200, description: 'Unique in the form' },
    label: { type: 'string', minLength: 1, maxLength: 200, description: 'Printed above it; the name when left out' },
    box: object({ x: millimetres, y: millimetres, width: millimetres, height: millimetres }, 'Where it is, in mm'),
    kind: {
      type: 'string',
      enum: ['comb', 'free'],
      description: 'comb: a digit in each box; free: anywhere in the box',
    },
    digits: { type: 'integer', minimum: 1, maximum: 40, description: 'How many boxes a comb has' },
    constraint: { type: 'string', maxLength: 200, description: 'What is known of the number, such as luhn:16' },
    required: { type: 'boolean', default: false, description: 'Whether an empty field is a mistake' },
  },
  'A place where a number is written',
  ['label', 'digits', 'constraint', 'required'],
)

/** JSON Schema of a template; `parseTemplate` also checks that nothing lies on top of another or off the page. */
export const formTemplateSchema = object(
  {
    title: { type: 'string', minLength: 1, maxLength: 200, description: 'Printed at the top' },
    page: object({ width: millimetres, height: millimetres }, 'Size of the page in mm'),
    marks: {
      description: 'The black squares in the corners; null for a scan that is cut to the page',
      anyOf: [
        object({ size: millimetres, inset: millimetres }, 'Side, and distance from the edges, in mm'),
        { type: 'null' },
      ],
    },
    fields: { type: 'array', minItems: 1, maxItems: 200, items: templateField },
  },
  'A form: a page in millimetres and the places where numbers are written',
  ['title'],
)

/** The schema as it is published beside the package, `@digitrec/recognizer/form-template.schema.json`. */
export function publishedTemplateSchema() {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:digitrec:form-template:1',
    title: 'FormTemplate',
    ...formTemplateSchema,
  } as const
}

const corner = object({ x: { type: 'number' }, y: { type: 'number' } }, 'A point in the upright picture, in pixels')
const corners = {
  type: 'array',
  minItems: 4,
  maxItems: 4,
  items: corner,
  description: 'Clockwise from the top left of the sheet',
} as const

const fieldDigit = object(
  {
    digit,
    confidence: { ...probability, description: 'Probability that this digit is right' },
    alternatives,
    notDigit,
    cell: { type: 'integer', minimum: 0, description: 'Which box of a comb, or which digit of a free field' },
  },
  'One digit of a field',
)

const fieldReading = object(
  {
    name: { type: 'string' },
    text: { type: 'string', description: 'The number; empty when nothing is written, or what is written is none' },
    status,
    reasons: { type: 'array', items: { type: 'string', enum: [...Object.keys(reasons), ...Object.keys(formReasons)] } },
    confidence: { ...probability, description: 'Probability that the text is right' },
    blank: { type: 'boolean', description: 'Whether nothing is written in the field' },
    digits: { type: 'array', items: fieldDigit },
    corners,
    box,
    constraint: outcome,
    changed: { type: 'array', items: change },
  },
  'What was read in one field',
  ['constraint', 'changed'],
)

/**
 * JSON Schema of what was read in a form.
 *
 * @param more further properties that are always there, such as the id that a server adds
 */
export function formReadingSchema(more: Readonly<Record<string, object>> = {}) {
  const image = { type: 'integer', minimum: 1 } as const
  return object(
    {
      ...more,
      version: { const: 1, type: 'integer' },
      status: { ...status, description: 'The worst of the fields' },
      reasons: { type: 'array', items: { type: 'string', enum: Object.keys(formReasons) } },
      fields: { type: 'array', items: fieldReading, description: 'In the order of the template; none without marks' },
      page: corners,
      image: object({ width: image, height: image }, 'Size of the upright picture in pixels'),
    },
    'What was read in a form',
    ['page'],
  )
}
