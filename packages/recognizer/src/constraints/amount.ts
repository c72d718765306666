// An amount of money, written with all its decimals: the separators are layout, so 1,204.50 is read as 120450.

import { type Constraint, type Form, whole, wholeText } from './constraint.ts'

/** Digits of the largest amount. */
const longestAmount = 15

/**
 * Amounts with so many decimals: at least one digit before them, and no zero in front of others. Points, commas and
 * currency signs are layout; they are not read.
 *
 * @param decimals digits after the point. @default 2
 * @throws ConstraintError `constraint-invalid` unless decimals is 0 to 4
 */
export function amount(decimals = 2): Constraint {
  whole('amount', decimals, 0, 4)
  const [start, zero, other] = [0, 1, 2]
  return {
    name: `amount:${decimals}`,
    about: decimals === 0 ? 'a whole amount' : `an amount with ${decimals} decimals`,
    automaton: {
      start,
      next(state, digit, position) {
        if (state === start) return digit === 0 ? zero : other
        return position < (state === zero ? decimals + 1 : longestAmount) ? state : -1
      },
      accepts: (state, count) => (state === zero ? count === decimals + 1 : count > decimals),
    },
  }
}

export const amountForm: Form = {
  name: 'amount',
  usage: 'amount or amount:0',
  about: 'money with two decimals, or so many; points and commas are layout',
  example: 'amount:2',
  parse: text => amount(text === undefined ? 2 : wholeText('amount', text, 0, 4)),
}
