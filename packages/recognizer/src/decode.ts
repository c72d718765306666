// The likeliest readings of a lattice, exactly, all of them or those that a rule for numbers allows.
//
// A rule is a finite automaton, and a lattice is one too. So the readings that obey the rule are the paths of their
// product, and dynamic programming over its places (node, line, length, state) finds the `count` best of them: a
// beginning that `count` other beginnings beat at the same place can be part of none of the `count` best, since whatever
// follows it may follow those too. (Seshadri and Sundberg, List Viterbi decoding algorithms, IEEE Trans. Comm. 42, 1994.)

import { chainOf, type Lattice } from './lattice.ts'
import type { Reading, RecognizedDigit } from './recognition.ts'

/** A deterministic automaton over digits; what it accepts are the numbers that obey a rule. */
export interface Automaton {
  /** State before the first digit; states are small whole numbers. */
  readonly start: number
  /** State after `digit`, or -1 when no allowed number goes on so. `position` counts the digits before, from 0. */
  next(state: number, digit: number, position: number): number
  /** Whether a number of `length` digits that ends in this state is allowed. */
  accepts(state: number, length: number): boolean
}

/** Accepts these digits alone. */
export function spells(text: readonly number[]): Automaton {
  return {
    start: 0,
    next: (state, digit) => (text[state] === digit ? state + 1 : -1),
    accepts: state => state === text.length,
  }
}

/** One way through a lattice. */
export interface Path {
  /** Indices into the arcs of the lattice, in reading order. */
  readonly arcs: readonly number[]
  /** The digit that each arc is read as. */
  readonly digits: readonly number[]
  /** The digits as text, a newline where the line changes. */
  readonly text: string
  /** Sum of the log-probabilities of its arcs. */
  readonly logP: number
}

/** A beginning of a reading; arcs, digits and text are found by walking back. */
interface Beginning {
  readonly logP: number
  /** Of the text: equal for equal ones, and nearly always different for others. */
  readonly hash: number
  /** Index of the last arc, -1 at the start. */
  readonly arc: number
  readonly digit: number
  /** Whether the line changes before the digit. */
  readonly newLine: boolean
  readonly before: Beginning | undefined
}

/** Where beginnings compete, and the best of them, the likeliest first. */
interface Place {
  readonly state: number
  readonly length: number
  readonly best: Beginning[]
}

/** Allows everything; it never counts, so that beginnings of any length share their places. */
const anything: Automaton = { start: 0, next: () => 0, accepts: () => true }

/**
 * The `count` likeliest readings of a lattice that an automaton accepts (all, when left out), with distinct texts, the
 * likeliest first. Of the paths that spell one text the likeliest stands for it. Exact.
 *
 * @param count a whole number; none for 0 and less
 * @throws RangeError for a count that is no whole number: there may be more readings than there is time
 * @returns fewer than `count` when there are fewer; a path without arcs when the lattice has one node and that is allowed
 */
export function decode(lattice: Lattice, count: number, automaton: Automaton = anything): readonly Path[] {
  if (!Number.isInteger(count)) throw new RangeError(`nbest: expected a whole number of readings, got ${count}.`)
  if (count < 1) return []
  const { leaving, last, keyOf } = outline(lattice, automaton)
  const places: Map<number, Place>[] = Array.from({ length: lattice.nodes }, () => new Map())
  const start = { logP: 0, hash: 0, arc: -1, digit: -1, newLine: false, before: undefined }
  places[0]!.set(0, { state: automaton.start, length: 0, best: [start] })
  for (let node = 0; node < last; node++) {
    for (const place of places[node]!.values())
      for (const index of leaving[node]!) {
        const there = places[lattice.arcs[index]!.to]!
        for (let digit = 0; digit < 10; digit++) {
          const state = automaton.next(place.state, digit, place.length)
          if (state < 0) continue
          const key = keyOf(state, place.length + 1, index)
          let next = there.get(key)
          if (!next) there.set(key, (next = { state, length: place.length + 1, best: [] }))
          extend(lattice, place.best, index, digit, next.best, count)
        }
      }
    places[node]!.clear()
  }
  const ends: Beginning[] = []
  for (const { state, length, best } of places[last]!.values())
    if (automaton.accepts(state, length)) for (const end of best) keep(ends, end, count)
  return ends.map(pathOf)
}

/**
 * The logarithm of the summed probability of all paths that an automaton accepts (all, when left out): what the
 * likeliest reading is compared with to get its probability. The forward algorithm over the same places.
 */
export function logMass(lattice: Lattice, automaton: Automaton = anything): number {
  let total = Number.NEGATIVE_INFINITY
  for (const { state, length, before } of forward(lattice, automaton).places.at(-1)!.values())
    if (automaton.accepts(state, length)) total = logAdd(total, before)
  return total
}

/**
 * The same of those paths only that read an arc as a digit: `[arcs][10]`. The forward-backward algorithm: all of them cost as
 * much as two of the former.
 */
export function massThrough(lattice: Lattice, automaton: Automaton = anything): Float64Array {
  const { places, steps } = forward(lattice, automaton)
  for (const place of places.at(-1)!.values()) if (automaton.accepts(place.state, place.length)) place.after = 0
  const through = new Float64Array(10 * lattice.arcs.length).fill(Number.NEGATIVE_INFINITY)
  for (const node of [...places.keys()].reverse())
    for (const place of places[node]!.values())
      for (const { arc, digit, logP, there } of steps(node, place)) {
        const after = logP + there.after
        place.after = logAdd(place.after, after)
        through[10 * arc + digit] = logAdd(through[10 * arc + digit]!, place.before + after)
      }
  return through
}

