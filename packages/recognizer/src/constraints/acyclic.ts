// A finite list of numbers as the smallest automaton that accepts them and nothing else.

import type { Automaton } from '../decode.ts'

/**
 * The minimal automaton of a list. Numbers with the same beginning share its states, and so do those with the same
 * endings: equal tails are found by what follows them, from the ends on.
 * (Revuz, Minimisation of acyclic deterministic automata in linear time, Theoretical Computer Science 92, 1992.)
 *
 * @param numbers digits only, in any order, repeats allowed
 */
export function acyclic(numbers: Iterable<string>): Automaton & { readonly states: number } {
  const sorted = [...new Set(numbers)].sort()
  const transitions: number[] = []
  const final: boolean[] = []
  const known = new Map<string, number>()

  /** State of the tails of sorted[from..to), which share their first `depth` digits. */
  function stateOf(from: number, to: number, depth: number): number {
    const row = [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1]
    const ends = sorted[from]!.length === depth
    let key = ends ? '.' : ''
    for (let at = ends ? from + 1 : from; at < to; ) {
      const digit = sorted[at]!.charCodeAt(depth)
      let next = at + 1
      while (next < to && sorted[next]!.charCodeAt(depth) === digit) next++
      const state = stateOf(at, next, depth + 1)
      row[digit - 48] = state
      key += `${digit - 48}:${state} `
      at = next
    }
    const twin = known.get(key)
    if (twin !== undefined) return twin
    const state = final.length
    final.push(ends)
    transitions.push(...row)
    known.set(key, state)
    return state
  }

  const start = sorted.length === 0 ? -1 : stateOf(0, sorted.length, 0)
  return {
    start,
    states: final.length,
    next: (state, digit) => transitions[10 * state + digit]!,
    accepts: state => final[state] === true,
  }
}
