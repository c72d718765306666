// Which ink is printed? Long, thin, straight lines that run along the page: rules, squares, boxes, underlines.
//
// Everything here looks for lines in one direction, along "steps"; a slice is what lies across them at one step. For lines that run
// from left to right a slice is a column, so the caller passes the transposed mask; for those that run down it is a row.

/** One line, slice by slice. */
export interface PrintedLine {
  /** First and last step. */
  readonly from: number
  readonly to: number
  /** Middle of the line in every slice from `from` to `to`, in pixels; straight across gaps. */
  readonly middle: Float32Array
  /** How far it moves across per step, over its whole length. */
  readonly slope: number
  /** Typical thickness in pixels, across. */
  readonly thickness: number
  /** Median ink strength of its middle, 0 to 1. */
  readonly strength: number
  /** Spread of the same (1.48 times the median deviation). */
  readonly spread: number
}

/** A plane whose rows are slices. */
export interface Slices {
  /** 1 = ink, else 0; `steps · across`. */
  readonly mask: Uint8Array
  /** Ink strength 0 to 1, in the picture's own order: `strengthAt` finds its way. */
  readonly strength: Float32Array
  readonly steps: number
  readonly across: number
  /** Whether slices are columns of the picture. */
  readonly isTransposed: boolean
}

/** Index in the picture of a place of a slice. */
export function indexAt({ steps, across, isTransposed }: Slices, step: number, place: number): number {
  return isTransposed ? place * steps + step : step * across + place
}

/** Ink strength at a place of a slice. */
export function strengthAt(slices: Slices, step: number, place: number): number {
  return slices.strength[indexAt(slices, step, place)]!
}

/** The run of ink nearest to a place of a slice, its middle and length in pixels; undefined on bare paper. */
export function runNear(
  { mask, across }: Slices,
  step: number,
  place: number,
  reach: number,
): { middle: number; length: number } | undefined {
  const row = step * across
  const low = Math.max(0, Math.ceil(place - reach))
  const high = Math.min(across - 1, Math.floor(place + reach))
  let nearest = -1
  for (let at = low; at <= high; at++) {
    if (mask[row + at] && (nearest < 0 || Math.abs(at - place) < Math.abs(nearest - place))) nearest = at
  }
  if (nearest < 0) return undefined
  let start = nearest
  while (start > 0 && mask[row + start - 1]) start--
  let end = nearest
  while (end < across - 1 && mask[row + end + 1]) end++
  return { middle: (start + end) / 2, length: end - start + 1 }
}

/** Behind strokes a line is followed for this share of what was seen of it: so well its slope is known. */
const hiddenShare = 0.6
/** Slices without ink after which a line has ended. */
const endsAfter = 4

/** A line drawn out at both ends as far as thin runs go on, behind strokes too. */
export function followLine(line: PrintedLine, slices: Slices): PrintedLine {
  const behind = placesBeyond(line, slices, 1)
  const before = placesBeyond(line, slices, -1).reverse()
  if (behind.length + before.length === 0) return line
  const middle = Float32Array.from([...before, ...line.middle, ...behind])
  return { ...line, from: line.from - before.length, to: line.to + behind.length, middle }
}

function placesBeyond(line: PrintedLine, slices: Slices, direction: 1 | -1): number[] {
  const { from, to, middle, thickness } = line
  const longestGap = Math.max(2 * gapShare * Math.max(slices.steps, slices.across), hiddenShare * (to - from))
  const places: number[] = []
  let [place, seen, bare] = [middle.at(direction > 0 ? -1 : 0)!, 0, 0]
  for (let step = direction > 0 ? to + 1 : from - 1; step >= 0 && step < slices.steps; step += direction) {
    place += direction * line.slope
    const run = runNear(slices, step, place, 2)
    if (run === undefined && ++bare > endsAfter) break
    if (run && run.length <= 1.5 * thickness + 1.5) {
      bare = 0
      place += 0.2 * (run.middle - place)
      seen = places.length + 1
    } else if (places.length - seen > longestGap) break
    places.push(place)
  }
  return places.slice(0, seen)
}

/** Printed lines are thinner than this share of the longer side. */
const thickestShare = 0.035
/** ... or, in a picture of few pixels, where they are enlarged, this thick in working pixels. */
const thickestOfFew = 10
/** Steeper ones are no lines of this direction: 17 degrees. */
const steepest = 0.3
/** A stroke that crosses hides a line for so long, as a share of the longer side. */
const gapShare = 0.04
/** A line is at least so many times longer than thick... */
export const slimmest = 12
/** ... and at least this share of the picture's length. */
const shortest = 0.1
/** A line is seen on at least this share of its length; the rest is hidden by writing or too faint. */
const leastSeen = 0.4

