import { describe, expect, it } from 'vitest'
import { largestDifference, median, percentile } from './statistics.ts'

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 4], 4],
    [[9, 1, 4, 6], 5],
    [[10, 9, 100], 10],
    [[], Number.NaN],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected))

  it('leaves its argument alone', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('%d of 1 to 100 is %d', (share, expected) => expect(percentile(hundred, share)).toBe(expected))

  it('of few values is the largest', () => expect(percentile([2, 30, 4], 0.99)).toBe(30))
  it('of nothing is no number', () => expect(percentile([], 0.5)).toBeNaN())
})

describe('largestDifference', () => {
  it('looks at every place and both signs', () => expect(largestDifference([1, 5, 2], [1, 4.5, 3])).toBe(1))
  it('is infinite for another length and for NaN', () => {
    expect(largestDifference([1, 2], [1])).toBe(Number.POSITIVE_INFINITY)
    expect(largestDifference([Number.NaN, 2], [1, 7])).toBe(Number.POSITIVE_INFINITY)
  })
})
