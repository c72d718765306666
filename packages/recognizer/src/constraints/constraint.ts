// What is a constraint? A rule that a number obeys, as an automaton with a name; and how a wrong one is refused.

import type { Automaton } from '../decode.ts'

/** Something known of a number before it is read. */
export interface Constraint {
  /** How it is written as text, such as `luhn:16`; `parseConstraint` takes it back, but for long lists. */
  readonly name: string
  /** What obeys it, in words: "16 digits, the last of which is a Luhn check digit". */
  readonly about: string
  /** Accepts exactly the numbers that obey it. */
  readonly automaton: Automaton
}

/** A family of constraints as it is written in text. */
export interface Form {
  /** What stands before the colon. */
  readonly name: string
  /** How to write it, for help texts: `luhn` or `luhn:16`. */
  readonly usage: string
  readonly about: string
  /** One that can be parsed and tried. */
  readonly example: string
  /**
   * The constraint that a text asks for.
   *
   * @param text what stands after the colon; undefined without one
   * @throws ConstraintError
   */
  parse(text: string | undefined): Constraint
}

/** Why a constraint is refused; each code with its meaning. */
export const constraintErrorCodes = {
  'constraint-unknown': 'No constraint has that name.',
  'constraint-invalid': 'A constraint is written in a wrong way, or a value in it is out of its range.',
} as const

/** One of {@link constraintErrorCodes}. */
export type ConstraintErrorCode = keyof typeof constraintErrorCodes

/** A constraint that cannot be built. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError'
  readonly code: ConstraintErrorCode

  constructor(code: ConstraintErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** More digits than any number that people write by hand has. */
export const longest = 64

/** @throws ConstraintError `constraint-invalid` */
export function invalid(where: string, expected: string, got: unknown, advice = ''): never {
  const shown = typeof got === 'string' ? `'${got.length > 40 ? `${got.slice(0, 40)}…` : got}'` : String(got)
  throw new ConstraintError(
    'constraint-invalid',
    `${where}: expected ${expected}, got ${shown}.${advice && ` ${advice}`}`,
  )
}

/** The value, if it is a whole number from `from` to `to`. @throws ConstraintError `constraint-invalid` */
export function whole(where: string, value: unknown, from: number, to: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value
  return invalid(where, `a whole number from ${from} to ${to}`, value)
}

/** A whole number written in digits. @throws ConstraintError `constraint-invalid` */
export function wholeText(where: string, text: string | undefined, from: number, to: number): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) return invalid(where, `a whole number from ${from} to ${to}`, text)
  return whole(where, Number(text), from, to)
}

/** Whether a constraint allows a number, digit by digit. */
export function obeys(digits: string, { automaton }: Constraint): boolean {
  let state = automaton.start
  for (let i = 0; i < digits.length && state >= 0; i++) {
    const digit = digits.charCodeAt(i) - 48
    state = digit >= 0 && digit <= 9 ? automaton.next(state, digit, i) : -1
  }
  return state >= 0 && automaton.accepts(state, digits.length)
}
