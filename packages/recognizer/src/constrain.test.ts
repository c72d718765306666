import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { obedience, readLattice } from './constrain.ts'
import { obeys } from './constraints/constraint.ts'
import { constraints } from './constraints/index.ts'
import type { Arc, Lattice } from './lattice.ts'

/** Digits that stand apart: `[digit, probability]` of what each may be, the rest shared by the others. */
function chain(...digits: readonly (readonly (readonly [number, number])[])[]): Lattice {
  const arcs = digits.map((known, from): Arc => {
    const left = (1 - known.reduce((sum, [, p]) => sum + p, 0)) / (10 - known.length)
    const logP = Array.from({ length: 10 }, (_, digit) => Math.log(known.find(([d]) => d === digit)?.[1] ?? left))
    return { from, to: from + 1, logP, line: 0 }
  })
  return { nodes: digits.length + 1, arcs }
}

const sure = (digit: number) => [[digit, 0.9999]] as const

/** Random digits, some of them unclear. */
function random(count: number, seed: number): Lattice {
  const stream = createRandom(seed)
  const weights = () => Array.from({ length: 10 }, () => stream.next() ** 6)
  return {
    nodes: count + 1,
    arcs: Array.from({ length: count }, (_, from) => {
      const list = weights()
      const sum = list.reduce((a, b) => a + b)
      return { from, to: from + 1, logP: list.map(weight => Math.log(weight / sum)), line: 0 }
    }),
  }
}

describe('readLattice', () => {
  it('gives shares of all readings without a constraint', () => {
    const lattice = random(3, 1)
    const reading = readLattice(lattice)
    const all = reading.best(1000)
    expect(all).toHaveLength(1000)
    expect(all.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 9)
    expect(reading.outcome).toBeUndefined()
    expect(reading.changed).toEqual([])
    for (const index of [0, 1, 2]) {
      const digit = all[0]!.digits[index]
      const summed = all
        .filter(({ digits }) => digits[index] === digit)
        .reduce((sum, { confidence }) => sum + confidence, 0)
      expect(reading.digitConfidence(index)).toBeCloseTo(summed, 9)
    }
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('under a constraint is what Bayes says of every number, lattice %i', seed => {
    const lattice = random(3, seed)
    const constraint = constraints.luhn(3)
    const p = (text: string) =>
      Math.exp([...text].reduce((sum, digit, i) => sum + lattice.arcs[i]!.logP[Number(digit)]!, 0))
    const prior = (text: string) => (obeys(text, constraint) ? obedience / 100 : 0) + (1 - obedience) / 1000
    const numbers = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'))
    const total = numbers.reduce((sum, text) => sum + prior(text) * p(text), 0)
    const ranked = numbers
      .map(text => ({ text, confidence: (prior(text) * p(text)) / total }))
      .sort((a, b) => b.confidence - a.confidence)
    const reading = readLattice(lattice, constraint)
    const { outcome } = reading
    expect(reading.best(1)[0]!.text).toBe(ranked[0]!.text)
    expect(outcome!.satisfied).toBe(obeys(ranked[0]!.text, constraint))
    const expected = ranked.filter(({ text }) => obeys(text, constraint) === outcome!.satisfied || !outcome!.satisfied)
    for (const [i, { text, confidence }] of reading.best(5).entries()) {
      expect(text).toBe(expected[i]!.text)
      expect(confidence).toBeCloseTo(expected[i]!.confidence, 9)
    }
    if (outcome!.satisfied) {
      expect(outcome!.margin).toBeCloseTo(Math.log(expected[0]!.confidence / expected[1]!.confidence), 9)
      const first = expected[0]!.text[0]
      const summed = expected
        .filter(({ text }) => text[0] === first)
        .reduce((sum, { confidence }) => sum + confidence, 0)
      expect(reading.digitConfidence(0)).toBeCloseTo(summed, 9)
    }
  })

  it('changes a doubtful digit, and says so', () => {
    // 7992739871 and the check digit 3; the 9 in second place looks a little more like a 4.
    const digits = [7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3].map(digit => [...sure(digit)] as (readonly [number, number])[])
    digits[1] = [
      [4, 0.6],
      [9, 0.39],
    ]
    const { outcome, changed, best } = readLattice(chain(...digits), constraints.luhn(11))
    expect(best(1)[0]!.text).toBe('79927398713')
    expect(changed).toEqual([{ index: 1, from: 4, to: 9 }])
    expect(outcome).toMatchObject({ name: 'luhn:11', satisfied: true, unconstrained: '74927398713' })
    expect(best(1)[0]!.confidence).toBeGreaterThan(0.99)
  })

  it('does not invent: clear ink that obeys no rule stays what it is', () => {
    const clear = chain(...[4, 1, 1, 1].map(digit => [[digit, 1 - 1e-6]] as const))
    const { outcome, changed, best } = readLattice(clear, constraints.luhn(4))
    expect(best(1)[0]!.text).toBe('4111')
    expect(changed).toEqual([])
    expect(outcome).toEqual({ name: 'luhn:4', satisfied: false, margin: null, unconstrained: '4111' })
  })

  it('goes further for a strict rule than for a loose one', () => {
    // Two digits wrong by much: a roster of one may say so, every tenth number may not.
    const ink = chain(...[1, 2, 3, 4, 5, 6].map(digit => [[digit, 0.999]] as const))
    expect(readLattice(ink, constraints.lexicon(['123465'])).outcome!.satisfied).toBe(true)
    expect(readLattice(ink, constraints.or(constraints.luhn(6), constraints.damm(6))).outcome!.satisfied).toBe(false)
  })

  it('has no margin where only one number is possible', () => {
    const reading = readLattice(random(4, 3), constraints.lexicon(['1234']))
    expect(reading.outcome!.margin).toBeNull()
  })

  it.each([
    ['a number of another length', random(3, 1), false],
    ['no marks', { nodes: 1, arcs: [] }, false],
    [
      'marks that cannot be digits',
      { nodes: 2, arcs: [{ from: 0, to: 1, logP: Array(10).fill(-Infinity), line: 0 }] },
      false,
    ],
  ])('is not satisfied by %s', (_, lattice, satisfied) => {
    const { outcome, changed, best } = readLattice(lattice as Lattice, constraints.luhn(16))
    expect(outcome).toMatchObject({ satisfied, margin: null })
    expect(changed).toEqual([])
    for (const { confidence } of best(2)) expect(confidence).toBeGreaterThanOrEqual(0)
  })
})
