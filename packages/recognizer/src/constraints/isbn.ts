// Numbers of books. (ISO 2108, annex A.)

import { and } from './combine.ts'
import { type Constraint, type Form, invalid } from './constraint.ts'
import { ean } from './ean.ts'
import { pattern } from './pattern.ts'
import { weightedSum } from './weighted-sum.ts'

/**
 * ISBN of ten digits: ten times the first digit, nine times the second and so on sum to a multiple of 11. Only digits
 * are read, so the one ISBN in eleven whose check "digit" is X never obeys this; its reading goes to review.
 */
export function isbn10(): Constraint {
  return {
    name: 'isbn10',
    about: 'an ISBN of ten digits (not one that ends in X)',
    automaton: weightedSum({ length: 10, modulus: 11, term: (digit, place) => digit * (place + 1) }),
  }
}

/** ISBN of thirteen digits: an EAN that begins with 978 or 979. */
export function isbn13(): Constraint {
  const { automaton } = and(ean(13), pattern('97[89]#{10}'))
  return { name: 'isbn13', about: 'an ISBN of 13 digits', automaton }
}

export const isbn10Form: Form = {
  name: 'isbn10',
  usage: 'isbn10',
  about: 'ISBN of ten digits; one that ends in X cannot be read',
  example: 'isbn10',
  parse: text => (text === undefined ? isbn10() : invalid('isbn10', 'nothing after the name', text)),
}

export const isbn13Form: Form = {
  name: 'isbn13',
  usage: 'isbn13',
  about: 'ISBN of 13 digits, 978 or 979',
  example: 'isbn13',
  parse: text => (text === undefined ? isbn13() : invalid('isbn13', 'nothing after the name', text)),
}
