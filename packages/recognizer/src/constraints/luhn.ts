// Luhn's check digit: bank cards, IMEI, many account numbers. (US patent 2,950,048; ISO/IEC 7812-1, annex B.)

import type { Automaton } from '../decode.ts'
import { type Constraint, type Form, longest, whole, wholeText } from './constraint.ts'
import { weightedSum } from './weighted-sum.ts'

/**
 * Numbers whose last digit is Luhn's check digit: every second digit from the right doubled, its digits summed, the
 * sum of all divisible by 10.
 *
 * @param length digits of the number; any from 2 when left out
 * @throws ConstraintError `constraint-invalid` unless the length is 2 to 64
 */
export function luhn(length?: number): Constraint {
  if (length === undefined)
    return { name: 'luhn', about: 'a number whose last digit is a Luhn check digit', automaton: anyLength }
  whole('luhn', length, 2, longest)
  return {
    name: `luhn:${length}`,
    about: `${length} digits, the last of which is a Luhn check digit`,
    automaton: weightedSum({ length, modulus: 10, term: (digit, place) => (place % 2 === 0 ? digit : twice(digit)) }),
  }
}

/** The digits of the double, summed. */
function twice(digit: number): number {
  return digit < 5 ? 2 * digit : 2 * digit - 9
}

/** Which digits are doubled shows at the end only, so both sums are carried along: ten times tens plus ones. */
const anyLength: Automaton = {
  start: 0,
  next(state, digit, position) {
    if (position >= longest) return -1
    const [first, second] = [Math.floor(state / 10), state % 10]
    return position % 2 === 0
      ? 10 * ((first + twice(digit)) % 10) + ((second + digit) % 10)
      : 10 * ((first + digit) % 10) + ((second + twice(digit)) % 10)
  },
  // The first sum doubles positions 0, 2, ...: right when the last position, which is not doubled, is odd.
  accepts: (state, count) => count >= 2 && (count % 2 === 0 ? Math.floor(state / 10) : state % 10) === 0,
}

export const luhnForm: Form = {
  name: 'luhn',
  usage: 'luhn or luhn:16',
  about: 'Luhn check digit: bank cards, IMEI',
  example: 'luhn:16',
  parse: text => luhn(text === undefined ? undefined : wholeText('luhn', text, 2, longest)),
}