/**
 * Tracks along the steps: thin runs of ink in neighbouring slices, linked. Cheap beside {@link linesOf}, and tells whether that is
 * worth while.
 */
export function trackRuns(slices: Slices): Tracks {
  const runs = thinRuns(slices)
  const tracks = linkRuns(slices, runs)
  const long = tracks.filter(({ steps }) => steps.length >= shortest * slices.steps)
  const inLong = long.reduce((sum, { steps }) => sum + steps.length, 0)
  return { tracks, longShare: inLong / Math.max(1, runs.middle.length) }
}

/** What {@link trackRuns} found in one direction. */
export interface Tracks {
  readonly tracks: readonly Track[]
  /** Share of the thin runs that are part of a track as long as a line: nearly all on ruled paper, a third at most in noise. */
  readonly longShare: number
}

/**
 * Lines along the steps, longest first: tracks that continue each other are one line, and what is long, slim, even and straight
 * enough is returned. Whether it is printed or written is for the caller to judge.
 *
 * @param tracks of the same slices
 * @param leastSlim a line is so many times longer than thick, at least
 * @see Dalitz et al. 2008, "A comparative study of staff removal algorithms": line tracking
 */
export function linesOf({ tracks }: Tracks, slices: Slices, leastSlim = slimmest): PrintedLine[] {
  return joinTracks(tracks, slices)
    .map(points => describeLine(points, slices, leastSlim))
    .filter(line => line !== undefined)
    .sort((a, b) => b.to - b.from - (a.to - a.from))
}

/** Runs of ink across, no thicker than a line can be, slice after slice. */
interface Runs {
  readonly middle: Float32Array
  readonly length: Uint16Array
  /** Index of the first run of each slice, and one more. */
  readonly first: Int32Array
}

function thickestLine({ steps, across }: Slices): number {
  return Math.max(thickestOfFew, Math.round(thickestShare * Math.max(steps, across)))
}

function thinRuns(slices: Slices): Runs {
  const { mask, steps, across } = slices
  const thickest = thickestLine(slices)
  const first = new Int32Array(steps + 1)
  let middle = new Float32Array(4 * steps)
  let length = new Uint16Array(4 * steps)
  let count = 0
  let at = mask.indexOf(1)
  for (let step = 0; step < steps; step++) {
    first[step] = count
    const end = (step + 1) * across
    for (; at >= 0 && at < end; at = mask.indexOf(1, at)) {
      const start = at
      while (at < end && mask[at] !== 0) at++
      if (at - start > thickest) continue
      if (count === middle.length) {
        middle = grown(middle, new Float32Array(2 * count))
        length = grown(length, new Uint16Array(2 * count))
      }
      middle[count] = (start + at - 1) / 2 - step * across
      length[count++] = at - start
    }
  }
  first[steps] = count
  return { middle: middle.subarray(0, count), length: length.subarray(0, count), first }
}

function grown<T extends Float32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}

/** A chain of thin runs: for every slice in which it was seen, where and how thick. */
export interface Track {
  readonly steps: number[]
  readonly middles: number[]
  readonly lengths: number[]
}

/** A track that may go on. */
interface Open extends Track {
  /** Where its middle should be in this slice. */
  expected: number
  meanLength: number
}

/** Tracks of fewer slices are the ends and corners of strokes. */
const leastSlices = 8

function linkRuns(slices: Slices, { middle, length, first }: Runs): Track[] {
  const longestGap = Math.max(6, Math.round(gapShare * Math.max(slices.steps, slices.across)))
  const done: Track[] = []
  let open: Open[] = []
  const finish = (track: Open) => {
    if (track.steps.length >= leastSlices) done.push(track)
  }
  for (let step = 0; step < slices.steps; step++) {
    const still: Open[] = []
    for (const track of open) {
      const gap = step - track.steps.at(-1)!
      // What has hardly begun must go on without a gap: crumbs would keep hundreds of tracks open.
      if (gap > Math.min(longestGap, track.steps.length)) finish(track)
      else {
        track.expected = track.middles.at(-1)! + slopeOf(track) * gap
        still.push(track)
      }
    }
    open = still.sort((a, b) => a.expected - b.expected)
    let near = 0
    const started: Open[] = []
    for (let run = first[step]!; run < first[step + 1]!; run++) {
      while (near < open.length && open[near]!.expected < middle[run]! - 4) near++
      const track = closest(open, near, middle[run]!, length[run]!, step)
      if (track) extend(track, step, middle[run]!, length[run]!)
      else started.push(startTrack(step, middle[run]!, length[run]!))
    }
    open.push(...started)
  }
  open.forEach(finish)
  return done
}

