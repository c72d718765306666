import { describe, expect, it } from 'vitest'
import { arraySource } from './examples.ts'
import { findLearningRate } from './find-learning-rate.ts'
import { dense } from './layers/dense.ts'
import { softmax } from './layers/softmax.ts'
import { createModel } from './model.ts'
import { sequential } from './network.ts'
import { sgd } from './optimizers/index.ts'

/** Two clouds, easily told apart. */
function clouds(scale: number) {
  const x = Float32Array.from({ length: 128 }, (_, i) => scale * ((i >> 1) % 2 ? 1 : -1) * (1 + (i % 7) / 10))
  return arraySource(
    [2],
    2,
    x,
    Array.from({ length: 64 }, (_, n) => n % 2),
  )
}
const model = () => createModel(sequential([2], [dense(2), softmax()]), { seed: 2 })
const options = { batch: 8, optimizer: sgd({ learningRate: 1 }), from: 1e-4, to: 1e4, steps: 60 }

describe('findLearningRate', () => {
  it('walks the rates geometrically and leaves the model as it was', async () => {
    const one = model()
    const before = one.copyParameters()
    const { points } = await findLearningRate(one, clouds(1), options)
    expect(one.copyParameters()).toEqual(before)
    expect(points[0]!.learningRate).toBeCloseTo(1e-4, 9)
    for (let i = 1; i < points.length; i++)
      expect(points[i]!.learningRate / points[i - 1]!.learningRate).toBeCloseTo(1e8 ** (1 / 59), 4)
  })

  it('finds smaller rates for larger inputs: the gradient grows with the square of the scale', async () => {
    const rates = await Promise.all([1, 30].map(async scale => findLearningRate(model(), clouds(scale), options)))
    expect(rates[0]!.steepest / rates[1]!.steepest).toBeGreaterThan(30)
    for (const { suggested, points } of rates) {
      const best = points.reduce((a, b) => (b.loss < a.loss ? b : a))
      expect(suggested).toBe(best.learningRate / 10)
    }
  })

  it('refuses an empty range', async () => {
    await expect(findLearningRate(model(), clouds(1), { ...options, from: 1, to: 1 })).rejects.toThrow('got 1')
  })
})
