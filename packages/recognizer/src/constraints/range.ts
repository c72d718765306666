// A number between two others.

import { type Constraint, type Form, invalid, longest } from './constraint.ts'

/** How the digits so far compare with those of a bound. */
const [below, same, above] = [0, 1, 2] as const
/** The state after a leading zero: the number 0, and nothing may follow. */
const zero = 9

/**
 * Whole numbers from `min` to `max`, both included, without leading zeros; when both are given as texts of one length
 * and `min` starts with a zero (`'000'` to `'100'`), all numbers are written with that many digits.
 *
 * @throws ConstraintError `constraint-invalid` for bounds that are not whole, negative, or the wrong way round
 */
export function range(min: number | string, max: number | string): Constraint {
  const [low, high] = [textOf(min), textOf(max)]
  const padded = low.length === high.length && low.startsWith('0') && high.length > 1
  if (!padded && (/^0./.test(low) || /^0./.test(high)))
    invalid('range', 'bounds without leading zeros, or both of one length', `${low}..${high}`)
  if (low.length > high.length || (low.length === high.length && low > high))
    invalid('range', 'the smaller bound first', `${low}..${high}`)
  return {
    name: `range:${low}..${high}`,
    about: `a number from ${low} to ${high}`,
    automaton: {
      start: 3 * same + same,
      next(state, digit, position) {
        if (state === zero || position >= high.length) return -1
        if (position === 0 && digit === 0 && !padded) return low === '0' ? zero : -1
        const toLow = compare(Math.floor(state / 3), digit, low, position)
        const toHigh = compare(state % 3, digit, high, position)
        return 3 * toLow + toHigh
      },
      accepts(state, count) {
        if (state === zero) return true
        if (count < low.length || count === 0) return false
        if (count === low.length && Math.floor(state / 3) === below) return false
        return count < high.length || state % 3 !== above
      },
    },
  }
}

/** The first digit that differs decides. */
function compare(soFar: number, digit: number, bound: string, position: number): number {
  if (soFar !== same || position >= bound.length) return soFar
  const other = bound.charCodeAt(position) - 48
  return digit < other ? below : digit > other ? above : same
}

function textOf(bound: number | string): string {
  if (typeof bound === 'number' && Number.isSafeInteger(bound) && bound >= 0) return String(bound)
  if (typeof bound === 'string' && /^\d+$/.test(bound) && bound.length <= longest) return bound
  return invalid('range', 'whole numbers of zero or more', bound)
}

export const rangeForm: Form = {
  name: 'range',
  usage: 'range:0..100 or range:000..100',
  about: 'from one number to another; with zeros in front, all as long',
  example: 'range:0..100',
  parse(text) {
    const [, min, max] = /^(\d+)\.\.(\d+)$/.exec(text ?? '') ?? invalid('range', "'0..100'", text)
    return range(min!, max!)
  },
}
