// How do printed lines go without taking writing with them? Judged first, then rubbed out run by run, crossings kept.
import { removeCombTicks } from './comb-ticks.ts'
import { type Component, findComponents } from './components.ts'
import { type PenOnPrint, tellPenFromPrint } from './pen-on-print.ts'
import { completeLines } from './periodic-lines.ts'
import {
  followLine,
  indexAt,
  linesOf,
  medianOf,
  type PrintedLine,
  runNear,
  type Slices,
  slimmest,
  strengthAt,
  trackRuns,
} from './printed-lines.ts'

/** What was printed on the page. */
export interface LinesRemoved {
  /** 1 where there is ink that somebody wrote, else 0. The mask that was given, when there are no lines. */
  readonly mask: Uint8Array
  /** Lines from left to right and from top to bottom. */
  readonly level: readonly PrintedLine[]
  readonly plumb: readonly PrintedLine[]
  /** Whether they are the lines of ruled or squared paper, and not of a box, under a number or through it. */
  readonly isPaper: boolean
  /** How far the lines fall to the right, in radians; 0 without lines. */
  readonly skew: number
}

/**
 * Removes ruled lines, squares, form boxes and underlines from a mask.
 *
 * A pixel goes only where the ink across the line is hardly thicker than the line itself and no stronger; so strokes that cross a
 * line, run along it or stand on it stay whole. Where the page shows what pen over a line looks like, by its colour or its darkness,
 * every pixel on a line is judged by that instead, see {@link tellPenFromPrint}.
 *
 * @param mask 1 = ink; not changed
 * @param strength ink strength 0 to 1, `width · height`
 * @param traces like `mask`, with what is too faint for ink: there lines are whole that the mask has only in part. @default `mask`
 * @param planes light that ink takes away in each channel, 0 to 1: a pen of another colour is told from the lines. @default `strength`
 * @param isDoubtful whether there are lines at all only where most of the page is lines; otherwise it is texture, and left as it is
 * @see Lopresti and Kavallieratou 2010, "Ruling line removal in handwritten page images"
 */
export function removeLines(
  mask: Uint8Array,
  strength: Float32Array,
  width: number,
  height: number,
  traces: Uint8Array = mask,
  planes: readonly Float32Array[] = [strength],
  isDoubtful = false,
): LinesRemoved {
  const whole: Slices = { mask: traces, strength, steps: height, across: width, isTransposed: false }
  const turned: Slices = {
    ...whole,
    mask: transposed(traces, width, height),
    steps: width,
    across: height,
    isTransposed: true,
  }
  const tracked = { level: trackRuns(turned), plumb: trackRuns(whole) }
  if (isDoubtful && Math.max(tracked.level.longShare, tracked.plumb.longShare) < leastTracked)
    return { mask, level: [], plumb: [], isPaper: false, skew: 0 }
  const traced = { level: linesOf(tracked.level, turned), plumb: linesOf(tracked.plumb, whole, leastSide) }
  if (traced.level.length + traced.plumb.length === 0) return { mask, level: [], plumb: [], isPaper: false, skew: 0 }
  const rows: Slices = { ...whole, mask }
  const columns: Slices = { ...turned, mask: transposed(mask, width, height) }
  const level = wholeLines(traced.level, turned).map(line => asThickAsInk(line, columns))
  const plumb = wholeLines(traced.plumb, whole).flatMap(line => {
    const own = asThickAsInk(line, rows)
    return lengthOf(line) >= slimmest * line.thickness || isSideOfBox(own, level) ? [own] : []
  })
  const candidates = { level, plumb }
  const without = rubOut(columns, rows, candidates)
  const { paper, ...printed } = judge(candidates, findComponents(without, width, height).components, width, height)
  if (printed.level.length + printed.plumb.length === 0) return { mask, level: [], plumb: [], isPaper: false, skew: 0 }
  const lines = paper ? withHidden(printed, paper, turned, whole) : printed
  const isAll = lines.level.length === candidates.level.length && lines.plumb.length === candidates.plumb.length
  const pen = tellPenFromPrint(planes, { slices: columns, lines: lines.level }, { slices: rows, lines: lines.plumb })
  const clean = isAll && !paper && !pen ? without : rubOut(columns, rows, lines, pen)
  const mine = removeCombTicks(clean, width, height, lines.level)
  return { mask: mine, ...lines, isPaper: paper !== undefined, skew: skewOf(lines.level, lines.plumb) }
}

