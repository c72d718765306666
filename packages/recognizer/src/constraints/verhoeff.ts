// Verhoeff's check digit: Aadhaar numbers. It finds every wrong digit and every swap of neighbours.
// (J. Verhoeff, Error detecting decimal codes, Mathematical Centre Tracts 29, 1969.)

import { type Constraint, type Form, longest, whole, wholeText } from './constraint.ts'

/** The permutation whose powers change a digit by its place. */
const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const
/** Its powers 0 to 7; the eighth is the first again. */
const powers: readonly (readonly number[])[] = /* @__PURE__ */ powersOf(permutation, 8)

/**
 * Numbers whose last digit is Verhoeff's check digit: in the dihedral group of the pentagon, the product of the
 * digits, each changed by its place, is the identity.
 *
 * @param length digits of the number; it must be known, as places count from the right
 * @throws ConstraintError `constraint-invalid` unless the length is 2 to 64
 */
export function verhoeff(length: number): Constraint {
  whole('verhoeff', length, 2, longest)
  return {
    name: `verhoeff:${length}`,
    about: `${length} digits, the last of which is a Verhoeff check digit`,
    automaton: {
      start: 0,
      // The product runs from the right; read from the left, each digit is multiplied from the left.
      next: (state, digit, position) =>
        position < length ? times(powers[(length - 1 - position) % 8]![digit]!, state) : -1,
      accepts: (state, count) => count === length && state === 0,
    },
  }
}

/** The product in the dihedral group: 0 to 4 turn the pentagon, 5 to 9 turn it over first. */
function times(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5
}

function powersOf(base: readonly number[], count: number): number[][] {
  const list = [base.map((_, digit) => digit)]
  while (list.length < count) list.push(list.at(-1)!.map(digit => base[digit]!))
  return list
}

export const verhoeffForm: Form = {
  name: 'verhoeff',
  usage: 'verhoeff:12',
  about: 'Verhoeff check digit: Aadhaar',
  example: 'verhoeff:12',
  parse: text => verhoeff(wholeText('verhoeff', text, 2, longest)),
}
