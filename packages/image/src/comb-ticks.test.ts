import { describe, expect, it } from 'vitest'
import { removeCombTicks } from './comb-ticks.ts'
import type { PrintedLine } from './printed-lines.ts'

const [width, height] = [240, 60]
/** A line on row 50, two pixels thick. */
const line: PrintedLine = {
  from: 10,
  to: 230,
  middle: new Float32Array(221).fill(50),
  slope: 0,
  thickness: 2,
  strength: 0.8,
  spread: 0.02,
}

/** Upright bars, their feet on the line: column, height and width of each. */
function bars(...all: [column: number, tall: number, wide?: number][]): Uint8Array {
  const mask = new Uint8Array(width * height)
  for (const [column, tall, wide = 2] of all)
    for (let y = 49 - tall; y < 49; y++) mask.fill(1, y * width + column, y * width + column + wide)
  return mask
}

const ink = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0)

describe('removeCombTicks', () => {
  it('clears the teeth of a comb, one of them hidden, and leaves the writing between them', () => {
    const teeth = bars([10, 20], [50, 20], [90, 21], [170, 20], [210, 20])
    const seven = bars([70, 30, 6])
    const both = teeth.map((value, i) => value | seven[i]!)
    expect(removeCombTicks(both, width, height, [line])).toEqual(seven)
  })

  it('leaves ones that somebody wrote on a line: of other heights, unevenly, or with a pen', () => {
    for (const mask of [
      bars([20, 20], [60, 27], [100, 16], [140, 33]),
      bars([20, 20], [50, 20], [101, 20], [140, 20]),
      bars([20, 20, 6], [60, 20, 6], [100, 20, 6], [140, 20, 6]),
    ])
      expect(ink(removeCombTicks(mask, width, height, [line]))).toBe(ink(mask))
  })

  it('needs three, and a line that they stand on', () => {
    const two = bars([20, 20], [60, 20])
    expect(removeCombTicks(two, width, height, [line])).toBe(two)
    const three = bars([20, 20], [60, 20], [100, 20])
    expect(removeCombTicks(three, width, height, [])).toBe(three)
    const above = { ...line, middle: new Float32Array(221).fill(10) }
    expect(ink(removeCombTicks(three, width, height, [above]))).toBe(ink(three))
    expect(ink(removeCombTicks(three, width, height, [line]))).toBe(0)
  })
})