/** Of the thin runs of ruled or squared paper more than this share go on as far as a line, in one direction at least. */
const leastTracked = 0.5

/** Lines followed to where they really end, behind strokes that stand on them; found in two parts, a line is one. */
function wholeLines(lines: readonly PrintedLine[], slices: Slices): PrintedLine[] {
  const kept: PrintedLine[] = []
  for (const line of lines.map(part => followLine(part, slices))) {
    const isKnown = kept.some(other => {
      const [from, to] = [Math.max(line.from, other.from), Math.min(line.to, other.to)]
      if (to - from < 0.5 * lengthOf(line)) return false
      const step = (from + to) >> 1
      return Math.abs(line.middle[step - line.from]! - other.middle[step - other.from]!) < line.thickness
    })
    if (!isKnown) kept.push(line)
  }
  return kept
}

/** A traced line with the thickness that it has in the ink, where it is ink at all: a trace is wider. */
function asThickAsInk(line: PrintedLine, slices: Slices): PrintedLine {
  const lengths: number[] = []
  for (let step = line.from; step <= line.to; step++) {
    const run = runNear(slices, step, line.middle[step - line.from]!, line.thickness / 2)
    if (run && run.length <= line.thickness + 1) lengths.push(run.length)
  }
  return lengths.length < leastInk * lengthOf(line) ? line : { ...line, thickness: medianOf(lengths) }
}

/** Fewer slices of a line than this share do not tell how thick it is. */
const leastInk = 0.1

/** The lines of paper with those that writing hides; margins and boxes that are printed otherwise stay as they are. */
function withHidden({ level, plumb }: Lines, paper: Paper, turned: Slices, whole: Slices): Lines {
  const part = (lines: readonly PrintedLine[]) => [
    lines.filter(line => isAlike(line, paper)),
    lines.filter(line => !isAlike(line, paper)),
  ]
  const [rules, otherLevel] = part(level) as [PrintedLine[], PrintedLine[]]
  const [posts, otherPlumb] = part(plumb) as [PrintedLine[], PrintedLine[]]
  const [allRules, allPosts] = completeLines({ slices: turned, lines: rules }, { slices: whole, lines: posts })
  return { level: [...allRules, ...otherLevel], plumb: [...allPosts, ...otherPlumb] }
}

function transposed(plane: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(plane.length)
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
  return Math.atan(
    level.length > 0 ? medianOf(level.map(line => line.slope)) : -medianOf(plumb.map(line => line.slope)),
  )
}

interface Lines {
  readonly level: readonly PrintedLine[]
  readonly plumb: readonly PrintedLine[]
}

/**
 * Which candidates are printed. The rest are strokes: the bar of a 7, a tall 1.
 *
 * Three lines that cross the whole page and look alike are paper; then whatever looks like them is printed, too. So is a line that
 * is much thinner than the pen and goes from border to border, and with it what looks the same and ends at a border. Otherwise a
 * level line must be longer than any bar of a digit, and a plumb one must end on printed lines at both ends, as the side of a box.
 */
function judge(
  { level, plumb }: Lines,
  rest: readonly Component[],
  width: number,
  height: number,
): Lines & { readonly paper: Paper | undefined } {
  const { tall, pen } = writing(rest, width, height)
  const isHairline = (line: PrintedLine) => line.thickness < hairline * pen && lengthOf(line) > lowSlim * line.thickness
  const isAcross = (line: PrintedLine, size: number) =>
    isHairline(line) && line.from < edge(size) && line.to > size - edge(size)
  const paper =
    paperOf(level, plumb, width, height) ??
    lookOf(
      level.filter(line => isAcross(line, width)),
      plumb.filter(line => isAcross(line, height)),
    )
  const isOfPaper = (line: PrintedLine, size: number) => {
    if (!paper || !isAlike(line, paper)) return false
    return paper.isSure || (isHairline(line) && (line.from < edge(size) || line.to > size - edge(size)))
  }
  const isLevel = (line: PrintedLine) => {
    if (isOfPaper(line, width)) return true
    if (tall === 0 || !isSlim(line)) return false
    const isThin = line.thickness < 0.75 * pen && crossesPage(line, width)
    return lengthOf(line) > (isThin ? 1.15 : 1.6) * tall
  }
  const printed = level.filter(isLevel)
  const isPlumb = (line: PrintedLine) => {
    if ((paper?.isSquared || !paper?.isSure) && isOfPaper(line, height)) return true
    if (crossesPage(line, height) && isSlim(line) && tall > 0 && (paper?.isSure || lengthOf(line) > 2.5 * tall))
      return true
    return level.length >= 2 && isBoxSide(line, level)
  }
  const upright = plumb.filter(isPlumb)
  const sides = upright.filter(line => isBoxSide(line, level))
  if (sides.length < 2) return { level: printed, plumb: upright, paper }
  return { level: level.filter(line => printed.includes(line) || isBoxSide(line, sides)), plumb: upright, paper }
}

