import { describe, expect, it } from 'vitest'
import type { Arc, Lattice } from '../lattice.ts'
import { likeliestPartings } from './partings.ts'

/** An arc of this probability, whichever digit: half of it is a 3, half a 7. */
const arc = (from: number, to: number, probability: number): Arc => {
  const logP = Array<number>(10).fill(Number.NEGATIVE_INFINITY)
  logP[3] = Math.log(probability / 2)
  logP[7] = logP[3]
  return { from, to, line: 0, logP }
}

describe('likeliestPartings', () => {
  // A certain mark, then ink that is one digit, two in either of two ways, or three.
  const lattice: Lattice = {
    nodes: 5,
    arcs: [arc(0, 1, 1), arc(1, 4, 0.5), arc(1, 2, 0.4), arc(2, 4, 0.5), arc(1, 3, 0.2), arc(3, 4, 0.5), arc(2, 3, 1)],
  }

  it('falls apart where no arc passes over, and gives the share of every way', () => {
    const [mark, ink, ...none] = likeliestPartings(lattice, 9)
    expect(none).toEqual([])
    expect(mark).toEqual([{ probability: 1, arcs: [0] }])
    const shares = Object.fromEntries(ink!.map(({ arcs, probability }) => [arcs.join(), probability]))
    expect(Object.keys(shares).sort()).toEqual(['1', '2,3', '2,6,5', '4,5'])
    // 0.5, 0.4 · 0.5, 0.4 · 1 · 0.5 and 0.2 · 0.5: together 1.
    expect(shares['1']).toBeCloseTo(0.5)
    expect(shares['2,3']).toBeCloseTo(0.2)
    expect(shares['2,6,5']).toBeCloseTo(0.2)
    expect(shares['4,5']).toBeCloseTo(0.1)
    expect(ink![0]!.arcs).toEqual([1])
  })

  it('keeps only the likeliest, with the shares they have among all', () => {
    const [, ink] = likeliestPartings(lattice, 2)
    expect(ink!.map(({ probability }) => Number(probability.toFixed(3)))).toEqual([0.5, 0.2])
  })

  it('takes ways of the same ink for one, with the probability of both', () => {
    const same = [arc(0, 3, 0.3), arc(0, 1, 0.2), arc(1, 3, 1), arc(0, 2, 0.5), arc(2, 3, 1)]
    const inks = [0, 1, 2, 1, 2]
    const [ways] = likeliestPartings({ nodes: 4, arcs: same.map((one, n) => ({ ...one, ink: inks[n]! })) }, 4)
    expect(ways!.map(({ arcs }) => arcs)).toEqual([[3, 4], [0]])
    expect(ways![0]!.probability).toBeCloseTo(0.7)
  })

  it('finds nothing in an empty lattice', () => {
    expect(likeliestPartings({ nodes: 1, arcs: [] }, 4)).toEqual([])
  })
})