function closest(open: readonly Open[], near: number, middle: number, length: number, step: number): Open | undefined {
  let best: Open | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (let i = near; i < open.length && open[i]!.expected < middle + 4; i++) {
    const track = open[i]!
    const gap = step - track.steps.at(-1)!
    const distance = Math.abs(track.expected - middle)
    if (gap === 0 || distance > Math.min(3.5, 1.25 + 0.05 * gap) || distance >= bestDistance) continue
    if (length > 1.8 * track.meanLength + 1.5) continue
    best = track
    bestDistance = distance
  }
  return best
}

function startTrack(step: number, middle: number, length: number): Open {
  return { steps: [step], middles: [middle], lengths: [length], expected: middle, meanLength: length }
}

function extend(track: Open, step: number, middle: number, length: number): void {
  track.steps.push(step)
  track.middles.push(middle)
  track.lengths.push(length)
  track.meanLength += (length - track.meanLength) / Math.min(track.steps.length, 32)
}

/** Slope over about the last hundred slices seen; 0 before there are enough to tell. */
function slopeOf({ steps, middles }: Track): number {
  const last = steps.length - 1
  const before = Math.max(0, last - 100)
  const reach = steps[last]! - steps[before]!
  return reach < 16 ? 0 : (middles[last]! - middles[before]!) / reach
}

/** Joins tracks that continue each other: a line goes on behind writing and where it was too faint to be seen. */
function joinTracks(tracks: readonly Track[], slices: Slices): Track[] {
  const longestGap = 0.35 * Math.max(slices.steps, slices.across)
  const lines: Track[] = []
  for (const track of [...tracks].sort((a, b) => a.steps[0]! - b.steps[0]!)) {
    const before = lines.find(line => continues(line, track, longestGap) && !isBare(line, track, slices))
    if (!before) lines.push(track)
    else {
      for (const key of ['steps', 'middles', 'lengths'] as const)
        for (const value of track[key]) before[key].push(value)
    }
  }
  return lines
}

function continues(line: Track, track: Track, longestGap: number): boolean {
  const end = line.steps.at(-1)!
  const gap = track.steps[0]! - end
  if (gap <= 0 || gap > Math.min(longestGap, 3 * (end - line.steps[0]!), 6 * track.steps.length)) return false
  const expected = line.middles.at(-1)! + longSlope(line) * gap
  return Math.abs(expected - track.middles[0]!) < 2 + 0.02 * gap
}

/** Whether there is paper between two tracks: the bars of two sevens stand in one line, and are none. */
function isBare(line: Track, track: Track, slices: Slices): boolean {
  const [from, to] = [line.steps.at(-1)!, track.steps[0]!]
  const least = 0.4 * Math.min(typicalStrength(line, slices), typicalStrength(track, slices))
  let bare = 0
  for (let step = from + 1; step < to; step++) {
    const share = (step - from) / (to - from)
    const middle = Math.round(line.middles.at(-1)! * (1 - share) + track.middles[0]! * share)
    let strongest = 0
    for (let place = Math.max(0, middle - 1); place <= Math.min(slices.across - 1, middle + 1); place++) {
      strongest = Math.max(strongest, strengthAt(slices, step, place))
    }
    if (strongest < least) bare++
  }
  return bare > 3 + 0.15 * (to - from)
}

function typicalStrength({ steps, middles }: Track, slices: Slices): number {
  const stride = Math.max(1, steps.length >> 5) // some thirty places are enough
  const values: number[] = []
  for (let i = 0; i < steps.length; i += stride) values.push(strengthAt(slices, steps[i]!, Math.round(middles[i]!)))
  return medianOf(values)
}