/** A line thinner than this share of the pen is not written with it. */
const hairline = 0.6
/** Lines of a low strip are short for their thickness. */
const lowSlim = 8

/** Ends nearer than this to a border lie on it. */
function edge(size: number): number {
  return 2 + 0.01 * size
}

/** A line this many times longer than thick is no side of a small box. */
const slim = 22

function isSlim(line: PrintedLine): boolean {
  return lengthOf(line) > slim * line.thickness
}

/** How the lines of ruled or squared paper look. */
interface Paper {
  readonly thickness: number
  readonly strength: number
  readonly isSquared: boolean
  /** Whether there are enough lines to know it by; otherwise only what ends at a border is believed. */
  readonly isSure: boolean
}

/** Undefined when fewer than three lines cross the page, or all of them stand upright: 1111 is a number. */
function paperOf(
  level: readonly PrintedLine[],
  plumb: readonly PrintedLine[],
  width: number,
  height: number,
): Paper | undefined {
  const rules = level.filter(line => crossesPage(line, width) && isSlim(line))
  const posts = plumb.filter(line => crossesPage(line, height) && lengthOf(line) > lowSlim * line.thickness)
  const look = lookOf(rules, posts)
  if (!look) return undefined
  const like = (lines: readonly PrintedLine[]) => lines.filter(line => isAlike(line, look)).length
  if (like(rules) === 0 || like(rules) + like(posts) < 3) return undefined
  return { ...look, isSquared: like(posts) > 0, isSure: true }
}

/** How lines look that are known to be printed; undefined without any. */
function lookOf(level: readonly PrintedLine[], plumb: readonly PrintedLine[]): Paper | undefined {
  const all = [...level, ...plumb]
  if (all.length === 0) return undefined
  const thickness = medianOf(all.map(line => line.thickness))
  const strength = medianOf(all.map(line => line.strength))
  return { thickness, strength, isSquared: level.length > 0 && plumb.length > 0, isSure: false }
}

function isAlike(line: PrintedLine, { thickness, strength }: { thickness: number; strength: number }): boolean {
  const isAsThick = line.thickness < 1.6 * thickness + 1 && thickness < 1.6 * line.thickness + 1
  return isAsThick && Math.abs(line.strength - strength) < 0.2
}

/** Typical height and stroke of what is left without the lines, crumbs and dots not counted; zeros when nothing is. */
function writing(components: readonly Component[], width: number, height: number): { tall: number; pen: number } {
  const tallest = Math.max(0, ...components.map(component => component.height))
  const least = Math.max(0.35 * tallest, 0.02 * Math.max(width, height))
  const marks = components.filter(component => component.height >= least)
  const tall = medianOf(marks.map(mark => mark.height))
  // A straight stroke has as many pixels as it is long, times its width; a bent one a little more.
  const pen = medianOf(marks.map(({ area, width: w, height: h }) => area / (w + h)))
  return { tall, pen }
}

function lengthOf({ from, to }: PrintedLine): number {
  return to - from + 1
}

function crossesPage(line: PrintedLine, size: number): boolean {
  return line.from < 0.06 * size && line.to > 0.94 * size
}

/** The side of a low box is so many times longer than thick, at least, and a 1 may well be longer. */
const leastSide = 5

/** Whether a line ends on the ends of lines of the other direction: as the side of a box, and as no 1 between two rules. */
function isSideOfBox(line: PrintedLine, others: readonly PrintedLine[]): boolean {
  const atLeft = isBoxSide(line, others, other => other.from)
  return atLeft || isBoxSide(line, others, other => other.to)
}

/**
 * Whether a line ends on lines of the other direction, as dark as itself and not much thinner.
 *
 * @param where of each of them it has to end, when that matters
 */
