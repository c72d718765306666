import type { Segment } from '@digitrec/image'
import { describe, expect, it } from 'vitest'
import { stretchesOf } from './stretches.ts'

/** Marks of 10 pixels with the gaps given, one line for each list. */
function marks(...lines: readonly (readonly number[])[]): Segment[] {
  return lines.flatMap((gaps, line) => {
    let x = 0
    return [0, ...gaps].map(gap => {
      x += gap
      const area = { x, y: 50 * line, width: 10, height: 30 }
      x += 10
      return { area, line } as Segment
    })
  })
}

/** First marks of the stretches. */
const starts = (stretches: readonly number[]) => stretches.flatMap((own, n) => (own === stretches[n - 1] ? [] : [n]))

describe('stretchesOf', () => {
  it('takes each short line as a whole', () => {
    expect(stretchesOf(marks([5, 90, 5], [], [4, 4]))).toEqual([0, 0, 0, 0, 1, 2, 2, 2])
    expect(stretchesOf([])).toEqual([])
  })

  it('parts a long line where its gaps are widest, not near its ends', () => {
    const gaps = new Array<number>(39).fill(5)
    gaps[17] = 12
    gaps[1] = 40
    expect(starts(stretchesOf(marks([], gaps, [])))).toEqual([0, 1, 19, 41])
  })

  it('makes no long stretches, and no short ones, of a very long line', () => {
    const stretches = stretchesOf(marks(new Array<number>(199).fill(6)))
    const lengths = starts([...stretches, -1]).map((start, n, all) => (all[n + 1] ?? 0) - start)
    for (const length of lengths.slice(0, -1)) {
      expect(length).toBeLessThanOrEqual(24)
      expect(length).toBeGreaterThanOrEqual(6)
    }
    expect(lengths.slice(0, -1).reduce((sum, length) => sum + length, 0)).toBe(200)
  })
})
