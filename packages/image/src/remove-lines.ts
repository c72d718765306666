// How do printed lines go without taking writing with them? Judged first, then rubbed out run by run, crossings kept.
import { type Component, findComponents } from './components.ts'
import { findLinesAlong, medianOf, type PrintedLine, type Slices } from './printed-lines.ts'

/** What was printed on the page. */
export interface LinesRemoved {
  /** 1 where there is ink that somebody wrote, else 0. The mask that was given, when there are no lines. */
  readonly mask: Uint8Array
  /** Lines from left to right and from top to bottom. */
  readonly level: readonly PrintedLine[]
  readonly plumb: readonly PrintedLine[]
  /** How far the lines fall to the right, in radians; 0 without lines. */
  readonly skew: number
}

/**
 * Removes ruled lines, squares, form boxes and underlines from a mask.
 *
 * A pixel goes only where the ink across the line is hardly thicker than the line itself and no stronger; so strokes that cross a
 * line, run along it or stand on it stay whole. Where strokes are no thicker than the line, short gaps are closed again.
 *
 * @param mask 1 = ink; not changed
 * @param strength ink strength 0 to 1, `width · height`
 * @see Lopresti and Kavallieratou 2010, "Ruling line removal in handwritten page images"
 */
export function removeLines(mask: Uint8Array, strength: Float32Array, width: number, height: number): LinesRemoved {
  const columns: Slices = {
    mask: transposed(mask, width, height),
    strength: transposed(strength, width, height),
    steps: width,
    across: height,
  }
  const rows: Slices = { mask, strength, steps: height, across: width }
  const candidates = { level: findLinesAlong(columns), plumb: findLinesAlong(rows) }
  if (candidates.level.length + candidates.plumb.length === 0) return { mask, level: [], plumb: [], skew: 0 }
  const written = rubOut(columns, rows, candidates.level, candidates.plumb)
  const { level, plumb } = judge(candidates, findComponents(written, width, height).components, width, height)
  if (level.length + plumb.length === 0) return { mask, level, plumb, skew: 0 }
  const isAll = level.length === candidates.level.length && plumb.length === candidates.plumb.length
  const clean = isAll ? written : rubOut(columns, rows, level, plumb)
  return { mask: clean, level, plumb, skew: skewOf(level, plumb) }
}

function transposed<T extends Uint8Array | Float32Array>(plane: T, width: number, height: number): T {
  const out = (plane instanceof Uint8Array ? new Uint8Array(plane.length) : new Float32Array(plane.length)) as T
  const block = 32 // both planes stay in the cache
  for (let top = 0; top < height; top += block) {
    const bottom = Math.min(height, top + block)
    for (let left = 0; left < width; left += block) {
      const right = Math.min(width, left + block)
      for (let x = left; x < right; x++) for (let y = top; y < bottom; y++) out[x * height + y] = plane[y * width + x]!
    }
  }
  return out
}

function skewOf(level: readonly PrintedLine[], plumb: readonly PrintedLine[]): number {
  const slope = ({ middle }: PrintedLine) => (middle.at(-1)! - middle[0]!) / Math.max(1, middle.length - 1)
  return Math.atan(level.length > 0 ? medianOf(level.map(slope)) : medianOf(plumb.map(line => -slope(line))))
}

interface Lines {
  readonly level: readonly PrintedLine[]
  readonly plumb: readonly PrintedLine[]
}

/** Which candidates are printed. The rest are strokes: the bar of a 7, a tall 1. */
function judge({ level, plumb }: Lines, rest: readonly Component[], width: number, height: number): Lines {
  const marks = writing(rest, width, height)
  const tall = medianOf(marks.map(mark => mark.height))
  const isRuled = isPattern(level, width)
  const isLong = (line: PrintedLine) => lengthOf(line) > 1.6 * tall && tall > 0
  let acceptedLevel = level.filter(line => isRuled || isLong(line))
  const isSquared = isRuled && isPattern(plumb, height)
  const acceptedPlumb = plumb.filter(line => {
    if (isSquared) return true
    if (crossesWholePage(line, height) && (isRuled || lengthOf(line) > 2.5 * tall) && tall > 0) return true
    return level.length >= 2 && isBoxSide(line, level)
  })
  const sides = acceptedPlumb.filter(line => !isSquared && isBoxSide(line, level))
  if (sides.length >= 2) acceptedLevel = level.filter(line => acceptedLevel.includes(line) || isBoxSide(line, sides))
  return { level: acceptedLevel, plumb: acceptedPlumb }
}

/** What is left without the lines, crumbs and dots not counted. */
function writing(components: readonly Component[], width: number, height: number): Component[] {
  const tallest = Math.max(0, ...components.map(component => component.height))
  const least = Math.max(0.35 * tallest, 0.02 * Math.max(width, height))
  return components.filter(component => component.height >= least)
}

function lengthOf({ from, to }: PrintedLine): number {
  return to - from + 1
}

function crossesWholePage(line: PrintedLine, size: number): boolean {
  return line.from < 0.05 * size && line.to > 0.95 * size
}

