import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { drawnPool } from './digit-pool.ts'
import { createStripComposer } from './strip.ts'
import { drawStrips, stripSource } from './strip-source.ts'
import { drawStyle, drawText, type Spacing } from './strip-style.ts'

const pools = [drawnPool({ seed: 3, length: 200 })]
const widthPx = 160

/** Whether any column between two digits' ink is bare. */
function gapsOf(spacing: Spacing): number[] {
  return drawStrips({ pools, widthPx, seed: 4, length: 60, spacing, isClean: true }).flatMap(({ data, digits }) =>
    digits.slice(1).map((right, i) => {
      const left = digits[i]!
      let nearest = Infinity
      for (let y = 0; y < 32; y++) {
        let last = -1
        for (let x = left.x; x < left.x + left.width; x++) if (data[y * widthPx + x]! >= 0.3) last = x
        for (let x = right.x; x < right.x + right.width && last >= 0; x++)
          if (data[y * widthPx + x]! >= 0.3) {
            nearest = Math.min(nearest, x - last - 1)
            break
          }
      }
      return nearest
    }),
  )
}

describe('strips', () => {
  it('hold the digits that they say, from the left, where they say', () => {
    for (const { data, digits } of drawStrips({
      pools,
      widthPx,
      seed: 1,
      length: 40,
      spacing: 'mixed',
      isClean: true,
    })) {
      const inside = new Uint8Array(data.length)
      for (const [i, { x, y, width, height }] of digits.entries()) {
        if (i > 0) expect(x + width / 2).toBeGreaterThan(digits[i - 1]!.x + digits[i - 1]!.width / 2)
        expect(height).toBeGreaterThan(8)
        for (let row = y; row < y + height; row++) inside.fill(1, row * widthPx + x, row * widthPx + x + width)
      }
      expect(data.every((value, i) => value < 0.3 || inside[i] === 1)).toBe(true)
      expect(Math.max(...data)).toBeLessThanOrEqual(1)
    }
  })

  it('have neighbours that meet or stay apart, as their spacing says', () => {
    const share = (gaps: number[]) => gaps.filter(gap => gap <= 1).length / gaps.length
    expect(share(gapsOf('touching'))).toBeGreaterThan(0.9)
    expect(share(gapsOf('spaced'))).toBeLessThan(0.25)
  })

  it('have strokes as deep in each other as is asked', () => {
    const composer = createStripComposer()
    const overlap = (deepestPx: number) => {
      let [sum, count] = [0, 0]
      for (let line = 0; line < 40; line++) {
        const random = createRandom(line)
        const style = { ...drawStyle(pools, random, { spacing: 'touching', deepestPx }), isClean: true }
        const digits = composer.compose(new Float32Array(32 * widthPx), widthPx, [2, 3, 5, 0, 8], style, random)
        for (const [i, { x }] of digits.slice(1).entries()) sum += digits[i]!.x + digits[i]!.width - x
        count += digits.length - 1
      }
      return sum / count
    }
    // Depths are drawn evenly, so on the mean they are half as deep.
    expect(overlap(4) - overlap(1)).toBeGreaterThan(1)
    expect(overlap(4) - overlap(1)).toBeLessThan(2)
  })

  it('are the same for the same stream, and spoiling changes neither truth nor range', () => {
    const composer = createStripComposer()
    const write = (isClean: boolean) => {
      const random = createRandom(8)
      const out = new Float32Array(32 * widthPx).fill(7)
      const style = { ...drawStyle(pools, random), isClean }
      return { digits: composer.compose(out, widthPx, drawText(6, random), style, random), out }
    }
    expect(write(false)).toEqual(write(false))
    expect(write(true).digits).toEqual(write(false).digits)
    for (const { data } of drawStrips({ pools, widthPx, seed: 2, length: 60, spacing: 'spaced' }))
      expect(data.every(value => value >= 0 && value <= 1)).toBe(true)
  })

  it('are training examples: digits, then -1 to the end of the row', () => {
    const source = stripSource({ pools, widthPx, frames: 80, length: 10 })
    const [x, target] = [new Float32Array(32 * widthPx), new Float32Array(source.classes)]
    source.write(0, x, target, createRandom(3))
    const end = target.indexOf(-1)
    expect(end).toBeGreaterThan(0)
    expect(target.subarray(0, end).every(label => Number.isInteger(label) && label >= 0 && label <= 9)).toBe(true)
    expect(target.subarray(end).every(label => label === -1)).toBe(true)
  })
})
