// Where could a mark be cut into digits? Paths from top to bottom that cross as little ink as can be.
import { areaAverage } from './resample.ts'
import type { Segment } from './segment.ts'

/** A way to part a mark in a left and a right side. */
export interface Cut {
  /** For every row of the segment's area the first column of the right side, 0 to `area.width`. */
  readonly columns: Int32Array
  /** Ink that the cut goes through, in stroke widths: 0 along a gap, 1 across one stroke. */
  readonly strokesCut: number
}

/** Rows on which paths are searched; digits of MNIST's proportions have strokes of 5 there. */
const fineRows = 40
/** Cost of a step aside, in ink pixels: a cut at 45 degrees costs as much as a third of a stroke. */
const asideCost = 0.04
/** A cut through more ink than this would cut a stroke lengthwise. */
const mostStrokes = 5
/** Two cuts that are nearer than this share of the height are one. */
const apart = 0.06
/** Share of the squared height that must be ink on either side. */
const leastInk = 0.015

/**
 * Candidates for cuts between touching digits, from left to right, not crossing each other.
 *
 * Two families, of which the cheapest are kept, one of each that run close together:
 *
 * - For every place in three rows (a quarter, a half and three quarters down) dynamic programming finds the path through it, from
 *   top to bottom, that crosses the least ink; where that is locally least, the path is a candidate. Straight cuts, slanted ones
 *   and those that follow a contour are all such paths.
 * - Where the walls of two digits have become one wall, no path through it is cheap. But the outline dips where they part, above
 *   and below: straight from a dip in the upper outline to one in the lower outline is a candidate as well.
 *
 * @param most how many cuts at most; the cheapest are kept
 * @see Wang and Jean, "Segmentation of merged characters by neural networks and shortest path", Pattern Recognition 27, 1994
 * @see Congedo, Dimauro, Impedovo and Pirlo, "Segmentation of numeric strings", ICDAR 1995, for cuts from dips of the outline
 */
export function findCuts(segment: Segment, most: number): Cut[] {
  const { area, mask } = segment
  const scale = Math.min(1, fineRows / area.height)
  const width = Math.max(1, Math.round(area.width * scale))
  const height = Math.max(1, Math.round(area.height * scale))
  if (width < 4 || height < 8) return []
  const ink = areaAverage(mask, area.width, area.height, width, height)
  const stroke = strokeOf(ink, width, height)
  const paths = [...cheapestPaths(ink, width, height), ...pathsBetweenDips(ink, width, height)]
    .filter(({ columns, inkCut }) => inkCut < mostStrokes * stroke && hasInkOnBothSides(columns, ink, width, height))
    .sort((a, b) => a.cost - b.cost)
  const kept: Path[] = []
  for (const path of paths) {
    if (kept.length === most) break
    if (kept.every(other => distance(path, other) >= apart * height)) kept.push(path)
  }
  const cuts = kept
    .sort((a, b) => mean(a.columns) - mean(b.columns))
    .map(({ columns, inkCut }) => ({ columns: toArea(columns, area, width, height), strokesCut: inkCut / stroke }))
  return inOrder(cuts, segment, leastInk * area.height ** 2)
}

/** Cuts that do not cross, those left out that have hardly any ink between them and the one before. */
function inOrder(cuts: readonly Cut[], { area, mask }: Segment, least: number): Cut[] {
  const kept: Cut[] = []
  for (const cut of cuts) {
    const before = kept.at(-1)?.columns
    let between = 0
    for (let y = 0; y < area.height; y++) {
      const from = before?.[y] ?? 0
      cut.columns[y] = Math.max(from, cut.columns[y]!)
      for (let x = from; x < cut.columns[y]!; x++) between += mask[y * area.width + x]!
    }
    if (between > least / 2) kept.push(cut)
  }
  return kept
}

interface Path {
  /** Column in every row of the fine plane. */
  readonly columns: Int32Array
  readonly cost: number
  readonly inkCut: number
}

/** Area over half of the outline's length: the width of a long stroke. */
function strokeOf(ink: Float32Array, width: number, height: number): number {
  let area = 0
  let edges = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = ink[y * width + x]!
      area += value
      edges += Math.abs(value - (x + 1 < width ? ink[y * width + x + 1]! : 0))
      edges += Math.abs(value - (y + 1 < height ? ink[(y + 1) * width + x]! : 0))
    }
  }
  // A slanted edge is counted once for its run and once for its rise: on average 4/pi times its length.
  return Math.max(1, (2 * area) / Math.max(1, (edges * Math.PI) / 4))
}

/** For three rows, the least-cost path through each place where that cost has a local minimum. */
function cheapestPaths(ink: Float32Array, width: number, height: number): Path[] {
  const above = sweep(ink, width, height, 1)
  const below = sweep(ink, width, height, -1)
  return [0.25, 0.5, 0.75].flatMap(share => {
    const row = Math.round(share * (height - 1))
    const total = Float64Array.from({ length: width }, (_, x) => {
      return above.cost[row * width + x]! + below.cost[row * width + x]! - ink[row * width + x]!
    })
    return localMinima(total).map(x => {
      const columns = new Int32Array(height)
      columns[row] = x
      for (let y = row; y > 0; y--) columns[y - 1] = columns[y]! + above.step[y * width + columns[y]!]!
      for (let y = row; y < height - 1; y++) columns[y + 1] = columns[y]! + below.step[y * width + columns[y]!]!
      let inkCut = 0
      for (let y = 0; y < height; y++) inkCut += ink[y * width + columns[y]!]!
      return { columns, cost: total[x]!, inkCut }
    })
  })
}

