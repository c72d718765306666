// What does the line reader see of a line? All its ink on one strip: level, 32 rows high, digits about 21 of them.
import { median } from './clutter.ts'
import type { Ink } from './find-ink.ts'
import type { Patch } from './normalise-frame.ts'
import { fineSide, margin, repairStroke } from './repair-stroke.ts'
import { areaAverage, bilinear } from './resample.ts'
import type { Segment } from './segment.ts'
import { cutOut } from './segment-frame.ts'
import { turnBack } from './turn.ts'

/** Rows of a line strip. */
export const stripHeight = 32
/** Rows of a typical digit on it. */
export const stripDigitPx = 21
/** Paper before the first ink and after the last, in columns. */
export const stripMarginPx = 4

/** A line of writing as the line reader sees it. */
export interface LineStrip {
  /** `width · 32`, rows from the top, 0 paper to 1 ink. */
  readonly data: Float32Array
  readonly width: number
  readonly height: typeof stripHeight
  /** Working pixels per pixel of the strip. */
  readonly pixel: number
  /** From a place on the strip to the ink it came from, in working pixels. */
  toInk(x: number, y: number): { x: number; y: number }
}

/**
 * The strip of one line: its segments' own ink, turned until the line is level and scaled until its digits (their median
 * height, as far as marks tell it) are 21 rows high, their middle on row 16; strokes much thinner or bolder than MNIST's are
 * mended as they are in a frame. Digits may touch: a segment is only a patch of ink here. What is far above or below is cut
 * off, after the line has been made up to a quarter smaller to get it all in.
 *
 * @param ink the ink that `segmentDigits` was given
 * @param segments those of one line, at least one
 * @param zoom how much larger than that digits are to be, where there is room. @default 1
 * @throws RangeError without a segment
 * @example
 * const strip = lineStrip(ink, segments.filter(segment => segment.line === 0))
 */
export function lineStrip(ink: Ink, segments: readonly Segment[], zoom = 1): LineStrip {
  if (segments.length === 0) throw new RangeError('lineStrip: expected at least one segment, got none.')
  const patch = joinInk(ink, segments)
  const tilt = tiltOf(segments)
  const { typical, middle, top, bottom } = measureRows(segments, patch, tilt)
  // Large writing is not turned and mended pixel by pixel.
  const scale = Math.min(1, fineSide / typical)
  const level = turnBack(shrink(patch, scale), tilt)
  const mended = repairStroke(level, typical * scale)
  const fine = mended === level ? { scale: 1, offset: 0 } : { scale: fineSide / (typical * scale), offset: margin }
  const reach = Math.max(middle - top, bottom - middle)
  const usual = typical / zoom
  const size = Math.max(usual, Math.min((reach * 2 * stripDigitPx) / stripHeight, usual / 0.75))
  const at = (level.height / 2 + middle * scale) * fine.scale + fine.offset
  const crop = cropRows(mended, at, (size * scale * fine.scale * stripHeight) / stripDigitPx)
  const { data, width, left, pixel } = toStrip(crop)
  return {
    data,
    width,
    height: stripHeight,
    pixel: pixel / fine.scale / scale,
    toInk: (x, y) => {
      const dx = (((x - stripMarginPx) * pixel + left - fine.offset) / fine.scale - level.width / 2) / scale
      const dy = ((y * pixel + crop.top - fine.offset) / fine.scale - level.height / 2) / scale
      const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)]
      return {
        x: patch.x + patch.width / 2 + dx * cos - dy * sin,
        y: patch.y + patch.height / 2 + dx * sin + dy * cos,
      }
    },
  }
}

/** A patch and where its corner is in the ink. */
interface PlacedPatch extends Patch {
  readonly x: number
  readonly y: number
}

/** All segments on one plane, each with its dark strokes at full strength. */
function joinInk(ink: Ink, segments: readonly Segment[]): PlacedPatch {
  const x = Math.min(...segments.map(({ area }) => area.x))
  const y = Math.min(...segments.map(({ area }) => area.y))
  const width = Math.max(...segments.map(({ area }) => area.x + area.width)) - x
  const height = Math.max(...segments.map(({ area }) => area.y + area.height)) - y
  const strength = new Float32Array(width * height)
  for (const segment of segments) {
    const own = cutOut(ink, segment)
    const to = (segment.area.y - y) * width + segment.area.x - x
    for (let row = 0, i = 0; row < own.height; row++)
      for (let column = 0; column < own.width; column++, i++)
        if (own.strength[i]! > 0) strength[to + row * width + column] = own.strength[i]!
  }
  return { strength, width, height, x, y }
}

/** Below this, in heights of its highest segment, a line is too short to tell its slope by its ink. */
const shortest = 2.5

/**
 * How far the line falls to the right, in radians: what was found for its segments, else the least-squares slope of its
 * ink, which also works when all digits hang together.
 */
