// Is one of the ones a slash? The strokes of a date or a fraction look like ones, but for where they stand: between digits, higher
// than they are, and leaning.

import { frameSide } from '@digitrec/image'
import type { RecognizedDigit } from './recognition.ts'
import { moments } from './style/moments.ts'
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
    return one.box.height > highest * median(heights) && -moments(one.frame, frameSide).shear > steepest
  })
}
