// Two rules at once, or one of two: the product of their automata.

import type { Automaton } from '../decode.ts'
import { type Constraint, invalid } from './constraint.ts'

/**
 * Numbers that obey all of these.
 *
 * @throws ConstraintError `constraint-invalid` for none at all
 * @example
 * constraints.and(constraints.luhn(16), constraints.pattern('4#{15}'))   // cards that begin with 4
 */
export function and(...rules: readonly Constraint[]): Constraint {
  return combine(rules, '&', ' and ', (left, right) => left && right)
}

/**
 * Numbers that obey at least one of these.
 *
 * @throws ConstraintError `constraint-invalid` for none at all
 */
export function or(...rules: readonly Constraint[]): Constraint {
  return combine(rules, '|', ' or ', (left, right) => left || right)
}

function combine(
  rules: readonly Constraint[],
  sign: string,
  word: string,
  join: (left: boolean, right: boolean) => boolean,
): Constraint {
  if (rules.length === 0) invalid(word.trim(), 'at least one constraint', 'none')
  const name = sign === '&' ? namesOfAll(rules).join(' | ') : rules.map(rule => rule.name).join(' | ')
  return rules.slice(1).reduce<Constraint>(
    (left, right) => ({
      name,
      about: `${left.about}${word}${right.about}`,
      automaton: product(left.automaton, right.automaton, join),
    }),
    rules[0]!,
  )
}

/** All of several rules, some of which are one of two: `a | b` and c are `a & c | b & c`, since text knows no brackets. */
function namesOfAll(rules: readonly Constraint[]): string[] {
  return rules
    .map(({ name }) => name.split(' | '))
    .reduce((lefts, rights) => lefts.flatMap(left => rights.map(right => `${left} & ${right}`)))
}

/**
 * Both automata side by side. A state is a pair, numbered when it is first seen, so that only pairs that occur cost
 * anything; -1 in a pair is an automaton that has given up.
 */
function product(a: Automaton, b: Automaton, join: (left: boolean, right: boolean) => boolean): Automaton {
  const pairs: (readonly [number, number])[] = []
  const numbers = new Map<string, number>()
  const numberOf = (left: number, right: number) => {
    // With a dead half a number can still obey "or", never "and".
    if (!join(left >= 0, right >= 0)) return -1
    const key = `${left},${right}`
    let number = numbers.get(key)
    if (number === undefined) {
      numbers.set(key, (number = pairs.length))
      pairs.push([left, right])
    }
    return number
  }
  const step = (automaton: Automaton, state: number, digit: number, position: number) =>
    state < 0 ? -1 : automaton.next(state, digit, position)
  const accepts = (automaton: Automaton, state: number, length: number) =>
    state >= 0 && automaton.accepts(state, length)
  return {
    start: numberOf(a.start, b.start),
    next(state, digit, position) {
      const [left, right] = pairs[state]!
      return numberOf(step(a, left, digit, position), step(b, right, digit, position))
    },
    accepts(state, length) {
      const [left, right] = pairs[state]!
      return join(accepts(a, left, length), accepts(b, right, length))
    },
  }
}
