// Is there pen over a printed line? The page itself tells how its lines look bare, and how where a stroke crosses them.
import { indexAt, type PrintedLine, runNear, type Slices, solve3 } from './printed-lines.ts'

/** Lines of one direction, and the mask they lie in. */
export interface PrintedIn {
  readonly slices: Slices
  readonly lines: readonly PrintedLine[]
}

/**
 * How far a pixel on a printed line looks like pen: 0 or less as bare lines do, 1 as strokes over lines usually do.
 *
 * @param i index of the pixel in the picture
 */
export type PenOnPrint = (i: number) => number

/** Fewer pixels do not tell what lines or crossings look like. */
const fewest = 40
/** More of them tell nothing new. */
const most = 4000
/** Bare lines are bare where this share of their pixels looks less like pen... */
const bareShare = 0.95
/** ... and pen can be told from them when so many of the pixels where strokes cross look more like it. */
const crossingShare = 0.8
/** The way from a bare line to a crossed one is so much of the way from paper: otherwise the soft edges of strokes would be lost. */
const leastGap = 0.2
/** A pen no more like itself on lines than this, in squared levels of 0 to 1, is noise of rounding. */
const rounding = (2 / 255) ** 2

/**
 * Learns to tell pen over a line from a bare line, by colour or darkness: Fisher's linear discriminant between pixels of lines
 * without ink beside them and pixels where a run of ink goes on at both sides of the line. Crossings of lines are left out.
 *
 * @param planes light taken away in each channel, 0 to 1: three or one
 * @returns undefined when the page does not show the two apart: too few crossings, a pen that looks like the lines
 */
export function tellPenFromPrint(
  planes: readonly Float32Array[],
  level: PrintedIn,
  plumb: PrintedIn,
): PenOnPrint | undefined {
  const seen: Samples = { bare: [], fringe: [], crossed: [] }
  collect(level, placesOf(plumb), seen)
  collect(plumb, placesOf(level), seen)
  if (seen.bare.length < fewest || seen.crossed.length < fewest) return undefined
  const [bare, fringe, crossed] = [thinned(seen.bare), thinned(seen.fringe), thinned(seen.crossed)]
  const first = discriminant(planes, [...bare, ...fringe], crossed)
  // Strokes that run along a line lie among what was taken for bare.
  const middle = (quantileOf(bare, first, 0.5) + quantileOf(crossed, first, 0.5)) / 2
  const line = bare.filter(i => first(i) < middle)
  const score = discriminant(planes, [...line, ...fringe], crossed)
  const none = quantileOf(line, score, bareShare)
  const usual = quantileOf(crossed, score, 0.5)
  const isApart = usual - none > leastGap * Math.max(Math.abs(usual), Math.abs(none))
  if (!isApart || quantileOf(crossed, score, 1 - crossingShare) <= none) return undefined
  return i => (score(i) - none) / (usual - none)
}

/** 1 at the pixels that lines cover, in the order of the picture. */
function placesOf({ slices, lines }: PrintedIn): Uint8Array {
  const out = new Uint8Array(slices.mask.length)
  for (const { from, to, middle, thickness } of lines) {
    const reach = thickness / 2 + 2
    for (let step = from; step <= to; step++) {
      const place = middle[step - from]!
      const last = Math.min(slices.across - 1, Math.floor(place + reach))
      for (let at = Math.max(0, Math.ceil(place - reach)); at <= last; at++) out[indexAt(slices, step, at)] = 1
    }
  }
  return out
}

/** Pixels by what they show. */
interface Samples {
  /** Hearts of lines without ink beside them. */
  readonly bare: number[]
  /** What is around such a heart, down to the paper beside the line. */
  readonly fringe: number[]
  /** Lines and what is around them where ink goes on at both sides: pen, with the line under it and without. */
  readonly crossed: number[]
}

function collect({ slices, lines }: PrintedIn, others: Uint8Array, { bare, fringe, crossed }: Samples): void {
  for (const { from, to, middle, thickness } of lines) {
    const half = thickness / 2
    for (let step = from; step <= to; step++) {
      const place = middle[step - from]!
      if (place < 0 || place > slices.across - 1 || others[indexAt(slices, step, Math.round(place))]) continue
      const run = runNear(slices, step, place, half + 0.5)
      const [start, end] = run ? [run.middle - run.length / 2, run.middle + run.length / 2] : [place, place]
      const isCrossed = start < place - half - 2 && end > place + half + 2
      if (!isCrossed && end - start > 1.5 * thickness + 1.5) continue
      const heart = Math.min(slices.across - 1, Math.round(run ? run.middle : place))
      const last = Math.min(slices.across - 1, Math.floor(place + half + 1))
      for (let at = Math.max(0, Math.ceil(place - half - 1)); at <= last; at++)
        (isCrossed ? crossed : at === heart ? bare : fringe).push(indexAt(slices, step, at))
    }
  }
}

function thinned(pixels: readonly number[]): readonly number[] {
  const stride = Math.ceil(pixels.length / most)
  return stride > 1 ? pixels.filter((_, n) => n % stride === 0) : pixels
}

/** @see Fisher 1936, "The use of multiple measurements in taxonomic problems" */
function discriminant(planes: readonly Float32Array[], a: readonly number[], b: readonly number[]): PenOnPrint {
  const [one] = planes as [Float32Array]
  if (planes.length === 1) return i => one[i]!
  const [red, green, blue] = planes as [Float32Array, Float32Array, Float32Array]
  const mean = (pixels: readonly number[]) =>
    planes.map(plane => pixels.reduce((sum, i) => sum + plane[i]!, 0) / pixels.length)
  const means = [mean(a), mean(b)] as const
  const scatter = (j: number, k: number) =>
    [a, b].reduce((all, pixels, n) => {
      const [mj, mk] = [means[n]![j]!, means[n]![k]!]
      return all + pixels.reduce((sum, i) => sum + (planes[j]![i]! - mj) * (planes[k]![i]! - mk), 0) / pixels.length
    }, 0)
  const [rr, rg, rb, gg, gb, bb] = [
    scatter(0, 0),
    scatter(0, 1),
    scatter(0, 2),
    scatter(1, 1),
    scatter(1, 2),
    scatter(2, 2),
  ]
  const [u, v, w] = solve3(
    [
      [rr + rounding, rg, rb],
      [rg, gg + rounding, gb],
      [rb, gb, bb + rounding],
    ],
    means[1].map((value, k) => value - means[0][k]!),
  )
  return i => u * red[i]! + v * green[i]! + w * blue[i]!
}

function quantileOf(pixels: readonly number[], score: PenOnPrint, share: number): number {
  return Float64Array.from(pixels, score).sort()[Math.floor(share * (pixels.length - 1))]!
}
