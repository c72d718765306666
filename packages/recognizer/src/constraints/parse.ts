// A constraint written as text: `luhn:16`, `date:dd/mm/yyyy & range:...`. For command lines, addresses and settings.

import { amountForm } from './amount.ts'
import { and, or } from './combine.ts'
import { type Constraint, ConstraintError, type Form } from './constraint.ts'
import { dammForm } from './damm.ts'
import { dateForm } from './date.ts'
import { eanForm } from './ean.ts'
import { ibanForm } from './iban.ts'
import { isbn10Form, isbn13Form } from './isbn.ts'
import { lengthForm } from './length.ts'
import { lexiconForm } from './lexicon.ts'
import { luhnForm } from './luhn.ts'
import { monotoneForm } from './monotone.ts'
import { patternForm } from './pattern.ts'
import { rangeForm } from './range.ts'
import { verhoeffForm } from './verhoeff.ts'

/** Every family of constraints that can be written as text, for help texts and for parsing. */
export const constraintForms: readonly Form[] = [
  lengthForm,
  patternForm,
  rangeForm,
  amountForm,
  dateForm,
  monotoneForm,
  luhnForm,
  verhoeffForm,
  dammForm,
  isbn10Form,
  isbn13Form,
  eanForm,
  ibanForm,
  lexiconForm,
]

/** Rules in one text; more would multiply their states beyond use. */
const most = 8

/**
 * A constraint from text: a name of `constraintForms`, for most a colon and values; several joined by ` & ` (all of them)
 * and ` | ` (one of them; `&` binds tighter).
 *
 * @throws ConstraintError `constraint-unknown` or `constraint-invalid`
 * @example
 * parseConstraint('luhn:16 & pattern:4#{15}')
 */
export function parseConstraint(text: string): Constraint {
  const either = text.split('|').map(part => part.split('&'))
  if (either.flat().length > most)
    throw new ConstraintError(
      'constraint-invalid',
      `constraint: expected at most ${most} rules, got ${either.flat().length}.`,
    )
  return or(...either.map(all => and(...all.map(parseOne))))
}

function parseOne(text: string): Constraint {
  const [, name, values] = /^\s*([a-z\d]*)\s*(?::\s*([\s\S]*?))?\s*$/i.exec(text) ?? ['', text, undefined]
  const form = constraintForms.find(known => known.name === name!.toLowerCase())
  if (form) return form.parse(values)
  throw new ConstraintError(
    'constraint-unknown',
    `constraint: expected one of ${constraintForms.map(known => known.name).join(', ')}, got '${name!.slice(0, 40)}'.`,
  )
}
