// Check digits of the common kind: the digits, each changed by its place, sum to a fixed rest. As many states as rests.

import type { Automaton } from '../decode.ts'

/** How a check of this kind goes. */
export interface WeightedSum {
  /** Digits of the number. */
  readonly length: number
  readonly modulus: number
  /** What a digit adds; `place` counts from the right, the check digit being 0. */
  term(digit: number, place: number): number
  /** The rest that a valid number leaves. @default 0 */
  readonly target?: number
  /** What is added before the first digit. @default 0 */
  readonly start?: number
}

/** Accepts numbers of `length` digits whose terms sum to `target`, modulo `modulus`. */
export function weightedSum({ length, modulus, term, target = 0, start = 0 }: WeightedSum): Automaton {
  return {
    start: start % modulus,
    next: (state, digit, position) => (position < length ? (state + term(digit, length - 1 - position)) % modulus : -1),
    accepts: (state, count) => count === length && state === target,
  }
}