function tiltOf(segments: readonly Segment[]): number {
  if (segments[0]!.tilt !== 0) return segments[0]!.tilt
  const left = Math.min(...segments.map(({ area }) => area.x))
  const right = Math.max(...segments.map(({ area }) => area.x + area.width))
  if (right - left < shortest * Math.max(...segments.map(({ area }) => area.height))) return 0
  let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0]
  for (const { area, mask } of segments)
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) continue
      const x = area.x - left + (i % area.width)
      const y = area.y + Math.floor(i / area.width)
      count++
      sumX += x
      sumY += y
      sumXX += x * x
      sumXY += x * y
    }
  const spread = sumXX - (sumX * sumX) / count
  return spread === 0 ? 0 : Math.atan((sumXY - (sumX * sumY) / count) / spread)
}

/** Width of a digit over its height, where several hang together. */
const usualAspect = 0.7
/** Height of a digit over that of a mark of several: from the highest top to the lowest foot is an eighth more than one is high. */
const shareOfMark = 0.88

/**
 * Height of a typical digit; middle, first and last row of the line once it is level, from the middle of the patch. A mark
 * counts as often as there is room for digits in it.
 */
function measureRows(segments: readonly Segment[], patch: PlacedPatch, tilt: number) {
  const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)]
  const spans = segments.map(({ area, mask }) => {
    let [first, last] = [Infinity, -Infinity]
    for (let row = 0, i = 0; row < area.height; row++) {
      const dy = area.y - patch.y + row + 0.5 - patch.height / 2
      for (let column = 0; column < area.width; column++, i++) {
        if (mask[i] === 0) continue
        const y = dy * cos - (area.x - patch.x + column + 0.5 - patch.width / 2) * sin
        if (y < first) first = y
        if (y > last) last = y
      }
    }
    return { first: first - 0.5, last: last + 0.5, width: area.width }
  })
  const heights = spans.flatMap(({ first, last, width }) => {
    const digits = Math.max(1, Math.round(width / (last - first) / usualAspect))
    return new Array<number>(digits).fill((last - first) * (digits > 1 ? shareOfMark : 1))
  })
  return {
    typical: Math.max(1, median(heights)),
    middle: median(spans.map(({ first, last }) => (first + last) / 2)),
    top: Math.min(...spans.map(({ first }) => first)),
    bottom: Math.max(...spans.map(({ last }) => last)),
  }
}

function shrink(patch: Patch, factor: number): Patch {
  if (factor === 1) return patch
  const { strength, width, height } = patch
  const [w, h] = [Math.max(1, Math.round(width * factor)), Math.max(1, Math.round(height * factor))]
  // Both sides round by themselves; the line's rows matter, and its columns are many.
  return { strength: areaAverage(strength, width, height, w, h), width: w, height: h }
}

/** So many rows around the middle, in full width; rows beyond the patch are paper. */
function cropRows({ strength, width, height }: Patch, middle: number, rows: number): Patch & { top: number } {
  const count = Math.max(1, Math.round(rows))
  const top = Math.round(middle - count / 2)
  const out = new Float32Array(width * count)
  for (let y = Math.max(0, -top); y < Math.min(count, height - top); y++)
    out.set(strength.subarray((top + y) * width, (top + y + 1) * width), y * width)
  return { strength: out, width, height: count, top }
}

/** To 32 rows, cut to its ink with a margin on both sides, the greatest value 1. */
function toStrip(crop: Patch) {
  const { left, right } = inkColumns(crop)
  const cut = cropColumns(crop, left, Math.max(1, right - left))
  const pixel = crop.height / stripHeight
  const columns = Math.max(1, Math.round(cut.width / pixel))
  const resample = pixel > 1 ? areaAverage : bilinear
  const small = resample(cut.strength, cut.width, cut.height, columns, stripHeight)
  const greatest = small.reduce((most, value) => Math.max(most, value), 1e-6)
  const width = columns + 2 * stripMarginPx
  const data = new Float32Array(width * stripHeight)
  for (let y = 0; y < stripHeight; y++)
    for (let x = 0; x < columns; x++)
      data[y * width + stripMarginPx + x] = Math.min(1, small[y * columns + x]! / greatest)
  return { data, width, left, pixel }
}

function inkColumns({ strength, width, height }: Patch): { left: number; right: number } {
  let [left, right] = [width, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!(strength[y * width + x]! > 0)) continue
      if (x < left) left = x
      if (x >= right) right = x + 1
    }
  return right === 0 ? { left: 0, right: width } : { left, right }
}

function cropColumns({ strength, width, height }: Patch, left: number, columns: number): Patch {
  const out = new Float32Array(columns * height)
  for (let y = 0; y < height; y++) out.set(strength.subarray(y * width + left, y * width + left + columns), y * columns)
  return { strength: out, width: columns, height }
}
