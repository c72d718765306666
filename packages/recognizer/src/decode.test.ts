import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { type Automaton, decode, logMass, massThrough, nbest } from './decode.ts'
import type { Arc, Lattice } from './lattice.ts'

/** Digits with random alternatives, on one line but for the last. */
function digits(count: number, seed: number) {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const weights = Array.from({ length: 10 }, () => random.next() ** 4)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const alternatives = weights
      .map((weight, digit) => ({ digit, probability: weight / sum }))
      .sort((a, b) => b.probability - a.probability)
    return { alternatives, line: i === count - 1 && count > 1 ? 1 : 0, notDigit: 0.2 * random.next() }
  })
}

describe('nbest', () => {
  it.each([1, 2, 3])('finds what trying every number of %i digits finds', count => {
    const list = digits(count, count)
    const all = Array.from({ length: 10 ** count }, (_, number) => {
      const text = String(number).padStart(count, '0')
      const confidence = list.reduce((product, { alternatives, notDigit }, i) => {
        const found = alternatives.find(({ digit }) => digit === Number(text[i]))!
        return product * found.probability * (1 - notDigit)
      }, 1)
      return { text: count > 1 ? `${text.slice(0, -1)}\n${text.at(-1)}` : text, confidence }
    }).sort((a, b) => b.confidence - a.confidence)
    const best = nbest(list, 25)
    expect(best.map(({ text }) => text)).toEqual(all.slice(0, 25).map(({ text }) => text))
    for (const [i, { confidence }] of best.entries()) expect(confidence).toBeCloseTo(all[i]!.confidence, 12)
  })

  it('is fast on a long number and empty without digits', () => {
    const [best, second] = nbest(digits(200, 9), 5)
    expect(best!.text.replace('\n', '')).toHaveLength(200)
    expect(second!.confidence).toBeLessThanOrEqual(best!.confidence)
    expect(nbest([], 5)).toEqual([])
    expect(nbest(digits(2, 1), 0)).toEqual([])
  })
})

/** Three digits in four places of ink that touch: pieces alone, in twos and threes, on two lines. */
function touching(seed: number, nodes = 5): Lattice {
  const random = createRandom(seed)
  const arcs: Arc[] = []
  for (let from = 0; from < nodes - 1; from++)
    for (let to = from + 1; to < Math.min(nodes, from + 4); to++)
      for (let again = random.next() < 0.3 ? 2 : 1; again > 0; again--) {
        const logP = Array.from({ length: 10 }, () => 4 * Math.log(random.next()))
        arcs.push({ from, to, logP, line: random.next() < 0.3 ? 1 : 0 })
      }
  return { nodes, arcs }
}

/** Every path through a lattice, one by one. */
function allPaths({ nodes, arcs }: Lattice, node = 0): { arcs: number[]; digits: number[]; logP: number }[] {
  if (node === nodes - 1) return [{ arcs: [], digits: [], logP: 0 }]
  return arcs.flatMap((arc, index) =>
    arc.from !== node
      ? []
      : allPaths({ nodes, arcs }, arc.to).flatMap(rest =>
          Array.from({ length: 10 }, (_, digit) => ({
            arcs: [index, ...rest.arcs],
            digits: [digit, ...rest.digits],
            logP: arc.logP[digit]! + rest.logP,
          })),
        ),
  )
}

/** What decode must find, by trying everything. */
function bruteForce(lattice: Lattice, allowed: (digits: readonly number[]) => boolean) {
  const best = new Map<string, { text: string; logP: number }>()
  for (const { arcs, digits, logP } of allPaths(lattice).filter(({ digits }) => allowed(digits))) {
    const lines = arcs.map(arc => lattice.arcs[arc]!.line)
    const text = digits.map((digit, i) => (i > 0 && lines[i] !== lines[i - 1] ? `\n${digit}` : `${digit}`)).join('')
    if (logP > (best.get(text)?.logP ?? Number.NEGATIVE_INFINITY)) best.set(text, { text, logP })
  }
  return [...best.values()].sort((a, b) => b.logP - a.logP)
}

/** Numbers of three digits or more, divisible by 7, without a 5 in front. */
const sevens: Automaton = {
  start: 0,
  next: (state, digit, position) => (position === 0 && digit === 5 ? -1 : (state * 10 + digit) % 7),
  accepts: (state, length) => state === 0 && length >= 3,
}
const isSevens = (digits: readonly number[]) =>
  digits.length >= 3 && digits[0] !== 5 && Number(digits.join('')) % 7 === 0

