// Damm's check digit. It finds every wrong digit and every swap of neighbours, with one table and no places.
// (H. M. Damm, Total anti-symmetrische Quasigruppen, dissertation, Marburg 2004, p. 111.)

import { type Constraint, type Form, longest, whole, wholeText } from './constraint.ts'

/** A quasigroup on 0 to 9, row by row: in every row and column each digit stands once, and the diagonal is 0. */
const table =
  '0317598642' +
  '7092154863' +
  '4206871359' +
  '1750983426' +
  '6123045978' +
  '3674209581' +
  '5869720134' +
  '8945362017' +
  '9438617205' +
  '2581436790'

/**
 * Numbers whose last digit is Damm's check digit: going through the table digit by digit ends at 0.
 *
 * @param length digits of the number; any from 2 when left out
 * @throws ConstraintError `constraint-invalid` unless the length is 2 to 64
 */
export function damm(length?: number): Constraint {
  if (length !== undefined) whole('damm', length, 2, longest)
  return {
    name: length === undefined ? 'damm' : `damm:${length}`,
    about: `${length === undefined ? 'a number whose last digit' : `${length} digits, the last of which`} is a Damm check digit`,
    automaton: {
      start: 0,
      next: (state, digit, position) =>
        position < (length ?? longest) ? table.charCodeAt(10 * state + digit) - 48 : -1,
      accepts: (state, count) => state === 0 && (length === undefined ? count >= 2 : count === length),
    },
  }
}

export const dammForm: Form = {
  name: 'damm',
  usage: 'damm or damm:8',
  about: 'Damm check digit',
  example: 'damm:8',
  parse: text => damm(text === undefined ? undefined : wholeText('damm', text, 2, longest)),
}