/** Slope by least squares over the last few hundred slices seen. */
function longSlope({ steps, middles }: Track): number {
  const from = Math.max(0, steps.length - 300)
  const n = steps.length - from
  let [meanX, meanY, top, bottom] = [0, 0, 0, 0]
  for (let i = from; i < steps.length; i++) {
    meanX += steps[i]! / n
    meanY += middles[i]! / n
  }
  for (let i = from; i < steps.length; i++) {
    top += (steps[i]! - meanX) * (middles[i]! - meanY)
    bottom += (steps[i]! - meanX) ** 2
  }
  return bottom < 60 ? 0 : top / bottom
}

/** The line through the points, or undefined when they are too short, thick, gappy, steep or crooked for one. */
function describeLine({ steps, middles, lengths }: Track, slices: Slices, leastSlim: number): PrintedLine | undefined {
  const from = steps[0]!
  const to = steps.at(-1)!
  const span = to - from + 1
  const thickness = medianOf(lengths)
  if (span < leastSlim * thickness || span < shortest * slices.steps || steps.length < leastSeen * span)
    return undefined
  const { bend, slope, residual, at } = fitCurve(steps, middles)
  if (Math.abs(slope) > steepest || Math.abs(bend) > 0.03 * span || residual > 0.6 + 0.25 * thickness) return undefined
  const off = steps.map((step, i) => Math.abs(middles[i]! - at(step)))
  const most = Math.max(1.2, 3 * medianOf(off))
  if (off.some(distance => distance > most)) {
    // For some slices the track went along a stroke instead.
    const onLine = (values: readonly number[]) => values.filter((_, i) => off[i]! <= most)
    return describeLine({ steps: onLine(steps), middles: onLine(middles), lengths: onLine(lengths) }, slices, leastSlim)
  }
  const middle = new Float32Array(span)
  for (let i = 0; i < steps.length; i++) {
    middle[steps[i]! - from] = middles[i]!
    const next = steps[i + 1]
    if (next === undefined) break
    for (let step = steps[i]! + 1; step < next; step++) {
      const share = (step - steps[i]!) / (next - steps[i]!)
      middle[step - from] = middles[i]! * (1 - share) + middles[i + 1]! * share
    }
  }
  const values = steps.map((step, i) => strengthAt(slices, step, Math.round(middles[i]!)))
  const strength = medianOf(values)
  const spread = 1.4826 * medianOf(values.map(value => Math.abs(value - strength)))
  return { from, to, middle, slope, thickness, strength, spread }
}

/** Least squares parabola: its height over the chord, its slope, the root of the mean squared rest, and the curve. */
function fitCurve(x: readonly number[], y: readonly number[]) {
  const n = x.length
  const centre = (x[0]! + x.at(-1)!) / 2
  const half = Math.max(1, (x.at(-1)! - x[0]!) / 2)
  const s = [0, 0, 0, 0, 0]
  const t = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const u = (x[i]! - centre) / half
    let power = 1
    for (let k = 0; k < 5; k++) {
      s[k]! += power
      if (k < 3) t[k]! += power * y[i]!
      power *= u
    }
  }
  const scaled = (value: number) => (value - centre) / half
  const [a, b, c] = solve3(
    [
      [s[0]!, s[1]!, s[2]!],
      [s[1]!, s[2]!, s[3]!],
      [s[2]!, s[3]!, s[4]!],
    ],
    t,
  )
  let squares = 0
  for (let i = 0; i < n; i++) {
    const u = (x[i]! - centre) / half
    squares += (y[i]! - a - b * u - c * u * u) ** 2
  }
  const at = (step: number) => a + b * scaled(step) + c * scaled(step) ** 2
  return { bend: c, slope: b / half, residual: Math.sqrt(squares / n), at }
}

/** Three linear equations by Cramer's rule; a constant when they do not determine a curve. */
export function solve3(
  m: readonly (readonly [number, number, number])[],
  t: readonly number[],
): [number, number, number] {
  const [p, q, r] = m as [[number, number, number], [number, number, number], [number, number, number]]
  const det = (a: readonly number[], b: readonly number[], c: readonly number[]) =>
    a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) -
    a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) +
    a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)
  const whole = det(p, q, r)
  if (Math.abs(whole) < 1e-9) return [t[0]! / Math.max(1, p[0]), 0, 0]
  const column = (k: number) => [p, q, r].map((row, i) => row.map((value, j) => (j === k ? t[i]! : value)))
  const [a, b, c] = [0, 1, 2].map(k => {
    const [x, y, z] = column(k)
    return det(x!, y!, z!) / whole
  })
  return [a!, b!, c!]
}

/** Middle value (the upper one of two); 0 for none. */
export function medianOf(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? 0
}
