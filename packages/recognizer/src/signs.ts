// Is one of the digits a sign? Slashes, bars and brackets look like ones and the ring of a degree like a 0, but for where they stand, and
// how high they are.

import { frameSide } from '@digitrec/image'
import type { RecognizedDigit } from './recognition.ts'
import { bow } from './style/bow.ts'
import { moments } from './style/moments.ts'
import { median } from './style/number-style.ts'

/** What is looked at of a digit. */
export type Placed = Pick<RecognizedDigit, 'digit' | 'box' | 'line' | 'frame'>

/** Ones are as high as the digits around them (0.84 to 1.13 of their median in composed strings); slashes are 1.15 to 1.54 times as high. */
const highest = { leaning: 1.15, upright: 1.2 }
/** Pixels to the right per pixel up. Of ones that are so high, few lean more. */
const steepest = 0.2
/** The lowest 0 of 373 composed numbers was 0.67 of the median of the others. */
const lowest = 0.55

/**
 * Pixels of a frame that brackets bend at least; of MNIST's ones 10 % bend so far to the left and 6 % to the right, and the first and the last
 * of a number seldom do both.
 */
const leastBow = 1.2

/** Whether a digit of the number may be a sign: its place and its size among the others of its line tell. */
export function mayHaveSign(digits: readonly Placed[]): boolean {
  if (inBrackets(digits)) return true
  return digits.some((one, n) => {
    const others = digits.filter(other => other !== one && other.line === one.line)
    const height = one.box.height / median(others.map(({ box }) => box.height))
    if (one.digit === 1) return isBar(height, others.length) || isSlash(one, height, digits[n - 1], digits[n + 1])
    return one.digit === 0 && height < lowest && isRaised(one, others)
  })
}

/** Whether a line begins and ends with ones that bend away from what is between them. */
function inBrackets(digits: readonly Placed[]): boolean {
  return digits.some((first, n) => {
    if (first.digit !== 1 || digits[n - 1]?.line === first.line) return false
    const last = digits.findLast(({ line }) => line === first.line)!
    const bends = [first, last].map(({ frame }) => bow(frame, frameSide))
    return last.digit === 1 && bends[0]! < -leastBow && bends[1]! > leastBow
  })
}

/** A bar, a bracket: an end of a line has one as well. With a single other digit, it may be that which is small. */
function isBar(height: number, others: number): boolean {
  return others > 1 && height > highest.upright
}

function isSlash(one: Placed, height: number, before: Placed | undefined, after: Placed | undefined): boolean {
  const isWithin = before?.line === one.line && after?.line === one.line
  return isWithin && height > highest.leaning && -moments(one.frame, frameSide).shear > steepest
}

/** Whether it ends above the middle of the line. */
function isRaised({ box }: Placed, others: readonly Placed[]): boolean {
  return box.y + box.height < median(others.map(other => other.box.y + 0.6 * other.box.height))
}
