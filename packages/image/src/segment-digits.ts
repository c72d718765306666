// Which patches of ink are digits, where are they, and in which order are they read? The second half of the walk.
import { dropClutter, median } from './clutter.ts'
import { type Components, findComponents } from './components.ts'
import type { Ink } from './find-ink.ts'
import { mergeFragments } from './fragments.ts'
import { findLines } from './lines.ts'
import type { Piece } from './piece.ts'
import type { Box } from './raster.ts'
import { strokeWidth } from './stroke-width.ts'

/** One digit-sized mark. */
export interface Segment {
  /** In source pixels, whole numbers, inside the picture. */
  readonly box: Box
  /** Number of its line from the top, from 0. */
  readonly line: number
  /** How far its line falls to the right, in radians; `segmentFrame` turns the digit back. 0 below 6 degrees. */
  readonly tilt: number
  /** Where it is in the ink, in working pixels. */
  readonly area: Box
  /** `area.width · area.height`, 1 where the ink is this mark's own. */
  readonly mask: Uint8Array
  /** Typical width of its strokes in source pixels. */
  readonly strokeWidth: number
}

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
}

/** Segments and what was learned on the way. */
export interface Segmentation {
  readonly segments: Segment[]
  readonly facts: InkFacts
}

/** Marks beyond this are texture, not writing. */
const mostMarks = 2000

/**
 * Finds the digits: one or several, in one or several lines, in reading order. Digits that touch are one segment.
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
  const segments = findLines(merged.pieces, merged.typicalHeight).flatMap(({ pieces, tilt }, line) => {
    const turn = Math.abs(tilt) < smallestTilt(pieces.length) || Math.abs(tilt) > largestTilt ? 0 : tilt
    return pieces.map(piece => toSegment(ink, found, piece, line, turn))
  })
  const used = merged.pieces.reduce((sum, piece) => sum + piece.labels.length, 0)
  const facts = {
    contrast: ink.contrast,
    coverage: ink.coverage,
    digitHeightPx: median(segments.map(segment => segment.box.height)),
    strokeWidthPx: median(segments.map(segment => segment.strokeWidth)),
    droppedMarks: pieces.length - used,
  }
  return { segments, facts }
}

const degree = Math.PI / 180
const largestTilt = 50 * degree

/** Below this the classifier does not mind; two digits alone tell a tilt less surely. */
function smallestTilt(digits: number): number {
  return (digits > 2 ? 6 : 10) * degree
}

function toSegment(ink: Ink, { labels }: Components, piece: Piece, line: number, tilt: number): Segment {
  const { x, y, width, height } = piece
  const own = new Set(piece.labels)
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) {
    const from = (y + row) * ink.width + x
    for (let column = 0; column < width; column++) if (own.has(labels[from + column]!)) mask[row * width + column] = 1
  }
  const widthInWork = strokeWidth(mask, width, height)
  return {
    box: toSource(ink, piece),
    line,
    tilt,
    area: { x, y, width, height },
    mask,
    strokeWidth: widthInWork / ink.scale,
  }
}

function toSource({ scale, source }: Ink, { x, y, width, height }: Piece): Box {
  const left = Math.min(source.width - 1, Math.floor(x / scale + 1e-6))
  const top = Math.min(source.height - 1, Math.floor(y / scale + 1e-6))
  const right = Math.min(source.width, Math.max(left + 1, Math.ceil((x + width) / scale - 1e-6)))
  const bottom = Math.min(source.height, Math.max(top + 1, Math.ceil((y + height) / scale - 1e-6)))
  return { x: left, y: top, width: right - left, height: bottom - top }
}
