// Is what was read a part of the number at all? A stroke, a hole or an edge of the paper passes for a 1 or a 0 by its shape; where it stands
// tells.

import type { Placed } from './signs.ts'

/** Whether a digit may be something else that lies on the page: its place on it tells. */
export function mayBeStray(
  digits: readonly Placed[],
  page: { readonly width: number; readonly height: number },
): boolean {
  return hasLoneStroke(digits) || hasHoles(digits) || isEdge(digits, page)
}

/** A stroke that stands alone where the others make up numbers: a staple, a hair, the corner of a sheet. In a list other digits stand alone, too. */
function hasLoneStroke(digits: readonly Placed[]): boolean {
  const lines = [...new Set(digits.map(({ line }) => line))].map(line => digits.filter(one => one.line === line))
  const alone = lines.filter(({ length }) => length === 1).map(line => line[0]!.digit)
  return alone.length > 0 && alone.length < lines.length && alone.every(digit => digit === 1)
}

/** Punch holes are round, and a pair of them is alike; a 0 is 1.3 times as high as wide, most of the time. */
const roundest = 0.85
const alike = 0.12
/** They stand so many of their heights from what is written. */
const leastGap = 0.9

/** Two round zeros one below the other, apart from what is written beside them. */
function hasHoles(digits: readonly Placed[]): boolean {
  const holes = digits.filter(({ digit, box }, n) => {
    const isRound = Math.min(box.width, box.height) > roundest * Math.max(box.width, box.height)
    if (digit !== 0 || !isRound) return false
    const gaps = [digits[n - 1], digits[n + 1]]
      .filter(other => other?.line === digits[n]!.line)
      .map(other => Math.max(other!.box.x - box.x - box.width, box.x - other!.box.x - other!.box.width))
    return gaps.every(gap => gap > leastGap * box.height)
  })
  return holes.some(({ box }) =>
    holes.some(other => {
      const step = Math.abs(other.box.y - box.y)
      const isSame = Math.abs(other.box.height - box.height) <= alike * box.height + 1
      return step > box.height && isSame && Math.abs(other.box.x - box.x) <= alike * box.height + 1
    }),
  )
}

/** In a picture so many times as wide as a 1 that lies on its border, the 1 is what lies beside the page. */
const widePage = 6

/** Nothing but ones on the left or right border: the table, or the shadow, beside a blank page. */
function isEdge(digits: readonly Placed[], { width }: { readonly width: number }): boolean {
  return (
    digits.length > 0 &&
    digits.every(({ digit, box }) => {
      const isOnBorder = box.x <= 1 || box.x + box.width >= width - 1
      return digit === 1 && isOnBorder && width > widePage * box.width
    })
  )
}
