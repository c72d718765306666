// The JSON schema of a way of writing, as the recognizer's DigitStyle and NumberStyle.

const number = { type: 'number' } as const
const count = { type: 'integer', minimum: 0 } as const
const words = { type: 'array', items: { type: 'string' }, description: 'In plain words' } as const

/** An object with numbers by these names, and more. */
function measures<const N extends readonly string[], M extends object>(names: N, more: M) {
  const properties = { ...Object.fromEntries(names.map(name => [name, number])), ...more }
  return { type: 'object', additionalProperties: false, properties } as const
}

const compared = ['area', 'length', 'thickness', 'slant', 'width', 'height', 'aspect'] as const

/** DigitStyle. */
export const digitStyle = {
  ...measures([...compared, 'slantDegrees'], {
    loops: count,
    ends: count,
    junctions: count,
    allographs: { type: 'array', items: { type: 'string' }, description: 'Ways of writing, such as crossed-seven' },
    z: { ...measures(compared, {}), description: 'Distance from what is usual for this digit, in standard deviations' },
    words,
    ink: {
      ...measures(['strokeWidthPx', 'strength'], { tint: { type: 'array', minItems: 2, maxItems: 2, items: number } }),
      description: 'Pen and ink on the page',
    },
  }),
  required: [...compared, 'slantDegrees', 'loops', 'ends', 'junctions', 'allographs', 'z', 'words'],
} as const

const page = ['slantDegrees', 'strokeWidthPx', 'heightPx', 'spacing', 'baselineDegrees', 'sizeVariation'] as const

/** NumberStyle. */
export const numberStyle = {
  ...measures(page, {
    words,
    hints: {
      type: 'array',
      description: 'Digits that look as if written with another pen or by another hand: to be checked, never a verdict',
      items: measures(['z'], {
        index: count,
        what: { type: 'string', enum: ['stroke-width', 'ink-strength', 'ink-colour', 'slant', 'size'] },
      }),
    },
  }),
  required: [...page, 'words', 'hints'],
} as const
