import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { warps } from './augment.ts'
import { digitSource, mixSources, notDigit } from './sources.ts'

/** Picture k has one pixel of ink, at k. */
function set(labels: number[]) {
  const images = new Uint8Array(labels.length * 784)
  labels.forEach((_, k) => {
    images[k * 784 + k] = 51
  })
  return { length: labels.length, images, labels: Uint8Array.from(labels) }
}

function read(source: ReturnType<typeof digitSource>, index: number, seed = 1) {
  const x = new Float32Array(784).fill(Number.NaN)
  const target = new Float32Array(source.classes).fill(Number.NaN)
  source.write(index, x, target, createRandom(seed))
  return { x, target: [...target] }
}

describe('digitSource', () => {
  it('writes ink as 0..1 and a one-hot target', () => {
    const source = digitSource(set([3, 9, 0]))
    expect(source).toMatchObject({ length: 3, inputShape: [28, 28, 1], classes: 10 })
    const { x, target } = read(source, 1)
    expect(x[1]).toBeCloseTo(0.2, 6)
    expect(x.filter(value => value !== 0).length).toBe(1)
    expect(target).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  })

  it('reads the indices it is given, in their order', () => {
    const source = digitSource(set([3, 9, 0, 5]), { indices: Uint32Array.of(3, 0) })
    expect(source.length).toBe(2)
    expect(read(source, 0).x[3]).toBeGreaterThan(0)
    expect(read(source, 1).target[3]).toBe(1)
  })

  it('has an eleventh class, and teaches doubt with ten', () => {
    expect(read(digitSource(set([notDigit]), { classes: 11 }), 0).target).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    expect(read(digitSource(set([4]), { classes: 11 }), 0).target).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    for (const value of read(digitSource(set([notDigit])), 0).target) expect(value).toBeCloseTo(0.1, 6)
  })

  it('augments by the stream it is given, less when the strength is less', () => {
    const digits = set(Array.from({ length: 400 }, () => 1))
    const source = digitSource(digits, { augment: { warp: warps.moderate } })
    expect(read(source, 399, 5).x).toEqual(read(source, 399, 5).x)
    expect(read(source, 399, 5).x).not.toEqual(read(source, 399, 6).x)
    source.strength = 0
    expect(read(source, 399, 5).x).toEqual(read(digitSource(digits), 399).x)
  })
})

describe('mixSources', () => {
  it('says what reading costs: the mean over all pictures', () => {
    const plain = digitSource(set([3, 9]))
    const augmented = digitSource(set([4, 7]), { augment: {} })
    expect(plain.effort).toBe(0)
    expect(augmented.effort).toBeGreaterThan(0)
    expect(mixSources([plain, augmented, plain, plain]).effort).toBe(augmented.effort! / 4)
  })

  it('reads one source after the other', () => {
    const mixed = mixSources([digitSource(set([1, 2])), digitSource(set([])), digitSource(set([3, 4, 5]))])
    expect(mixed.length).toBe(5)
    expect([0, 1, 2, 3, 4].map(index => read(mixed, index).target.indexOf(1))).toEqual([1, 2, 3, 4, 5])
    expect(read(mixed, 4).x[2]).toBeGreaterThan(0)
  })

  it('passes the strength on', () => {
    const source = digitSource(set([1]), { augment: {} })
    const mixed = mixSources([source])
    mixed.strength = 0.3
    expect(source.strength).toBe(0.3)
    expect(mixed.strength).toBe(0.3)
  })

  it('refuses none, and sources of different classes', () => {
    expect(() => mixSources([])).toThrow(RangeError)
    expect(() => mixSources([digitSource(set([1])), digitSource(set([1]), { classes: 11 })])).toThrow(
      /10 classes .* 11/,
    )
  })
})
