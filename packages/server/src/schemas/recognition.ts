// The JSON schema of a recognition, as the recognizer's RecognitionJson plus the id of the request.

import { reasons } from '@digitrec/recognizer'
import { digitStyle, numberStyle } from './style.ts'

const probability = { type: 'number', minimum: 0, maximum: 1 } as const
const digit = { type: 'integer', minimum: 0, maximum: 9 } as const

/** An object all of whose listed properties are there, except the optional ones, and no others. */
function object(properties: Record<string, object>, description: string, optional: readonly string[] = []) {
  const required = Object.keys(properties).filter(name => !optional.includes(name))
  return { type: 'object', description, required, additionalProperties: false, properties }
}

const box = object(
  { x: { type: 'number' }, y: { type: 'number' }, width: { type: 'number' }, height: { type: 'number' } },
  'Where the digit is, in pixels of the upright picture',
)

const recognizedDigit = object(
  {
    digit,
    box,
    line: { type: 'integer', minimum: 0, description: 'Line of writing, from the top' },
    confidence: { ...probability, description: 'Probability that this digit is right' },
    alternatives: {
      type: 'array',
      minItems: 10,
      maxItems: 10,
      description: 'All ten digits, most probable first; the probabilities sum to 1',
      items: object({ digit, probability }, 'A digit and its probability'),
    },
    notDigit: { ...probability, description: 'Probability that this mark is no digit' },
    frame: { type: 'string', description: 'With frames=true: base64 of the 28×28 bytes the network saw, ink 255' },
    style: { ...digitStyle, description: 'With style=true: how the digit is written, in pixels of the frame' },
  },
  'One digit',
  ['frame', 'style'],
)

const reading = object({ text: { type: 'string' }, confidence: probability }, 'A possible text and its probability')

/** Body of a 200 of POST /v1/recognize. */
export const recognitionSchema = {
  $id: 'Recognition',
  ...object(
    {
      id: { type: 'string', format: 'uuid', description: 'Random id of this answer, the same as in the log' },
      version: { const: 1, type: 'integer' },
      text: { type: 'string', description: 'Digits in reading order, lines joined by \\n; empty when rejected' },
      status: { type: 'string', enum: ['accept', 'review', 'reject'] },
      reasons: {
        type: 'array',
        description: 'Why the status is not accept',
        items: {
          type: 'string',
          enum: Object.keys(reasons),
        },
      },
      confidence: { ...probability, description: 'Probability that the text is right' },
      digits: { type: 'array', items: recognizedDigit },
      nbest: { type: 'array', maxItems: 5, items: reading, description: 'The most probable texts' },
      model: object({ name: { type: 'string' }, id: { type: 'string' } }, 'The network that read it'),
      image: object(
        { width: { type: 'integer', minimum: 1 }, height: { type: 'integer', minimum: 1 } },
        'Size of the upright picture in pixels',
      ),
      timings: object(
        Object.fromEntries(
          ['decodeMs', 'inkMs', 'segmentMs', 'classifyMs', 'totalMs'].map(name => [
            name,
            { type: 'number', minimum: 0 },
          ]),
        ),
        'Where the time went, in milliseconds',
      ),
      style: { ...numberStyle, description: 'With style=true: how the number is written' },
    },
    'What was read in the picture',
    ['style'],
  ),
} as const
