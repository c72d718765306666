import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { thresholdInk } from './threshold.ts'

it('keeps faint ink as far as it hangs together with strong ink, and none elsewhere', () => {
  const [width, height] = [120, 60]
  const strength = new Float32Array(width * height)
  const fill = (value: number, left: number, top: number, right: number, bottom: number) => {
    for (let y = top; y < bottom; y++) strength.fill(value, y * width + left, y * width + right)
  }
  const faint = 0.37
  fill(1, 5, 5, 25, 55)
  fill(faint, 25, 10, 100, 16) // a tail of the strong block, to the right and down
  fill(faint, 94, 16, 100, 40)
  fill(faint, 40, 30, 80, 36) // alone
  const { mask, threshold } = thresholdInk(strength, width, height, false)
  expect(faint).toBeLessThan(threshold)
  expect(faint).toBeGreaterThan(0.7 * threshold)
  expect([mask[13 * width + 60], mask[37 * width + 97], mask[33 * width + 60]]).toEqual([1, 1, 0])
  expect(new Set(mask)).toEqual(new Set([0, 1]))
})

describe('grainy paper', () => {
  const [width, height] = [160, 120]
  const isStroke = (i: number) => Math.abs((i % width) - 80) < 4 && i > 30 * width && i < 90 * width

  /** A stroke of 7 x 60 pixels, 2 % of the picture, on paper with grain of such a spread; 0 to 1 as strengths are. */
  function grainy(grain: number, ink: number): Float32Array {
    const random = createRandom(8)
    return Float32Array.from({ length: width * height }, (_, i) =>
      Math.min(1, Math.max(0, 0.2 + (isStroke(i) ? ink : 0) + grain * random.normal())),
    )
  }

  /** Share of the stroke, and of what is more than three pixels from it, that is ink. */
  function found(mask: Uint8Array): [stroke: number, paper: number] {
    const share = (where: (i: number) => boolean) => {
      const places = Array.from(mask, (_, i) => i).filter(where)
      return places.filter(i => mask[i]).length / places.length
    }
    const isNear = (i: number) => Math.abs((i % width) - 80) < 8 && i > 26 * width && i < 94 * width
    return [share(isStroke), share(i => !isNear(i))]
  }

  it.each([
    ['where a stroke stands clear of the grain', 0.06, 0.4],
    ['where the grain must be smoothed first', 0.15, 0.3],
  ])('keeps the stroke, %s', (_, grain, ink) => {
    const { mask, isTexture, threshold } = thresholdInk(grainy(grain, ink), width, height)
    expect(isTexture).toBe(false)
    expect(threshold).toBeLessThan(0.2 + ink)
    const [stroke, paper] = found(mask)
    expect(stroke).toBeGreaterThan(0.85)
    expect(paper).toBeLessThan(0.002)
  })

  it.each([0.03, 0.06, 0.15, 0.3])('has nothing on it that stands out where nothing is written, grain %d', grain => {
    expect(thresholdInk(grainy(grain, 0), width, height).isTexture).toBe(true)
  })
})
