import { describeNetwork } from '@digitrec/cnn'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { drawDigitSet } from '../synthetic.ts'
import { depthAblation } from './ablation.ts'
import { describeGenome, mutate, networkOf, randomGenome, space } from './genome.ts'
import { paretoFront, paretoRanks } from './pareto.ts'
import { newSearch, nextGenome, type SearchState, search } from './search.ts'

const digits = drawDigitSet({ seed: 1, length: 220 })
const indices = Uint32Array.from(digits.labels.keys())
const sets = { digits, train: indices.subarray(0, 160), validation: indices.subarray(160) }
const fresh = (method: 'random' | 'evolution', seed = 3) => newSearch({ method, seed, epochs: 1, examples: 160 })
const upTo = (count: number) => (state: SearchState) => state.trials.length < count

describe('genomes', () => {
  it('are networks that fit 28x28, in the space, for 300 seeds and after many mutations', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = createRandom(seed)
      let genome = randomGenome(random)
      for (let n = 0; n < seed % 12; n++) genome = mutate(genome, random)
      const { blocks, learningRate } = genome
      expect(blocks.length).toBeGreaterThanOrEqual(space.blocks.least)
      expect(blocks.length).toBeLessThanOrEqual(space.blocks.most)
      expect(blocks.filter(({ pool }) => pool).length).toBeLessThanOrEqual(space.pools)
      expect(learningRate).toBeGreaterThanOrEqual(space.learningRate.low)
      expect(learningRate).toBeLessThanOrEqual(space.learningRate.high)
      expect(networkOf(genome).output).toEqual([10])
      expect(describeNetwork(networkOf(genome)).reduce((sum, { macs }) => sum + macs, 0)).toBeLessThanOrEqual(
        space.macs,
      )
    }
  })

  it('differ after a mutation', () => {
    const random = createRandom(5)
    const genome = randomGenome(random)
    for (let n = 0; n < 50; n++) expect(describeGenome(mutate(genome, random))).not.toBe(describeGenome(genome))
  })
})

describe('the front', () => {
  const points = [
    { parameters: 10, accuracy: 0.9 },
    { parameters: 20, accuracy: 0.85 },
    { parameters: 30, accuracy: 0.95 },
    { parameters: 30, accuracy: 0.94 },
    { parameters: 5, accuracy: 0.5 },
  ]

  it('holds whom nobody beats in both, the smallest first', () => {
    expect(paretoFront(points)).toEqual([points[4], points[0], points[2]])
  })

  it('ranks the rest by the fronts before them', () => {
    expect(paretoRanks(points)).toEqual([0, 1, 0, 1, 0])
  })

  it('agrees with the definition on random points', () => {
    const random = createRandom(2)
    const many = Array.from({ length: 60 }, () => ({ parameters: random.int(20), accuracy: random.int(20) }))
    const dominated = (a: (typeof many)[0]) =>
      many.some(
        b =>
          b.parameters <= a.parameters &&
          b.accuracy >= a.accuracy &&
          (b.parameters < a.parameters || b.accuracy > a.accuracy),
      )
    const front = new Set(paretoFront(many))
    for (const one of many) if (front.has(one)) expect(dominated(one)).toBe(false)
    for (const one of many.filter(one => !dominated(one)))
      expect([...front].some(other => other.parameters === one.parameters && other.accuracy === one.accuracy)).toBe(
        true,
      )
  })
})

describe('a search', () => {
  it('that was stopped goes on to the same candidates and figures', async () => {
    const whole = await search({ ...sets, state: fresh('evolution'), goesOn: upTo(3) })
    const part = await search({ ...sets, state: fresh('evolution'), goesOn: upTo(1) })
    const rest = await search({ ...sets, state: JSON.parse(JSON.stringify(part)), goesOn: upTo(3) })
    expect(rest).toEqual(whole)
    expect(whole.trials).toHaveLength(3)
    for (const { accuracy, parameters } of whole.trials) {
      expect(accuracy).toBeGreaterThanOrEqual(0)
      expect(parameters).toBeGreaterThan(50)
    }
  })

  it('evolves: children of the better of the last ones, one change away from one of them', () => {
    const random = createRandom(9)
    const trials = Array.from({ length: 20 }, (_, n) => ({
      genome: randomGenome(random.fork(n)),
      parameters: 1000,
      accuracy: n / 20,
    }))
    const best = trials.slice(-5).map(({ genome }) => genome)
    let near = 0
    for (let seed = 0; seed < 40; seed++) {
      const child = nextGenome({ ...fresh('evolution', seed), trials })
      // A mutation changes one block, the rate or the batch, so that all else is a parent's.
      const isNear = best.some(
        ({ blocks, learningRate, batch }) =>
          Math.abs(child.blocks.length - blocks.length) <= 1 &&
          (child.learningRate === learningRate || child.batch === batch) &&
          child.blocks.filter(block => blocks.some(other => JSON.stringify(other) === JSON.stringify(block))).length >=
            Math.min(blocks.length, child.blocks.length) - 1,
      )
      near += Number(isNear)
    }
    expect(near).toBeGreaterThan(28)
  })

  it('stops when told to, with all finished trials handed over', async () => {
    const stop = new AbortController()
    const kept: SearchState[] = []
    const run = search({
      ...sets,
      state: fresh('random'),
      goesOn: upTo(5),
      signal: stop.signal,
      onTrial: state => {
        kept.push(state)
        if (state.trials.length === 2) stop.abort(new Error('enough'))
      },
    })
    await expect(run).rejects.toThrow('enough')
    expect(kept.at(-1)!.trials).toHaveLength(2)
  })
})

it('an ablation adds one convolution after the other', () => {
  const networks = depthAblation(6).map(networkOf)
  const convolutions = networks.map(({ layers }) => layers.filter(({ type }) => type === 'conv2d').length)
  expect(convolutions).toEqual([1, 2, 3, 4, 5, 6])
})
