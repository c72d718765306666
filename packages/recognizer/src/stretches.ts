// How much of a line is read at once? What a text costs grows with the square of its length, and far digits tell nothing of
// each other: long lines fall into stretches.

import type { Segment } from '@digitrec/image'

/** Marks of a stretch at most: more than any number that people write in one piece. */
const mostMarks = 24

/**
 * Of each segment the number of its stretch, from 0 in reading order. A line is a stretch, unless it has too many marks: then it
 * is parted where the gap between two of them is widest, not too near to its ends, and so are its parts.
 *
 * @param segments in reading order
 */
export function stretchesOf(segments: readonly Segment[]): number[] {
  const starts = new Set<number>()
  for (let from = 0; from < segments.length; ) {
    const behind = segments.findIndex(({ line }, n) => n > from && line !== segments[from]!.line)
    const to = behind < 0 ? segments.length : behind
    part(segments, from, to, starts)
    from = to
  }
  let stretch = -1
  return segments.map((_, n) => (starts.has(n) ? ++stretch : stretch))
}

function part(segments: readonly Segment[], from: number, to: number, starts: Set<number>): void {
  starts.add(from)
  const count = to - from
  if (count <= mostMarks) return
  const gapBefore = (n: number) => segments[n]!.area.x - segments[n - 1]!.area.x - segments[n - 1]!.area.width
  let widest = from + Math.ceil(count / 4)
  for (let n = widest + 1; n <= to - count / 4; n++) if (gapBefore(n) > gapBefore(widest)) widest = n
  part(segments, from, widest, starts)
  part(segments, widest, to, starts)
}
