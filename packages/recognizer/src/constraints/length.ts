// A number of so many digits.

import { type Constraint, type Form, invalid, longest, whole, wholeText } from './constraint.ts'

/**
 * Numbers of `min` to `max` digits, whatever they are.
 *
 * @param max @default min
 * @throws ConstraintError `constraint-invalid` unless 1 ≤ min ≤ max ≤ 64
 */
export function length(min: number, max: number = min): Constraint {
  whole('length', min, 1, longest)
  whole('length', max, min, longest)
  return {
    name: `length:${min === max ? min : `${min}..${max}`}`,
    about: min === max ? `${min} ${min === 1 ? 'digit' : 'digits'}` : `${min} to ${max} digits`,
    automaton: {
      start: 0,
      next: (_, __, position) => (position < max ? 0 : -1),
      accepts: (_, count) => count >= min && count <= max,
    },
  }
}

export const lengthForm: Form = {
  name: 'length',
  usage: 'length:9 or length:4..6',
  about: 'so many digits',
  example: 'length:4..6',
  parse(text) {
    const [, min, max] = /^(\d+)(?:\.\.(\d+))?$/.exec(text ?? '') ?? invalid('length', "'9' or '4..6'", text)
    return length(wholeText('length', min, 1, longest), wholeText('length', max ?? min, 1, longest))
  },
}
