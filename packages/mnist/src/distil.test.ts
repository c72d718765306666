import { createModel, dense, flatten, sequential, softmax } from '@digitrec/cnn'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { distilSource } from './distil.ts'
import { mixupSource } from './mixup.ts'
import { digitSource } from './sources.ts'
import { drawDigitSet } from './synthetic.ts'

const set = drawDigitSet({ seed: 4, length: 30 })
const source = () => digitSource(set, { classes: 10 })
const teacher = createModel(sequential([28, 28, 1], [flatten(), dense(10), softmax()]), { seed: 3 })
const example = (from: ReturnType<typeof source>, index: number, seed = 1) => {
  const x = new Float32Array(784)
  const target = new Float32Array(10)
  from.write(index, x, target, createRandom(seed))
  return { x, target }
}

describe('distilSource', () => {
  it('blends the truth with what the teacher says of the very example, softened', () => {
    const { x, target } = example(distilSource(source(), [teacher], { share: 0.25, temperature: 2 }), 7)
    const said = teacher.predict(x).data
    const roots = said.map(Math.sqrt)
    const total = roots.reduce((sum, p) => sum + p, 0)
    for (let k = 0; k < 10; k++)
      expect(target[k]).toBeCloseTo(0.75 * Number(k === set.labels[7]) + (0.25 * roots[k]!) / total, 6)
    expect(x).toEqual(example(source(), 7).x)
  })

  it('asks several teachers and takes the mean of what they say', () => {
    const other = createModel(teacher.network, { seed: 9 })
    const alone = [teacher, other].map(one => example(distilSource(source(), [one], { share: 1 }), 5).target)
    const { target } = example(distilSource(source(), [teacher, other], { share: 1 }), 5)
    for (let k = 0; k < 10; k++) expect(target[k]).toBeCloseTo((alone[0]![k]! + alone[1]![k]!) / 2, 6)
    expect(alone[0]).not.toEqual(alone[1])
  })

  it('is the source itself at share 0, and fades with it', () => {
    const inner = source()
    const outer = distilSource(inner, [teacher], { share: 0 })
    expect(example(outer, 2)).toEqual(example(inner, 2))
    outer.strength = 0.4
    expect(inner.strength).toBe(0.4)
  })

  it('refuses no teacher, and one of other classes, with both numbers', () => {
    expect(() => distilSource(source(), [])).toThrow('at least one teacher')
    expect(() => distilSource(digitSource(set, { classes: 11 }), [teacher])).toThrow('11 classes')
    expect(() => distilSource(source(), [teacher], { share: 1.5 })).toThrow('0..1, got 1.5')
    expect(() => distilSource(source(), [teacher], { temperature: 0 })).toThrow('above 0, got 0')
  })
})

describe('mixupSource', () => {
  it('blends picture and target alike, and the target stays a distribution', () => {
    const mixed = mixupSource(source(), 1)
    const blends = Array.from({ length: 60 }, (_, seed) => example(mixed, 3, seed))
    for (const { target } of blends) expect(target.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
    const between = blends.filter(({ target }) => target[set.labels[3]!]! > 0.1 && target[set.labels[3]!]! < 0.9)
    expect(between.length).toBeGreaterThan(20)
    const own = example(source(), 3).x
    for (const { x, target } of between) {
      const share = target[set.labels[3]!]!
      expect(x.every((value, i) => value >= share * own[i]! - 1e-5)).toBe(true)
    }
  })

  it('has λ spread as Beta(α, α): mean 1/2, variance 1/(4(2α+1))', () => {
    const two = drawDigitSet({ seed: 1, length: 1000, digits: [1, 7] })
    const mixed = mixupSource(digitSource(two, { classes: 10 }), 0.5)
    // Partners of the other class show λ in the target of their own.
    const lambdas = Array.from({ length: 1500 }, (_, seed) => example(mixed, 0, seed).target[1]!).filter(p => p < 1)
    const mean = lambdas.reduce((sum, p) => sum + p, 0) / lambdas.length
    const variance = lambdas.reduce((sum, p) => sum + (p - mean) ** 2, 0) / lambdas.length
    expect(mean).toBeCloseTo(0.5, 1)
    expect(variance).toBeCloseTo(0.125, 1)
  })

  it('refuses an alpha it cannot draw from', () => {
    expect(() => mixupSource(source(), 0)).toThrow('(0, 1], got 0')
  })
})
