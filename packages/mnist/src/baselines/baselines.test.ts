// Every baseline on drawn digits, where all of them must do far better than chance, and each on what it alone promises.

import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import type { DigitSet } from '../idx.ts'
import { drawDigitSet } from '../synthetic.ts'
import { compare } from './compare.ts'
import { deskew } from './deskew.ts'
import { baselines } from './index.ts'
import { multiplier } from './product.ts'
import { randomForestOf } from './random-forest.ts'
import { solve, supportVectorsOf } from './support-vectors.ts'

const train = drawDigitSet({ seed: 1, length: 1200 })
const measure = drawDigitSet({ seed: 2, length: 200 })

/** Least share right after 1,200 digits; each was seen a few points above. */
const bars: Readonly<Record<string, number>> = { logreg: 0.7, mlp: 0.75, knn: 0.8, svm: 0.85, forest: 0.8, nb: 0.6 }

/** The table, with fewer trees and features: what they are right about shows as well. */
const small = Object.values({ ...baselines, svm: supportVectorsOf(300), forest: randomForestOf(15) })

describe.each(small)('$name', baseline => {
  it('learns drawn digits, reports its progress, and says the same twice', async () => {
    const stages: string[] = []
    const run = () =>
      compare(
        { baseline },
        { train, measure, seed: 3, onProgress: (_, stage, done) => stages.push(`${stage} ${done}`) },
      )
    const first = await run()
    expect(first.accuracy).toBeGreaterThan(bars[baseline.name]!)
    expect(first.bytes).toBeGreaterThan(1000)
    expect(stages).toContain('fit 1')
    expect((await run()).correct).toBe(first.correct)
  }, 60_000)

  it('stops when asked to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'))
    await expect(baseline.fit(train, { seed: 1, signal: stopped })).rejects.toThrow('enough')
  }, 60_000)
})

describe('knn', () => {
  it('agrees with a search that looks at every pixel', async () => {
    const few: DigitSet = { length: 60, images: train.images.slice(0, 60 * 784), labels: train.labels.slice(0, 60) }
    const fitted = await baselines.knn!.fit(few, { seed: 0 })
    const answers = await fitted.predict(measure.images.subarray(0, 40 * 784))
    const [known, asked] = [deskew(few.images), deskew(measure.images.subarray(0, 40 * 784))]
    for (let n = 0; n < 40; n++) {
      const ranked = Array.from({ length: 60 }, (_, i) => {
        let distance = 0
        for (let p = 0; p < 784; p++) distance += (known[i * 784 + p]! - asked[n * 784 + p]!) ** 2
        return { distance, label: few.labels[i]! }
      }).sort((a, b) => a.distance - b.distance)
      const three = ranked.slice(0, 3).map(({ label }) => label)
      const twice = three.find((label, i) => three.indexOf(label) !== i)
      expect(answers[n]).toBe(twice ?? three[0])
    }
  })
})

describe('deskew', () => {
  it('makes a leaning bar upright, in the middle', () => {
    const images = new Uint8Array(784)
    for (let y = 4; y < 24; y++) for (let dx = 0; dx < 3; dx++) images[y * 28 + Math.round(18 - y / 3) + dx] = 255
    const upright = deskew(images)
    const middleOf = (y: number) => {
      const row = upright.subarray(y * 28, y * 28 + 28)
      return row.reduce((sum, v, x) => sum + v * x, 0) / row.reduce((sum, v) => sum + v, 0)
    }
    for (const y of [7, 14, 20]) expect(middleOf(y)).toBeCloseTo(14, 0)
  })
})

describe('product and solve', () => {
  it('multiplies as written out', () => {
    const random = createRandom(1)
    const a = Float32Array.from({ length: 6 }, () => random.normal())
    const b = Float32Array.from({ length: 15 }, () => random.normal())
    const got = multiplier(b, 3, 5).times(a)
    for (let n = 0; n < 2; n++)
      for (let k = 0; k < 5; k++)
        expect(got[n * 5 + k]).toBeCloseTo(
          a[n * 3]! * b[k]! + a[n * 3 + 1]! * b[5 + k]! + a[n * 3 + 2]! * b[10 + k]!,
          5,
        )
  })

  it('solves a symmetric system', () => {
    const a = [4, 2, 0.6, 2, 5, 1, 0.6, 1, 3]
    const x = [1, -2, 0.5, 3, 4, -1]
    const b = Float64Array.from({ length: 6 }, (_, i) => {
      const [row, column] = [Math.floor(i / 2), i % 2]
      return [0, 1, 2].reduce((sum, k) => sum + a[row * 3 + k]! * x[k * 2 + column]!, 0)
    })
    const got = solve(Float64Array.from(a), b, 3, 2)
    for (const [i, value] of x.entries()) expect(got[i]).toBeCloseTo(value, 10)
  })
})
