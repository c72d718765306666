// Which patches of ink are digits, where are they, and in which order are they read? The second half of the walk.
import { dropClutter, median } from './clutter.ts'
import { type Components, findComponents } from './components.ts'
import type { Ink } from './find-ink.ts'
import { mergeFragments } from './fragments.ts'
import { findLines, groupStarts } from './lines.ts'
import type { Piece } from './piece.ts'
import type { Box } from './raster.ts'
import { type Place, type Segment, segmentOf, toSource } from './segment.ts'
import { findUnread } from './unread.ts'

/** Facts about a picture that speak for or against reading it. */
export interface InkFacts {
  /** Ink strength over paper strength, 0 to 1. */
  readonly contrast: number
  /** Share of the picture that is ink, 0 to 1. */
  readonly coverage: number
  /** Median height of the segments in source pixels; 0 without segments. */
  readonly digitHeightPx: number
  /** Median stroke width of the segments in source pixels; 0 without segments. */
  readonly strokeWidthPx: number
  /** Marks that were seen and taken for no digits: specks, strips, frames, small bits. */
  readonly droppedMarks: number
  /** Whether nobody would take digits of two lines for one line, or the other way round. */
  readonly hasClearLines: boolean
}

/** Marks that stand where digits do, and were taken for none. */
export interface Unread {
  /** As large as a digit, but in a pen much thinner than that of the others, or at a border; most of them are none. */
  readonly digitLike: readonly Segment[]
  /** Like a point, a comma or a dash, as bold as the digits and where it would change the number; in source pixels. */
  readonly signs: readonly Box[]
}

/** Segments and what was learned on the way. */
export interface Segmentation {
  readonly segments: Segment[]
  readonly unread: Unread
  readonly facts: InkFacts
}

/** Marks beyond this are texture, not writing. */
const mostMarks = 2000

/**
 * Finds the digits: one or several, in one or several lines, in reading order. Digits that touch are one segment; `findCuts` and
 * `sliceSegment` part them.
 *
 * @returns no segments for a blank picture; never throws
 * @example
 * const frames = segmentDigits(ink).map(segment => segmentFrame(ink, segment))
 */
export function segmentDigits(ink: Ink): Segment[] {
  return segmentInk(ink).segments
}

/** Like `segmentDigits`, with the facts that tell how much to trust it. */
export function segmentInk(ink: Ink): Segmentation {
  const found = findComponents(ink.mask, ink.width, ink.height)
  const pieces = found.components.map(({ label, ...box }) => ({ ...box, labels: [label] }))
  const marks = pieces.length > mostMarks ? [] : dropClutter(pieces, ink.width, ink.height, ink.scale)
  const merged = mergeFragments(marks)
  let group = -1
  const { lines, isClear } = findLines(merged.pieces, merged.typicalHeight)
  const segments = lines.flatMap(({ pieces, tilt }, line) => {
    const turn = Math.abs(tilt) < smallestTilt(pieces.length) || Math.abs(tilt) > largestTilt ? 0 : tilt
    const isFirst = groupStarts(pieces, merged.typicalHeight)
    return pieces.map((piece, i) => {
      if (isFirst[i]) group++
      return toSegment(ink, found, piece, { line, group, tilt: turn })
    })
  })
  const mainOf = ({ labels }: Piece) =>
    labels.map(label => pieces[label]!).reduce((main, part) => (part.area > main.area ? part : main))
  const mains = lines.map(line => line.pieces.map(mainOf))
  const used = merged.pieces.flatMap(({ labels }) => labels)
  const isUsed = new Set(used)
  const dropped = marks.length > 0 ? pieces.filter((_, label) => !isUsed.has(label)) : []
  const isMain = new Set(mains.flat())
  const joined = used.map(label => pieces[label]!).filter(piece => !isMain.has(piece))
  const unread = findUnread(dropped, joined, {
    lines: mains,
    typicalHeight: merged.typicalHeight,
    strokeWidth: ink.scale * median(segments.map(segment => segment.strokeWidth)),
    inkOf: piece => meanInk(ink, found, piece),
  })
  const facts = {
    contrast: ink.contrast,
    coverage: ink.coverage,
    digitHeightPx: median(segments.map(segment => segment.box.height)),
    strokeWidthPx: median(segments.map(segment => segment.strokeWidth)),
    droppedMarks: pieces.length - used.length,
    hasClearLines: isClear,
  }
  const digitLike = unread.digits.map(piece => toSegment(ink, found, piece, { line: 0, group: 0, tilt: 0 }))
  return { segments, unread: { digitLike, signs: unread.signs.map(piece => toSource(ink, piece)) }, facts }
}

/** Mean strength of a piece. */
function meanInk({ strength, width }: Ink, { labels }: Components, piece: Piece): number {
  const own = new Set(piece.labels)
  let sum = 0
  for (let y = piece.y; y < piece.y + piece.height; y++)
    for (let i = y * width + piece.x; i < y * width + piece.x + piece.width; i++)
      if (own.has(labels[i]!)) sum += strength[i]!
  return sum / piece.area
}

const degree = Math.PI / 180
const largestTilt = 50 * degree

/** Below this the classifier does not mind; two digits alone tell a tilt less surely. */
function smallestTilt(digits: number): number {
  return (digits > 2 ? 6 : 10) * degree
}

function toSegment(ink: Ink, { labels }: Components, piece: Piece, place: Place): Segment {
  const { x, y, width, height } = piece
  const own = new Set(piece.labels)
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) {
    const from = (y + row) * ink.width + x
    for (let column = 0; column < width; column++) if (own.has(labels[from + column]!)) mask[row * width + column] = 1
  }
  return segmentOf(ink, piece, mask, place)!
}
