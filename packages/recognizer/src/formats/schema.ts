// What an answer looks like, as JSON Schema (draft 2020-12): the description of the HTTP API and of recognition.schema.json.

import { reasons } from '../recognition.ts'
import { explanation } from './explanation-schema.ts'
import { alternatives, box, change, digit, notDigit, object, outcome, probability } from './schema-parts.ts'
import { digitStyle, numberStyle } from './style-schema.ts'

const recognizedDigit = object(
  {
    digit,
    box,
    line: { type: 'integer', minimum: 0, description: 'Line of writing, from the top' },
    group: { type: 'integer', minimum: 0, description: 'Group, in reading order; a wide gap or a new line begins one' },
    confidence: { ...probability, description: 'Probability that this digit is right' },
    alternatives,
    notDigit,
    frame: { type: 'string', description: 'With frames: base64 of the 28×28 bytes the network saw, ink 255' },
    style: { ...digitStyle, description: 'With style: how the digit is written, in pixels of the frame' },
  },
  'One digit',
  ['frame', 'style'],
)

const reading = object({ text: { type: 'string' }, confidence: probability }, 'A possible text and its probability')

/** Properties of an answer, to be put together with others by whoever adds some. */
export const recognitionProperties = {
  version: { const: 1, type: 'integer' },
  text: { type: 'string', description: 'Digits in reading order, lines joined by \\n; empty when rejected' },
  status: { type: 'string', enum: ['accept', 'review', 'reject'] },
  reasons: {
    type: 'array',
    description: 'Why the status is not accept',
    items: { type: 'string', enum: Object.keys(reasons) },
  },
  confidence: { ...probability, description: 'Probability that the text is right' },
  digits: { type: 'array', items: recognizedDigit },
  constraint: outcome,
  changed: {
    type: 'array',
    items: change,
    description: 'Digits that the constraint changed; only when there was one',
  },
  unread: {
    type: 'array',
    items: box,
    description: 'Where marks stand that were not read, though they may belong to the number; only when there are some',
  },
  nbest: { type: 'array', items: reading, description: 'The most probable texts' },
  model: object({ name: { type: 'string' }, id: { type: 'string' } }, 'The network that read it'),
  image: object(
    { width: { type: 'integer', minimum: 1 }, height: { type: 'integer', minimum: 1 } },
    'Size of the upright picture in pixels',
  ),
  timings: object(
    Object.fromEntries(
      ['decodeMs', 'inkMs', 'segmentMs', 'classifyMs', 'totalMs'].map(name => [name, { type: 'number', minimum: 0 }]),
    ),
    'Where the time went, in milliseconds',
  ),
  style: { ...numberStyle, description: 'With style: how the number is written' },
  explanation,
} as const

/** Properties that are not always there. */
const optional: readonly string[] = ['constraint', 'changed', 'unread', 'style', 'explanation']

/**
 * JSON Schema of an answer as `toJSON()` gives it.
 *
 * @param more further properties that are always there, such as the id that a server adds
 */
export function recognitionSchema(more: Readonly<Record<string, object>> = {}) {
  return object({ ...more, ...recognitionProperties }, 'What was read in the picture', optional)
}

/** The schema as it is published beside the package, `@digitrec/recognizer/recognition.schema.json`. */
export function publishedSchema() {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:digitrec:recognition:1',
    title: 'Recognition',
    ...recognitionSchema(),
  } as const
}
