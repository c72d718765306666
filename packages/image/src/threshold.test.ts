import { expect, it } from 'vitest'
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
