// Where must more lines be on ruled or squared paper? Its lines stand equally far apart, so those that writing hides can be foretold,
// and what is seen of them between the strokes tells whether they are there.
import { medianOf, type PrintedLine, runNear, type Slices } from './printed-lines.ts'

/** Lines of one direction, and the plane they were found in. */
export interface Family {
  readonly slices: Slices
  readonly lines: readonly PrintedLine[]
}

/** Distances that differ by less than this share are the same. */
const sameDistance = 0.15
/** Of the places at which no stroke hides a line, so many must show it. */
const leastShown = 0.6
/** A line is believed from so many slices on. */
const leastSlices = 12

/**
 * The lines of each direction with those added that their distances foretell and the page shows, and all of them drawn out to the
 * borders. Squares are as wide as they are high: a direction with one line has the other one's distance.
 */
export function completeLines(level: Family, plumb: Family): readonly [PrintedLine[], PrintedLine[]] {
  const own = [level, plumb].map(family => distanceOf(family))
  return [complete(level, own[0] ?? own[1]), complete(plumb, own[1] ?? own[0])]
}

/** Height of a line half-way along the page, straight on beyond its ends. */
function placeOf(line: PrintedLine, steps: number): number {
  return placeAt(line, steps / 2)
}

function placeAt({ from, to, middle, slope }: PrintedLine, step: number): number {
  if (step >= from && step <= to) return middle[Math.floor(step) - from]!
  return step < from ? middle[0]! + slope * (step - from) : middle.at(-1)! + slope * (step - to)
}

/** Distance between neighbouring lines half-way along the page; undefined for fewer than two lines or when they are not regular. */
function distanceOf({ lines, slices }: Family): number | undefined {
  const places = lines.map(line => placeOf(line, slices.steps)).sort((a, b) => a - b)
  const thickness = medianOf(lines.map(line => line.thickness))
  const gaps = places.slice(1).map((place, i) => place - places[i]!)
  const wide = gaps.filter(gap => gap > 2 * thickness + 2) // the two edges of a bold line are no two lines
  if (wide.length === 0) return undefined
  const least = wide.reduce((a, b) => Math.min(a, b))
  const counts = wide.map(gap => Math.round(gap / least))
  const distance = wide.reduce((sum, gap) => sum + gap, 0) / counts.reduce((sum, count) => sum + count, 0)
  const fits = wide.filter((gap, i) => Math.abs(gap - counts[i]! * distance) < sameDistance * distance)
  return fits.length >= 0.8 * wide.length ? distance : undefined
}

function complete({ slices, lines }: Family, distance: number | undefined): PrintedLine[] {
  const whole = lines.map(line => drawnOut(line, slices))
  if (distance === undefined || lines.length === 0) return whole
  const sorted = whole.sort((a, b) => placeOf(a, slices.steps) - placeOf(b, slices.steps))
  const added: PrintedLine[] = []
  const tryAt = (line: PrintedLine, shift: (step: number) => number) => {
    const foretold = { ...line, middle: line.middle.map((place, step) => place + shift(step)) }
    const seen = seenAlong(foretold, slices, 0.04 * distance)
    if (seen) added.push(seen)
    return seen
  }
  sorted.slice(1).forEach((below, i) => {
    const above = sorted[i]!
    const count = Math.round((placeOf(below, slices.steps) - placeOf(above, slices.steps)) / distance)
    for (let n = 1; n < count; n++) tryAt(above, step => ((below.middle[step]! - above.middle[step]!) * n) / count)
  })
  // Beyond the first and the last line one follows the other; where one is hidden, the next may still be seen.
  for (const [end, step] of [
    [sorted[0]!, -distance],
    [sorted.at(-1)!, distance],
  ] as const) {
    let last = end
    for (let n = 1, place = placeOf(end, slices.steps) + step; place > 0 && place < slices.across; place += step) {
      const seen = tryAt(last, () => n * step)
      if (seen) last = seen
      n = seen ? 1 : n + 1
    }
  }
  return [...sorted, ...added]
}

/** The same line from border to border. */
function drawnOut(line: PrintedLine, { steps }: Slices): PrintedLine {
  return {
    ...line,
    from: 0,
    to: steps - 1,
    middle: Float32Array.from({ length: steps }, (_, step) => placeAt(line, step)),
  }
}

/**
 * A foretold line where it is seen, or undefined when the page is bare there.
 *
 * @param slack how far it may be from where it should, in pixels
 */
function seenAlong(line: PrintedLine, slices: Slices, slack: number): PrintedLine | undefined {
  const reach = slack + 1.5
  const thickest = 1.5 * line.thickness + 1.5
  const offsets: number[] = []
  const shown: [step: number, place: number][] = []
  let bare = 0
  for (let step = 0; step < slices.steps; step++) {
    const place = line.middle[step]!
    if (place < 0 || place > slices.across - 1) continue
    const run = runNear(slices, step, place, reach)
    if (run === undefined) bare++
    else if (run.length <= thickest) {
      shown.push([step, run.middle])
      offsets.push(run.middle - place)
    }
  }
  if (shown.length < leastSlices || shown.length < leastShown * (shown.length + bare)) return undefined
  const shift = medianOf(offsets)
  const middle = line.middle.map(place => place + shift)
  for (const [step, place] of shown) if (Math.abs(place - middle[step]!) < 1.5) middle[step] = place
  return { ...line, middle }
}
