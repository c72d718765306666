import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import type { LineOpinion } from './ask-reader.ts'
import { decode } from './decode.ts'
import type { Arc } from './lattice.ts'
import type { Mark, MarkLattice } from './read-segments.ts'
import type { Evidence } from './score-arc.ts'
import { chainFeatures, chainNames, scoreChain } from './score-chain.ts'
import { weighLines } from './weigh-lines.ts'

const random = createRandom(3)

function evidenceOf(digit: number, isWhole = true): Evidence {
  const probabilities = Array.from({ length: 10 }, (_, k) => (k === digit ? 0.91 : 0.01))
  return { probabilities, notDigit: 0.01, aspect: 0.7, relativeHeight: 1, strokesCut: 0, spanned: 0, isWhole }
}

/** Says of every text what a function says, and of nothing else anything. */
function opinion(logP: (text: readonly number[]) => number, texts: readonly (readonly number[])[] = []): LineOpinion {
  const whole = (text: readonly number[]) =>
    text.map((_, n) => Array.from({ length: 10 }, (_, digit) => logP(text.map((old, i) => (i === n ? digit : old)))))
  return { texts, between: () => new Array<number>(10).fill(0), logP, whole }
}

const weights = Object.fromEntries(chainNames.map((name, k) => [name, 0.1 * (k + 1)])) as never
const scoreOf = (way: readonly Evidence[], text: readonly number[], reader: number) =>
  chainFeatures(way, text, reader).reduce((sum, value, k) => sum + 0.1 * (k + 1) * value, 0)

describe('scoreChain', () => {
  const way = [evidenceOf(3), evidenceOf(7, false), evidenceOf(1)]
  const memory = new Map<string, number>()
  const anything = opinion(text => {
    const key = text.join()
    if (!memory.has(key)) memory.set(key, -5 * random.next())
    return memory.get(key)!
  })

  it('sums to the score of its text, and of every text that differs in one digit', () => {
    const { text, scores } = scoreChain(way, [3, 7, 1], anything, weights)
    for (const n of way.keys())
      for (let digit = 0; digit < 10; digit++) {
        const other = text.map((old, i) => (i === n ? digit : old))
        const sum = other.reduce((total, d, i) => total + scores[i]![d]!, 0)
        expect(sum).toBeCloseTo(scoreOf(way, other, anything.logP(other)), 9)
      }
  })

  it('goes to a text that no single digit improves', () => {
    const { text, scores } = scoreChain(way, [0, 0, 0], anything, weights)
    for (const [n, logs] of scores.entries()) expect(Math.max(...logs)).toBeCloseTo(logs[text[n]!]!, 9)
  })
})

/** One line of three places: two digits, or both as one. */
function lattice(ink: { from: number; to: number; digit: number }[], said: LineOpinion): MarkLattice {
  const evidence = ink.map(({ digit }) => evidenceOf(digit))
  const arcs = ink.map(({ from, to, digit }, n): Arc => {
    return { from, to, logP: Array.from({ length: 10 }, (_, k) => (k === digit ? -0.1 : -5)), line: 0, ink: n }
  })
  const marks = ink.map(() => ({}) as Mark)
  const nodes = Math.max(...arcs.map(({ to }) => to)) + 1
  const stretches = ink.map(() => 0)
  return { nodes, arcs, marks, evidence, stretches, opinions: new Map([[0, said]]), doubtful: new Set([0]) }
}

const twoOrOne = [
  { from: 0, to: 1, digit: 4 },
  { from: 1, to: 2, digit: 2 },
  { from: 0, to: 2, digit: 8 },
]

describe('weighLines', () => {
  it('reads what the reader of lines sees, where the parts say otherwise', () => {
    const wants = (text: string) => opinion(digits => (digits.join('') === text ? -0.01 : -15), [[...text].map(Number)])
    for (const text of ['42', '8', '47', '12'])
      expect(decode(weighLines(lattice(twoOrOne, wants(text))), 1)[0]!.text).toBe(text)
  })

  it('keeps every arc, and every number that could be spelt', () => {
    const plain = lattice(
      twoOrOne,
      opinion(() => -3, [[4, 2]]),
    )
    const weighed = weighLines(plain)
    expect(weighed.marks).toHaveLength(weighed.arcs.length)
    expect(weighed.evidence).toHaveLength(weighed.arcs.length)
    for (const { from, to } of weighed.arcs) expect(from).toBeLessThan(to)
    const texts = new Set(decode(weighed, 200).map(({ text }) => text))
    expect(texts.size).toBe(110)
  })

  it('says of its arcs which stand for the same ink', () => {
    const weighed = weighLines(
      lattice(
        twoOrOne,
        opinion(() => -3),
      ),
    )
    for (const [n, { ink }] of weighed.arcs.entries()) expect(weighed.marks[n]).toBe(weighed.marks[ink!])
  })

  it('leaves lines alone that are not doubtful, or that nobody was asked about', () => {
    const plain = lattice(
      twoOrOne,
      opinion(() => -3),
    )
    expect(weighLines({ ...plain, doubtful: new Set() }).arcs).toEqual(plain.arcs)
    expect(weighLines({ ...plain, opinions: new Map() }).arcs).toEqual(plain.arcs)
  })

  it('weighs each line of a page by itself, in its place', () => {
    const first = opinion(digits => (digits.join('') === '42' ? -0.01 : -15), [[4, 2]])
    const second = opinion(digits => (digits.join('') === '8' ? -0.01 : -15), [[8]])
    const one = lattice(twoOrOne, first)
    const page: MarkLattice = {
      nodes: 5,
      arcs: [
        ...one.arcs,
        ...one.arcs.map((arc, n) => ({ ...arc, from: arc.from + 2, to: arc.to + 2, line: 1, ink: 3 + n })),
      ],
      marks: [...one.marks, ...one.marks],
      evidence: [...one.evidence, ...one.evidence],
      stretches: [...one.stretches, ...one.stretches.map(() => 1)],
      opinions: new Map([
        [0, first],
        [1, second],
      ]),
      doubtful: new Set([0, 1]),
    }
    expect(decode(weighLines(page), 1)[0]!.text).toBe('42\n8')
  })
})
