// Numbers below bar codes: EAN-8, EAN-13, UPC-A, GTIN-14, SSCC. (GS1 General Specifications, section 7.9.)

import { type Constraint, type Form, invalid, wholeText } from './constraint.ts'
import { weightedSum } from './weighted-sum.ts'

const lengths: readonly number[] = [8, 12, 13, 14, 17, 18]

/**
 * Numbers with the check digit of GS1: from the right, digits count once and three times in turn, and the sum is
 * divisible by 10.
 *
 * @param length 8 (EAN-8), 12 (UPC-A), 13 (EAN-13), 14 (GTIN-14), 17 or 18 (SSCC). @default 13
 * @throws ConstraintError `constraint-invalid` for another length
 */
export function ean(length = 13): Constraint {
  if (!lengths.includes(length)) invalid('ean', `one of the lengths ${lengths.join(', ')}`, length)
  return {
    name: `ean:${length}`,
    about: `${length} digits, the last of which is the check digit of a bar code`,
    automaton: weightedSum({ length, modulus: 10, term: (digit, place) => (place % 2 === 0 ? digit : 3 * digit) }),
  }
}

export const eanForm: Form = {
  name: 'ean',
  usage: 'ean or ean:8',
  about: 'bar codes: EAN-13, EAN-8, UPC-A (12), GTIN-14',
  example: 'ean:8',
  parse: text => ean(text === undefined ? 13 : wholeText('ean', text, 8, 18)),
}
