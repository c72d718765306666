// One mark that may be a digit, and how marks are cut and joined.
import { findComponents } from './components.ts'
import type { Cut } from './cuts.ts'
import type { Ink } from './find-ink.ts'
import type { Box } from './raster.ts'
import { strokeWidth } from './stroke-width.ts'

/** One digit-sized mark. */
export interface Segment {
  /** In source pixels, whole numbers, inside the picture. */
  readonly box: Box
  /** Number of its line from the top, from 0. */
  readonly line: number
  /** Number of its group, from 0 in reading order: a new one begins on each line and after each wide gap. */
  readonly group: number
  /** How far its line falls to the right, in radians; `segmentFrame` turns the digit back. 0 below 6 degrees. */
  readonly tilt: number
  /** Where it is in the ink, in working pixels. */
  readonly area: Box
  /** `area.width · area.height`, 1 where the ink is this mark's own. */
  readonly mask: Uint8Array
  /** Typical width of its strokes in source pixels. */
  readonly strokeWidth: number
}

/** Where a mark stands in the text. */
export type Place = Pick<Segment, 'line' | 'group' | 'tilt'>

/**
 * A segment from a mask over an area of the ink, cut to the ink that is there.
 *
 * @returns undefined when the mask is empty
 */
export function segmentOf(ink: Ink, area: Box, mask: Uint8Array, { line, group, tilt }: Place): Segment | undefined {
  let [left, top, right, bottom] = [area.width, area.height, -1, -1]
  for (let y = 0, i = 0; y < area.height; y++)
    for (let x = 0; x < area.width; x++, i++) {
      if (!mask[i]) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  if (right < 0) return undefined
  const tight = { x: area.x + left, y: area.y + top, width: right - left + 1, height: bottom - top + 1 }
  const own = new Uint8Array(tight.width * tight.height)
  for (let y = 0; y < tight.height; y++) {
    const from = (y + top) * area.width + left
    own.set(mask.subarray(from, from + tight.width), y * tight.width)
  }
  const widthInWork = strokeWidth(own, tight.width, tight.height)
  const box = ink.turned === 0 ? toSource(ink, tight) : boxInSource(ink, tight, own)
  return { box, line, group, tilt, area: tight, mask: own, strokeWidth: widthInWork / ink.scale }
}

/**
 * What lies between two cuts of a segment; without a cut, up to the segment's end.
 *
 * @returns undefined when no ink lies there
 */
export function sliceSegment(ink: Ink, segment: Segment, left?: Cut, right?: Cut): Segment | undefined {
  const { area, mask } = segment
  const own = new Uint8Array(mask.length)
  for (let y = 0; y < area.height; y++) {
    const from = y * area.width + (left?.columns[y] ?? 0)
    const to = y * area.width + (right?.columns[y] ?? area.width)
    if (from < to) own.set(mask.subarray(from, to), from)
  }
  return segmentOf(ink, area, dropCrumbs(own, area), segment)
}

/** Ends of a neighbour's strokes that a cut left on this side are small beside the digit. */
const crumb = 0.1

/** Clears what hangs together but makes up less than a tenth of the ink. */
function dropCrumbs(mask: Uint8Array, { width, height }: Box): Uint8Array {
  const { labels, components } = findComponents(mask, width, height)
  if (components.length < 2) return mask
  const all = components.reduce((sum, { area }) => sum + area, 0)
  const isCrumb = components.map(({ area }) => area < crumb * all)
  return mask.map((ink, i) => (ink && isCrumb[labels[i]!] ? 0 : ink))
}

/** Two segments as one; it stands where the first one stands. */
export function joinSegments(ink: Ink, a: Segment, b: Segment): Segment {
  const x = Math.min(a.area.x, b.area.x)
  const y = Math.min(a.area.y, b.area.y)
  const width = Math.max(a.area.x + a.area.width, b.area.x + b.area.width) - x
  const height = Math.max(a.area.y + a.area.height, b.area.y + b.area.height) - y
  const mask = new Uint8Array(width * height)
  for (const { area, mask: part } of [a, b])
    for (let row = 0, i = 0; row < area.height; row++)
      for (let column = 0; column < area.width; column++, i++)
        if (part[i]) mask[(row + area.y - y) * width + column + area.x - x] = 1
  return segmentOf(ink, { x, y, width, height }, mask, a)!
}

/** Where an area of the ink lies in the picture: in source pixels, whole numbers; of ink that was turned, the upright box around it. */
export function toSource(ink: Ink, { x, y, width, height }: Box): Box {
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ].map(([x, y]) => pointInSource(ink, x!, y!))
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
  return toWhole(ink, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
}

/** Whole pixels of the picture that cover a box, one at least. */
function toWhole({ source }: Ink, left: number, top: number, right: number, bottom: number): Box {
  const x = within(Math.floor(left + 1e-6), source.width - 1)
  const y = within(Math.floor(top + 1e-6), source.height - 1)
  const endX = Math.min(source.width, Math.max(x + 1, Math.ceil(right - 1e-6)))
  const endY = Math.min(source.height, Math.max(y + 1, Math.ceil(bottom - 1e-6)))
  return { x, y, width: endX - x, height: endY - y }
}

/** The upright box in the picture around ink that was turned. */
function boxInSource(ink: Ink, area: Box, mask: Uint8Array): Box {
  const half = 0.5 / ink.scale
  let [left, top, right, bottom] = [ink.source.width, ink.source.height, 0, 0]
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    const { x, y } = pointInSource(ink, area.x + (i % area.width) + 0.5, area.y + Math.floor(i / area.width) + 0.5)
    left = Math.min(left, x - half)
    right = Math.max(right, x + half)
    top = Math.min(top, y - half)
    bottom = Math.max(bottom, y + half)
  }
  return toWhole(ink, left, top, right, bottom)
}

/** Where a point of the ink lies in the picture, in source pixels; outside of it for what a turned plane has at its corners. */
export function pointInSource(ink: Ink, x: number, y: number): { x: number; y: number } {
  const { scale, view, turned } = ink
  if (turned === 0) return { x: x / scale + view.x, y: y / scale + view.y }
  const [right, down] = [x - ink.width / 2, y - ink.height / 2]
  const [sin, cos] = [Math.sin(turned), Math.cos(turned)]
  return {
    x: (right * cos + down * sin) / scale + view.x + view.width / 2,
    y: (down * cos - right * sin) / scale + view.y + view.height / 2,
  }
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value))
}