/** Where paths meet, and the summed probabilities (logarithms) of what leads there and of what leads on to an end. */
interface Meeting {
  readonly state: number
  readonly length: number
  before: number
  after: number
}

/** The places at every node, with what leads to each, and the steps that lead on from one. */
function forward(lattice: Lattice, automaton: Automaton) {
  const { leaving, last, keyOf } = outline(lattice, automaton)
  const none = Number.NEGATIVE_INFINITY
  const places: Map<number, Meeting>[] = Array.from({ length: lattice.nodes }, () => new Map())
  places[0]!.set(0, { state: automaton.start, length: 0, before: 0, after: none })
  function* steps(node: number, { state, length }: Meeting) {
    for (const arc of leaving[node]!) {
      const { to, logP } = lattice.arcs[arc]!
      for (let digit = 0; digit < 10; digit++) {
        const next = automaton.next(state, digit, length)
        if (next < 0) continue
        const key = keyOf(next, length + 1, arc)
        let there = places[to]!.get(key)
        if (!there) places[to]!.set(key, (there = { state: next, length: length + 1, before: none, after: none }))
        yield { arc, digit, logP: logP[digit]!, there }
      }
    }
  }
  for (let node = 0; node < last; node++)
    for (const place of places[node]!.values())
      for (const { logP, there } of steps(node, place)) there.before = logAdd(there.before, place.before + logP)
  return { places, steps }
}

/**
 * The `count` likeliest numbers when every digit is one of its alternatives, independently; the likeliest first.
 * Nothing for no digits.
 */
export function nbest(
  digits: readonly Pick<RecognizedDigit, 'alternatives' | 'line' | 'notDigit'>[],
  count: number,
): readonly Reading[] {
  if (digits.length === 0) return []
  return decode(chainOf(digits), count).map(({ text, logP }) => ({ text, confidence: Math.exp(logP) }))
}

/** Which arcs leave each node, the last node, and a number for every place at a node, told by the arc that led there. */
function outline({ nodes, arcs }: Lattice, automaton: Automaton) {
  const leaving: number[][] = Array.from({ length: nodes }, () => [])
  let lines = 1
  for (const [index, { from, to, line }] of arcs.entries()) {
    if (!(from >= 0 && from < to && to < nodes))
      throw new RangeError(
        `decode: expected arcs from a lower to a higher of ${nodes} nodes, got arc ${index} from ${from} to ${to}. ` +
          'Number the nodes in reading order.',
      )
    leaving[from]!.push(index)
    lines = Math.max(lines, line + 1)
  }
  // Without a rule the length does not matter, and fewer places mean less work.
  const keyOf = (state: number, length: number, arc: number) =>
    (automaton === anything ? 0 : (state * nodes + length) * lines) + arcs[arc]!.line
  return { leaving, last: nodes - 1, keyOf }
}

/** Goes on from the beginnings of one place with one digit. */
function extend(
  { arcs }: Lattice,
  from: readonly Beginning[],
  index: number,
  digit: number,
  to: Beginning[],
  count: number,
): void {
  const arc = arcs[index]!
  for (const before of from) {
    const logP = before.logP + arc.logP[digit]!
    if (to.length === count && !(logP > to[count - 1]!.logP)) return
    const newLine = before.arc >= 0 && arcs[before.arc]!.line !== arc.line
    const hash = Math.imul(before.hash + (newLine ? 11 : 0), 0x01000193) + digit + 1
    keep(to, { logP, hash, arc: index, digit, newLine, before }, count)
  }
}

/** Puts a beginning where it belongs in a sorted list of at most `count`; of two with one text the likelier stays. */
function keep(list: Beginning[], beginning: Beginning, count: number): void {
  let end = list.length
  for (let i = 0; i < end; i++)
    if (list[i]!.hash === beginning.hash && sameText(list[i], beginning)) {
      if (list[i]!.logP >= beginning.logP) return
      list.splice(i, 1)
      end--
      break
    }
  if (end === count) {
    if (!(list[end - 1]!.logP < beginning.logP)) return
    list.length = --end
  }
  // Insertion from behind: the lists are short, and few beginnings get far.
  for (; end > 0 && list[end - 1]!.logP < beginning.logP; end--) list[end] = list[end - 1]!
  list[end] = beginning
}

function sameText(a: Beginning | undefined, b: Beginning | undefined): boolean {
  while (a !== b) {
    if (!a || !b || a.digit !== b.digit || a.newLine !== b.newLine) return false
    a = a.before
    b = b.before
  }
  return true
}

function pathOf(end: Beginning): Path {
  const steps: Beginning[] = []
  for (let at: Beginning | undefined = end; at && at.arc >= 0; at = at.before) steps.push(at)
  steps.reverse()
  return {
    arcs: steps.map(({ arc }) => arc),
    digits: steps.map(({ digit }) => digit),
    text: steps.map(({ digit, newLine }) => (newLine ? `\n${digit}` : digit)).join(''),
    logP: end.logP,
  }
}

/** log(eᵃ + eᵇ), the sum of two probabilities that are given as logarithms. */
export function logAdd(a: number, b: number): number {
  const high = Math.max(a, b)
  return high === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high))
}