/** Three or more lines over most of the page, alike in thickness, at distances that are multiples of one. */
function isPattern(lines: readonly PrintedLine[], size: number): boolean {
  const long = lines.filter(line => lengthOf(line) > 0.6 * size)
  if (long.length < 3) return false
  const typical = medianOf(long.map(line => line.thickness))
  const alike = long.filter(line => line.thickness < 1.6 * typical + 1 && typical < 1.6 * line.thickness + 1)
  if (alike.length < 3) return false
  const places = alike.map(line => line.middle[Math.floor(line.middle.length / 2)]!).sort((a, b) => a - b)
  const gaps = places.slice(1).map((place, i) => place - places[i]!)
  const step = gaps.reduce((least, gap) => Math.min(least, gap), Number.POSITIVE_INFINITY)
  const even = gaps.filter(gap => Math.abs(gap / step - Math.round(gap / step)) < 0.2)
  return step > 2.5 * typical && even.length >= 0.7 * gaps.length
}

/** Whether a line ends on lines of the other direction, as thick and as dark as itself. */
function isBoxSide(line: PrintedLine, others: readonly PrintedLine[]): boolean {
  const endsOn = (step: number, place: number) =>
    others.some(other => {
      const reach = 2 * other.thickness + 3
      if (place < other.from - reach || place > other.to + reach) return false
      const at = other.middle[Math.min(other.middle.length - 1, Math.max(0, Math.round(place) - other.from))]!
      return (
        Math.abs(at - step) <= reach &&
        Math.abs(other.thickness - line.thickness) <= 0.5 * line.thickness + 1 &&
        Math.abs(other.strength - line.strength) < 0.2
      )
    })
  return endsOn(line.from, line.middle[0]!) && endsOn(line.to, line.middle.at(-1)!)
}

/** A new mask without the lines. */
function rubOut(
  columns: Slices,
  rows: Slices,
  level: readonly PrintedLine[],
  plumb: readonly PrintedLine[],
): Uint8Array {
  const [width, height] = [columns.steps, rows.steps]
  const first = { ...columns, mask: Uint8Array.from(columns.mask) }
  const band = new Uint8Array(columns.mask.length)
  for (const line of level) rubOutLine(first, line, band)
  const mask = transposed(first.mask, height, width)
  const bothBands = transposed(band, height, width)
  for (const line of plumb) rubOutLine({ ...rows, mask }, line, bothBands)
  dropCrumbs(mask, bothBands, width, height, Math.max(...level.concat(plumb).map(line => line.thickness)))
  return mask
}

/** How much stronger than the line ink must be to be known as written over it. */
const strongerBy = 0.15

/** Rubs one line out of the mask in place, and marks where it ran. */
function rubOutLine(slices: Slices, line: PrintedLine, band: Uint8Array): void {
  const { mask, strength, across, steps } = slices
  const { thickness } = line
  const thickest = 1.5 * thickness + 1.5
  const over = line.strength + Math.max(strongerBy, 4 * line.spread)
  const reach = thickness / 2 + 1.5
  const extra = Math.ceil(2 * thickness + 4) // the ends fade
  for (let step = Math.max(0, line.from - extra); step <= Math.min(steps - 1, line.to + extra); step++) {
    const middle = line.middle[Math.min(line.middle.length - 1, Math.max(0, step - line.from))]!
    const row = step * across
    const low = Math.max(0, Math.floor(middle - reach))
    const high = Math.min(across - 1, Math.ceil(middle + reach))
    for (let at = low; at <= high; at++) {
      band[row + at] = 1
      if (mask[row + at] === 0) continue
      let start = at
      while (start > 0 && mask[row + start - 1] !== 0) start--
      let end = at
      while (end < across - 1 && mask[row + end + 1] !== 0) end++
      if (end - start + 1 <= thickest) eraseRun(mask, strength, row + start, row + end, over)
      else trimRun(mask, strength, row, start, end, low, high, line)
      at = end
    }
  }
}

/** A run that is only line goes, except for what is stronger than the line. */
function eraseRun(mask: Uint8Array, strength: Float32Array, start: number, end: number, over: number): void {
  let strongest = 0
  for (let at = start; at <= end; at++) strongest = Math.max(strongest, strength[at]!)
  if (strongest > over) return
  mask.fill(0, start, end + 1)
}

/** Of a stroke that stands on a line or hangs from it, the end that is no stronger than the line goes. */
function trimRun(
  mask: Uint8Array,
  strength: Float32Array,
  row: number,
  start: number,
  end: number,
  low: number,
  high: number,
  line: PrintedLine,
): void {
  let strongest = 0
  for (let at = start; at <= end; at++) strongest = Math.max(strongest, strength[row + at]!)
  const limit = (line.strength + strongest) / 2
  if (strongest < line.strength + strongerBy) return
  for (let at = end; at >= Math.max(start, low) && end <= high + 1 && strength[row + at]! < limit; at--)
    mask[row + at] = 0
  for (let at = start; at <= Math.min(end, high) && start >= low - 1 && strength[row + at]! < limit; at++)
    mask[row + at] = 0
}

/** Small bits that lie on a line are what is left of it. */
function dropCrumbs(mask: Uint8Array, band: Uint8Array, width: number, height: number, thickness: number): void {
  const { labels, components } = findComponents(mask, width, height)
  const onLine = new Uint32Array(components.length)
  for (let i = 0; i < mask.length; i++) if (band[i] && labels[i]! >= 0) onLine[labels[i]!]!++
  const isCrumb = components.map(({ area, width: w, height: h, label }) => {
    return Math.min(w, h) <= 2.2 * thickness + 3 && onLine[label]! > 0.5 * area
  })
  for (let i = 0; i < mask.length; i++) if (labels[i]! >= 0 && isCrumb[labels[i]!]) mask[i] = 0
}
