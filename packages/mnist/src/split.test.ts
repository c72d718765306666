import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stratifiedSplit } from './split.ts'

const anyLabels = fc.uint8Array({ min: 0, max: 9, minLength: 1, maxLength: 300 })

describe('stratifiedSplit', () => {
  it('puts every index into exactly one list, ascending, and exactly as many as asked into validation', () => {
    fc.assert(
      fc.property(anyLabels, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1000), (labels, share, seed) => {
        const validation = Math.floor(labels.length * share)
        const split = stratifiedSplit(labels, { validation, seed })
        expect(split.validation.length).toBe(validation)
        expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual([...labels.keys()])
        expect([...split.train]).toEqual([...split.train].sort((a, b) => a - b))
        expect([...split.validation]).toEqual([...split.validation].sort((a, b) => a - b))
      }),
    )
  })

  it('gives every class its share, to within one digit', () => {
    fc.assert(
      fc.property(anyLabels, fc.nat(1000), (labels, seed) => {
        const validation = Math.floor(labels.length / 3)
        const split = stratifiedSplit(labels, { validation, seed })
        for (let digit = 0; digit < 10; digit++) {
          const all = labels.filter(label => label === digit).length
          const chosen = split.validation.filter(index => labels[index] === digit).length
          expect(Math.abs(chosen - (all * validation) / labels.length)).toBeLessThan(1)
        }
      }),
    )
  })

  it('depends on the seed and on nothing else', () => {
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7 + (i >> 3)) % 10)
    const once = stratifiedSplit(labels, { validation: 137, seed: 5 })
    expect(stratifiedSplit(labels, { validation: 137, seed: 5 })).toEqual(once)
    expect(stratifiedSplit(labels, { validation: 137, seed: 6 }).validation).not.toEqual(once.validation)
  })

  it('does not take validation from one end of the file', () => {
    const labels = new Uint8Array(1000).fill(3)
    const { validation } = stratifiedSplit(labels, { validation: 100 })
    const mean = validation.reduce((sum, index) => sum + index, 0) / 100
    expect(mean).toBeGreaterThan(380)
    expect(mean).toBeLessThan(620)
  })

  it('takes 5000 unless told', () => {
    expect(stratifiedSplit(new Uint8Array(5001)).validation.length).toBe(5000)
  })

  it.each([-1, 1.5, 11, Number.NaN])('refuses %d of 10 digits', validation => {
    expect(() => stratifiedSplit(new Uint8Array(10), { validation })).toThrow(/whole number 0..10/)
  })
})
