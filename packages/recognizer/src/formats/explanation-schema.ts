// How a picture was read, as JSON Schema; part of the answer's.

import { inkSteps } from '@digitrec/image'
import { box, digit, object, probability } from './schema-parts.ts'

const part = object(
  {
    digit: { ...digit, description: 'The likeliest digit by its ink' },
    box,
    frame: { type: 'string', description: 'Base64 of the 28×28 bytes the network saw, ink 255' },
  },
  'Ink that may be one digit',
)

const way = object(
  {
    probability: {
      ...probability,
      description: 'Probability of this way among all ways to part this ink; a constraint is not asked',
    },
    taken: { type: 'boolean', description: 'Whether the answer was read so' },
    parts: { type: 'array', items: part, description: 'In reading order' },
  },
  'One way to part ink into digits',
)

const stage = object(
  {
    step: { type: 'string', enum: Object.keys(inkSteps) },
    about: { type: 'string', description: 'What the step is for' },
    png: { type: 'string', description: 'A PNG file as base64' },
  },
  'A step of the walk, and what it made of the picture',
)

const parting = object(
  { box, ways: { type: 'array', minItems: 2, maxItems: 4, items: way, description: 'The likeliest first' } },
  'A place where the ink could be parted into digits in more than one way',
)

/** The property `explanation` of an answer. */
export const explanation = object(
  {
    stages: { type: 'array', items: stage, description: 'The steps from pixels to ink, in order' },
    partings: { type: 'array', maxItems: 20, items: parting, description: 'In reading order' },
  },
  'With explain: how the picture was read, to be looked at',
)
