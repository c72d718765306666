// Was a digit struck out? A level bar goes through it and beyond it on both sides. Readers know digits too well to mind.

import type { Box, Ink } from '@digitrec/image'

/** A mark that was read as a digit. */
export interface ReadMark {
  readonly digit: number
  /** Its box in working pixels, and its ink in it. */
  readonly area: Box
  readonly mask: Uint8Array
}

/** A bar through a digit crosses it at this share of its height; over and under it, it is the line of a box or an underline. */
const crossing = { from: 0.2, to: 0.8 }
/** Share of its width that a bar covers of a digit that it goes through. */
const leastCovered = 0.6
/** A bar sticks out of a digit on both sides by so many of its heights. */
const leastOut = 0.1
/** Strokes of these end in level bars. */
const ownBars = [4, 7]

/** Whether a bar goes through what was read. */
export function isStruckOut({ bars, turned }: Ink, marks: readonly ReadMark[]): boolean {
  if (marks.some(hasBar)) return true
  if (turned !== 0) return false // where bars lie then is not known
  return bars.some(bar => {
    const through = marks.filter(({ area }) => goesThrough(bar, area))
    return through.length > 1 || (through.length === 1 && sticksOut(bar, through[0]!.area))
  })
}

function goesThrough(bar: Box, { x, y, width, height }: Box): boolean {
  const middle = (bar.y + bar.height / 2 - y) / height
  const covered = Math.min(bar.x + bar.width, x + width) - Math.max(bar.x, x)
  return covered > leastCovered * width && middle > crossing.from && middle < crossing.to
}

function sticksOut(bar: Box, { x, width, height }: Box): boolean {
  const out = leastOut * height
  return bar.x < x - out && bar.x + bar.width > x + width + out
}

/** Whether the mark itself ends on both sides in a bar: nothing but a thin level stroke at one height. */
function hasBar({ digit, area: { width, height }, mask }: ReadMark): boolean {
  if (ownBars.includes(digit)) return false
  const out = Math.max(2, Math.round(leastOut * height))
  if (width < 4 * out) return false
  const [left, right] = [endOf(mask, width, height, 0, out), endOf(mask, width, height, width - out, width)]
  if (!left || !right || Math.abs(left.middle - right.middle) > 0.2 * height) return false
  const middle = (left.middle + right.middle) / 2 / height
  const isBar = Math.max(left.thickness, right.thickness) < 0.2 * height
  return isBar && middle > crossing.from && middle < crossing.to && runsThrough(mask, width, height, left, right)
}

interface End {
  readonly middle: number
  readonly thickness: number
}

/** Middle and thickness of the ink in some columns, all of which have some. */
function endOf(mask: Uint8Array, width: number, height: number, from: number, to: number): End | undefined {
  let [first, last] = [height, -1]
  for (let x = from; x < to; x++) {
    let isEmpty = true
    for (let y = 0; y < height; y++)
      if (mask[y * width + x]) {
        isEmpty = false
        first = Math.min(first, y)
        last = Math.max(last, y)
      }
    if (isEmpty) return undefined
  }
  return { middle: (first + last) / 2, thickness: last - first + 1 }
}

/** Whether there is ink all the way between two ends, on the straight line from one to the other. */
function runsThrough(mask: Uint8Array, width: number, height: number, left: End, right: End): boolean {
  const reach = Math.ceil((left.thickness + right.thickness) / 4)
  for (let x = 0; x < width; x++) {
    const y = Math.round(left.middle + ((right.middle - left.middle) * x) / width)
    let isInk = false
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) isInk ||= mask[v * width + x] === 1
    if (!isInk) return false
  }
  return true
}
