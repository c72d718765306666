// Where does every digit of a scene stand? Lines from the top, digits as near to each other as the spacing says.

import type { Random } from '@digitrec/tensor'
import type { SceneHand, WrittenInk } from './scene-hand.ts'
import { drawGap, type Spacing } from './strip-style.ts'

/** A digit at its place: the top left corner of its ink, in pixels of the scene. */
export interface PlacedInk {
  readonly digit: number
  readonly line: number
  readonly x: number
  readonly y: number
  readonly ink: WrittenInk
}

/** How the lines of a scene are written. */
export interface LineOptions {
  readonly heightPx: number
  /** `cells` puts every digit in the middle of a cell of its own, as forms ask for. */
  readonly spacing: Spacing | 'cells'
  /** Width of a cell, in heights of a digit. */
  readonly cell: number
  /** From baseline to baseline, in heights. */
  readonly lineHeight: number
}

/** Writes lines of digits; the first baseline begins at (0, 0). */
export function placeLines(
  lines: readonly (readonly number[])[],
  hand: SceneHand,
  options: LineOptions,
  random: Random,
): PlacedInk[] {
  const { heightPx } = options
  const habits = {
    // Counted on one row, which is more than a pixel less than over three rows, as strips count.
    deepestPx: 2.2,
    gapPx: 2 * Math.exp(random.next() ** 1.5 * Math.log(12)),
    slope: options.spacing === 'cells' ? 0 : 0.02 * random.normal(),
    bow: options.spacing === 'cells' ? 0 : 0.08 * random.normal(),
    wander: random.uniform(0.01, 0.06),
    sizes: random.next() < 0.2 ? 0.14 : random.uniform(0.02, 0.07),
  }
  return lines.flatMap((digits, line) => {
    const placed: PlacedInk[] = []
    const length = digits.length * 0.8 * heightPx
    const start = line === 0 ? 0 : 0.1 * heightPx * random.normal()
    for (const [i, digit] of digits.entries()) {
      const ink = hand(digit, heightPx * Math.exp(habits.sizes * random.normal()), random)
      const before = placed.at(-1)
      const near = before ? before.x + before.ink.width : start
      const arc = habits.bow * heightPx * (1 - ((2 * near) / length - 1) ** 2)
      const baseline = line * options.lineHeight * heightPx + habits.slope * near - arc
      const y = Math.round(baseline + habits.wander * heightPx * random.normal() - ink.baselinePx)
      const x =
        options.spacing === 'cells'
          ? (i + 0.5) * options.cell * heightPx - ink.width / 2 + 0.04 * heightPx * random.normal()
          : before
            ? meetAt(before, ink, y) + drawGap({ ...habits, spacing: options.spacing }, random) * (heightPx / 21)
            : start
      placed.push({ digit, line, x: Math.round(x), y, ink })
    }
    return placed
  })
}

/** Where the ink would just meet its left neighbour's; by boxes where no row has both. */
function meetAt(before: PlacedInk, ink: WrittenInk, y: number): number {
  let nearest = before.x + before.ink.width - 0.35 * before.ink.height
  for (let row = 0; row < ink.height; row++) {
    const other = y + row - before.y
    if (other < 0 || other >= before.ink.height) continue
    const last = lastInk(before.ink, other)
    const first = firstInk(ink, row)
    if (last >= 0 && first >= 0) nearest = Math.max(nearest, before.x + last + 1 - first)
  }
  // However deep they overlap, the middles stay in order.
  return Math.max(nearest, before.x + before.ink.width / 2 + 0.15 * ink.height - ink.width / 2)
}

function firstInk({ strength, width }: WrittenInk, row: number): number {
  for (let x = 0; x < width; x++) if (strength[row * width + x]! >= 0.5) return x
  return -1
}

function lastInk({ strength, width }: WrittenInk, row: number): number {
  for (let x = width - 1; x >= 0; x--) if (strength[row * width + x]! >= 0.5) return x
  return -1
}
