// Is one of the ones a slash? The strokes of a date or a fraction look like ones, but for where they stand: between digits, higher
// than they are, and leaning.

import { frameSide } from '@digitrec/image'
import type { RecognizedDigit } from './recognition.ts'
import { median } from './style/number-style.ts'

/** Ones are as high as the digits around them (0.84 to 1.13 of their median in composed strings); slashes are 1.15 to 1.54 times as high. */
const highest = 1.15
/** Pixels to the right per pixel up. Of ones that are so high, few lean more. */
const steepest = 0.2

/** Whether a 1 between two others of its line may be a slash. */
export function mayHaveSlash(digits: readonly Pick<RecognizedDigit, 'digit' | 'box' | 'line' | 'frame'>[]): boolean {
  return digits.some((one, n) => {
    const [before, after] = [digits[n - 1], digits[n + 1]]
    if (one.digit !== 1 || before?.line !== one.line || after?.line !== one.line) return false
    const heights = digits.filter(other => other !== one && other.line === one.line).map(({ box }) => box.height)
    return one.box.height > highest * median(heights) && leanOf(one.frame) > steepest
  })
}

/** How far the ink of a frame leans to the right per pixel up: its covariance in x and y over its variance in y. */
function leanOf(frame: Float32Array): number {
  let [mass, sumX, sumY, sumXY, sumYY] = [0, 0, 0, 0, 0]
  for (let y = 0, i = 0; y < frameSide; y++)
    for (let x = 0; x < frameSide; x++, i++) {
      const ink = frame[i]!
      mass += ink
      sumX += x * ink
      sumY += y * ink
      sumXY += x * y * ink
      sumYY += y * y * ink
    }
  return -(sumXY - (sumX * sumY) / mass) / Math.max(1e-6, sumYY - (sumY * sumY) / mass)
}
