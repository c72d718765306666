// The table of constraints: what can be known of a number. Adding one is a file beside this one, a line here, and one in
// parse.ts for its text form.

import { amount } from './amount.ts'
import { and, or } from './combine.ts'
import { damm } from './damm.ts'
import { date } from './date.ts'
import { ean } from './ean.ts'
import { iban } from './iban.ts'
import { isbn10, isbn13 } from './isbn.ts'
import { length } from './length.ts'
import { lexicon } from './lexicon.ts'
import { luhn } from './luhn.ts'
import { monotone } from './monotone.ts'
import { pattern } from './pattern.ts'
import { range } from './range.ts'
import { verhoeff } from './verhoeff.ts'

/**
 * Makers of constraints for `read(picture, { constraint })`.
 *
 * @example
 * await recognizer.read(bytes, { constraint: constraints.luhn(16) })
 */
export const constraints = {
  length,
  pattern,
  range,
  amount,
  date,
  monotone,
  luhn,
  verhoeff,
  damm,
  isbn10,
  isbn13,
  ean,
  iban,
  lexicon,
  and,
  or,
} as const
