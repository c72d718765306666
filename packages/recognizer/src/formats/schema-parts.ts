// What the schemas of answers have in common.

import { constraintForms } from '../constraints/parse.ts'

export const probability = { type: 'number', minimum: 0, maximum: 1 } as const
export const digit = { type: 'integer', minimum: 0, maximum: 9 } as const

/** An object all of whose listed properties are there, except the optional ones, and no others. */
export function object(properties: Record<string, object>, description: string, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter(name => !optional.includes(name))
  return { type: 'object', description, required, additionalProperties: false, properties } as const
}

export const box = object(
  { x: { type: 'number' }, y: { type: 'number' }, width: { type: 'number' }, height: { type: 'number' } },
  'Where it is, in pixels of the upright picture',
)

export const alternatives = {
  type: 'array',
  minItems: 10,
  maxItems: 10,
  description: 'All ten digits, most probable first; the probabilities sum to 1',
  items: object({ digit, probability }, 'A digit and its probability'),
} as const

export const notDigit = { ...probability, description: 'Probability that this mark is no digit' } as const

export const outcome = object(
  {
    name: { type: 'string', description: `The constraint as text, such as ${constraintForms[0]!.example}` },
    satisfied: { type: 'boolean', description: 'Whether the text obeys it' },
    margin: {
      type: ['number', 'null'],
      minimum: 0,
      description: 'Log-odds of the text against the next number that obeys; null when there is none',
    },
    unconstrained: { type: 'string', description: 'What would have been read without the constraint' },
  },
  'What became of the constraint; only when there was one',
)

export const change = object(
  { index: { type: 'integer', minimum: 0 }, from: digit, to: digit },
  'A digit that is another one than its ink alone would say',
)