function isBoxSide(line: PrintedLine, others: readonly PrintedLine[], where?: (other: PrintedLine) => number): boolean {
  const endsOn = (step: number, place: number) =>
    others.some(other => {
      const reach = 2 * other.thickness + 3
      if (where && Math.abs(where(other) - place) > reach) return false
      if (place < other.from - reach || place > other.to + reach) return false
      const at = other.middle[Math.min(other.middle.length - 1, Math.max(0, Math.round(place) - other.from))]!
      return Math.abs(at - step) <= reach && isAlike(line, other)
    })
  return endsOn(line.from, line.middle[0]!) && endsOn(line.to, line.middle.at(-1)!)
}

/** A new mask without the lines. */
function rubOut(columns: Slices, rows: Slices, { level, plumb }: Lines, pen?: PenOnPrint): Uint8Array {
  const [width, height] = [columns.steps, rows.steps]
  const first = { ...columns, mask: Uint8Array.from(columns.mask) }
  const band = new Uint8Array(columns.mask.length)
  for (const line of level) rubOutLine(first, line, band, pen)
  const mask = transposed(first.mask, height, width)
  const bothBands = transposed(band, height, width)
  for (const line of plumb) rubOutLine({ ...rows, mask }, line, bothBands, pen)
  dropCrumbs(mask, bothBands, width, height, Math.max(...level.concat(plumb).map(line => line.thickness)))
  return mask
}

/** How much stronger than the line ink must be to be known as written over it. */
const strongerBy = 0.15

/** Rubs one line out of the mask in place, and marks where it ran. */
function rubOutLine(slices: Slices, line: PrintedLine, band: Uint8Array, pen?: PenOnPrint): void {
  const { mask, across, steps } = slices
  const { thickness } = line
  const thickest = 1.5 * thickness + 1.5
  const over = line.strength + Math.max(strongerBy, 4 * line.spread)
  const reach = thickness / 2 + 1.5
  const core = thickness / 2 + 0.5 // a thin run that does not reach so far in lies beside the line
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
      const isBeside = start > middle + core || end < middle - core
      const isThick = end - start + 1 > thickest
      if (isThick && pen) keepPen(slices, step, Math.max(start, low), Math.min(end, high), pen, 0)
      else if (isThick) trimRun(slices, step, start, end, low, high, line)
      else if (!isBeside && pen) keepPen(slices, step, start, end, pen, seed)
      else if (!isBeside && strongestIn(slices, step, start, end) <= over) mask.fill(0, row + start, row + end + 1)
      at = end
    }
  }
}

/** Pixels more like pen than this, on a scale of 0 as the line to 1 as strokes over it, are pen... */
const grown = 0.15
/** ... where a run as thin as the line has one that is more like it than this. */
const seed = 0.5

/** Of a run, what is no pen goes: all of it when nothing in it is more like pen than `least`. */
function keepPen(slices: Slices, step: number, start: number, end: number, pen: PenOnPrint, least: number): void {
  const { mask, across } = slices
  const likeness: number[] = []
  for (let at = start; at <= end; at++) likeness.push(pen(indexAt(slices, step, at)))
  const isPen = Math.max(...likeness) > least
  likeness.forEach((value, n) => {
    if (!isPen || value < grown) mask[step * across + start + n] = 0
  })
}

function strongestIn(slices: Slices, step: number, start: number, end: number): number {
  let strongest = 0
  for (let at = start; at <= end; at++) strongest = Math.max(strongest, strengthAt(slices, step, at))
  return strongest
}

/** Of a stroke that stands on a line or hangs from it, the end that is no stronger than the line goes. */
function trimRun(
  slices: Slices,
  step: number,
  start: number,
  end: number,
  low: number,
  high: number,
  line: PrintedLine,
): void {
  const strongest = strongestIn(slices, step, start, end)
  if (strongest < line.strength + strongerBy) return
  const limit = (line.strength + strongest) / 2
  const row = step * slices.across
  for (let at = end; at >= Math.max(start, low) && end <= high + 1 && strengthAt(slices, step, at) < limit; at--)
    slices.mask[row + at] = 0
  for (let at = start; at <= Math.min(end, high) && start >= low - 1 && strengthAt(slices, step, at) < limit; at++)
    slices.mask[row + at] = 0
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