describe('decode', () => {
  it.each([1, 2, 3, 4, 5, 6])('finds what trying every path finds, lattice %i', seed => {
    const lattice = touching(seed)
    for (const [automaton, allowed] of [
      [undefined, () => true],
      [sevens, isSevens],
    ] as const) {
      const expected = bruteForce(lattice, allowed)
      for (const count of [1, 3, 40]) {
        const found = decode(lattice, count, automaton)
        expect(found.map(({ text }) => text)).toEqual(expected.slice(0, count).map(({ text }) => text))
        for (const [i, { logP }] of found.entries()) expect(logP).toBeCloseTo(expected[i]!.logP, 9)
      }
    }
  })

  it('gives paths that join up and add up', () => {
    const lattice = touching(11)
    for (const { arcs, digits, text, logP } of decode(lattice, 30, sevens)) {
      const along = arcs.map(arc => lattice.arcs[arc]!)
      expect([0, ...along.map(({ to }) => to)]).toEqual([...along.map(({ from }) => from), lattice.nodes - 1])
      expect(along.reduce((sum, arc, i) => sum + arc.logP[digits[i]!]!, 0)).toBeCloseTo(logP, 9)
      expect(text.replaceAll('\n', '')).toBe(digits.join(''))
    }
  })

  it('gives nothing where nothing is allowed, and the empty number where nothing is written', () => {
    const never: Automaton = { start: 0, next: () => -1, accepts: () => true }
    expect(decode(touching(1), 3, never)).toEqual([])
    expect(decode({ nodes: 1, arcs: [] }, 3)).toEqual([{ arcs: [], digits: [], text: '', logP: 0 }])
    expect(decode({ nodes: 2, arcs: [] }, 3)).toEqual([])
    expect(decode({ nodes: 1, arcs: [] }, 3, sevens)).toEqual([])
  })

  it.each([2.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to give %d readings', count => {
    expect(() => decode({ nodes: 1, arcs: [] }, count)).toThrow(RangeError)
  })

  it('refuses arcs that go back', () => {
    const logP = Array<number>(10).fill(0)
    expect(() => decode({ nodes: 3, arcs: [{ from: 2, to: 1, logP, line: 0 }] }, 1)).toThrow(/arc 0 from 2 to 1/)
  })
})

describe('logMass', () => {
  it.each([1, 2, 3])('sums what trying every path sums, lattice %i', seed => {
    const lattice = touching(seed)
    const sum = (allowed: (digits: readonly number[]) => boolean) =>
      allPaths(lattice)
        .filter(({ digits }) => allowed(digits))
        .reduce((total, { logP }) => total + Math.exp(logP), 0)
    expect(Math.exp(logMass(lattice))).toBeCloseTo(
      sum(() => true),
      9,
    )
    expect(Math.exp(logMass(lattice, sevens))).toBeCloseTo(sum(isSevens), 9)
  })
})

describe('massThrough', () => {
  it.each([1, 2, 3])('is the sum over the paths that read an arc as a digit, seed %i', seed => {
    const lattice = touching(seed)
    const all = massThrough(lattice)
    for (const [arc, own] of lattice.arcs.entries())
      for (const digit of [0, 7]) {
        const others = lattice.arcs.map((other, n) => {
          const isRival = n !== arc && other.from < own.to && own.from < other.to
          if (isRival) return { ...other, logP: other.logP.map(() => Number.NEGATIVE_INFINITY) }
          return n === arc
            ? { ...other, logP: Array.from(own.logP, (value, d) => (d === digit ? value : -Infinity)) }
            : other
        })
        expect(all[10 * arc + digit]).toBeCloseTo(logMass({ ...lattice, arcs: others }), 9)
      }
  })

  it('counts what a rule allows, and nothing else', () => {
    const lattice = touching(4)
    const evenLength: Automaton = { start: 0, next: state => 1 - state, accepts: state => state === 0 }
    const through = massThrough(lattice, evenLength)
    // Every allowed path has one first arc.
    const first = lattice.arcs.flatMap(({ from }, arc) =>
      from === 0 ? Array.from(through.subarray(10 * arc, 10 * arc + 10)) : [],
    )
    const sum = first.reduce((total, value) => total + Math.exp(value), 0)
    expect(Math.log(sum)).toBeCloseTo(logMass(lattice, evenLength), 9)
  })
})