/** A cut between dips costs so much of its ink: it may run along a wall. */
const dipDiscount = 0.4
/** Least depth of a dip, as a share of the height. */
const leastDip = 0.06

/** Straight paths from dips of the upper outline to dips of the lower one that are roughly below. */
function pathsBetweenDips(ink: Float32Array, width: number, height: number): Path[] {
  const top = outline(ink, width, height, false)
  const bottom = outline(ink, width, height, true)
  const upper = localMinima(top.map(y => -y)).filter(x => depthOf(top, x) > leastDip * height)
  const lower = localMinima(bottom.map(y => -y)).filter(x => depthOf(bottom, x) > leastDip * height)
  const pairs = upper.flatMap(x => {
    const near = lower.filter(other => Math.abs(other - x) < 0.35 * height)
    return near.length > 0 ? near.map(other => [x, other] as const) : [[x, x] as const]
  })
  for (const x of lower) if (upper.every(other => Math.abs(other - x) >= 0.35 * height)) pairs.push([x, x])
  return pairs.map(([from, to]) => {
    const start = Math.min(height - 1, top[from]!)
    const end = Math.max(start + 1, height - 1 - bottom[to]!)
    let inkCut = 0
    const columns = Int32Array.from({ length: height }, (_, y) => {
      const share = Math.min(1, Math.max(0, (y - start) / (end - start)))
      const x = Math.round(from + (to - from) * share)
      inkCut += ink[y * width + x]!
      return x
    })
    return { columns, cost: dipDiscount * inkCut, inkCut }
  })
}

/** For every column how far the ink is from the top, or from the bottom. */
function outline(ink: Float32Array, width: number, height: number, fromBottom: boolean): Float64Array {
  return Float64Array.from({ length: width }, (_, x) => {
    let y = 0
    while (y < height && ink[(fromBottom ? height - 1 - y : y) * width + x]! < 0.5) y++
    return y
  })
}

/** How deep the outline is at x below the lower one of the ridges at its two sides. */
function depthOf(profile: Float64Array, x: number): number {
  const ridge = (step: 1 | -1) => {
    let least = profile[x]!
    for (let at = x + step; at >= 0 && at < profile.length && profile[at]! <= profile[x]!; at += step)
      least = Math.min(least, profile[at]!)
    return least
  }
  return profile[x]! - Math.max(ridge(-1), ridge(1))
}

/** Least cost from the first row (direction 1) or the last (-1) to every place, and the step aside that came from there. */
function sweep(ink: Float32Array, width: number, height: number, direction: 1 | -1) {
  const cost = new Float64Array(ink.length)
  const step = new Int8Array(ink.length)
  for (let n = 0, y = direction > 0 ? 0 : height - 1; n < height; n++, y += direction) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      let least = 0
      if (n > 0) {
        const before = at - direction * width
        least = cost[before]!
        if (x > 0 && cost[before - 1]! + asideCost < least) {
          least = cost[before - 1]! + asideCost
          step[at] = -1
        }
        if (x < width - 1 && cost[before + 1]! + asideCost < least) {
          least = cost[before + 1]! + asideCost
          step[at] = 1
        }
      }
      cost[at] = least + ink[at]!
    }
  }
  return { cost, step }
}

/** Middles of the valleys of a row of costs; a long flat valley counts at its ends as well. */
function localMinima(cost: Float64Array): number[] {
  const found: number[] = []
  const level = 0.05
  for (let x = 0; x < cost.length; ) {
    let end = x
    while (end + 1 < cost.length && Math.abs(cost[end + 1]! - cost[x]!) <= level) end++
    const fromLeft = x === 0 || cost[x - 1]! > cost[x]!
    const toRight = end === cost.length - 1 || cost[end + 1]! > cost[x]!
    if (fromLeft && toRight) found.push(...new Set(end - x > 4 ? [x + 1, (x + end) >> 1, end - 1] : [(x + end) >> 1]))
    x = end + 1
  }
  return found
}

function hasInkOnBothSides(columns: Int32Array, ink: Float32Array, width: number, height: number): boolean {
  let left = 0
  let right = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (x < columns[y]!) left += ink[y * width + x]!
      else right += ink[y * width + x]!
    }
  return Math.min(left, right) > leastInk * height * height
}

function distance(a: Path, b: Path): number {
  let sum = 0
  for (let y = 0; y < a.columns.length; y++) sum += Math.abs(a.columns[y]! - b.columns[y]!)
  return sum / a.columns.length
}

function mean(columns: Int32Array): number {
  return columns.reduce((sum, column) => sum + column, 0) / columns.length
}

/** Columns of the fine plane, for every row of the area; the cut lies in the middle of its fine pixel. */
function toArea(columns: Int32Array, area: Segment['area'], width: number, height: number): Int32Array {
  return Int32Array.from({ length: area.height }, (_, y) => {
    const fine = Math.min(height - 1, Math.max(0, ((y + 0.5) * height) / area.height - 0.5))
    const upper = Math.floor(fine)
    const lower = Math.min(height - 1, upper + 1)
    const column = columns[upper]! + (columns[lower]! - columns[upper]!) * (fine - upper)
    return Math.min(area.width, Math.max(0, Math.round(((column + 0.5) * area.width) / width)))
  })
}
