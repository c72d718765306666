// What stands on a printed line and was printed with it? The teeth of a comb, which part the places for digits.
import { type Component, findComponents } from './components.ts'
import { medianOf, type PrintedLine } from './printed-lines.ts'

/** Fewer teeth than this are no comb. */
const fewest = 3
/** Heights of teeth differ less than this, and so do the distances between them from whole steps. */
const uneven = 0.15

/**
 * Clears the teeth of combs: straight marks no thicker than the line that one of their ends stood on, three or more of one
 * height and at even distances. Handwritten ones on a line are never as even.
 *
 * @param mask 1 = ink, the lines already gone; not changed
 * @param lines the lines from left to right that were removed
 * @returns the mask that was given, when there are no combs
 */
export function removeCombTicks(
  mask: Uint8Array,
  width: number,
  height: number,
  lines: readonly PrintedLine[],
): Uint8Array {
  if (lines.length === 0) return mask
  const { labels, components } = findComponents(mask, width, height)
  const isTick = new Uint8Array(components.length)
  for (const line of lines) {
    const standing = components.filter(mark => standsOn(mark, line)).sort((a, b) => centre(a) - centre(b))
    const typical = medianOf(standing.map(mark => mark.height))
    const alike = standing.filter(mark => Math.abs(mark.height - typical) <= uneven * typical + 1)
    if (alike.length >= fewest && isEven(alike.map(centre))) for (const { label } of alike) isTick[label] = 1
  }
  return isTick.includes(1) ? mask.map((ink, i) => (ink && isTick[labels[i]!] ? 0 : ink)) : mask
}

function centre({ x, width }: Component): number {
  return x + width / 2
}

/** Whether a mark is slim, upright and ends where the line ran. */
function standsOn({ x, y, width, height, area }: Component, { from, to, middle, thickness }: PrintedLine): boolean {
  const own = area / height // how thick it is, whichever way it leans
  const isSlim = height > 3 * thickness && own <= 1.6 * thickness + 1 && width <= own + 0.15 * height + 1
  const column = Math.round(x + width / 2)
  if (!isSlim || column < from - width || column > to + width) return false
  const at = middle[Math.min(middle.length - 1, Math.max(0, column - from))]!
  const reach = 1.5 * thickness + 2
  return Math.abs(y + height - at) <= reach || Math.abs(y - at) <= reach
}

/** Whether all distances are whole multiples of the usual one, more or less: a tooth may be hidden by a digit. */
function isEven(places: readonly number[]): boolean {
  const gaps = places.slice(1).map((place, i) => place - places[i]!)
  const step = medianOf(gaps)
  return gaps.every(gap => Math.abs(gap / step - Math.max(1, Math.round(gap / step))) <= uneven)
}
