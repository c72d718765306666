// How do the strokes of a digit hang together? Loops of the ink, ends and forks of the middle of its strokes.

import { enlargement, sheetSide } from './enlarge.ts'
import type { Anatomy } from './measure.ts'
import { surroundings } from './medial-axis.ts'

/** A place in a digit, in pixels of a frame from its left and top edge. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** Paper that ink goes all around. */
export interface Loop extends Place {
  /** In square pixels of a frame. */
  readonly area: number
}

/** What hangs together how. */
export interface Topology {
  /** Enclosed paper, the largest first; `x`, `y` is its middle. */
  readonly loops: readonly Loop[]
  /** Where strokes end, from the top. */
  readonly ends: readonly Place[]
  /** Where strokes meet or cross, from the top. */
  readonly junctions: readonly Place[]
}

/** Loops, ends and junctions of a digit. */
export function topology(anatomy: Anatomy): Topology {
  const axis = prune(anatomy)
  const forks = new Uint8Array(axis.length)
  const ends: Place[] = []
  for (let i = 0; i < axis.length; i++) {
    if (!axis[i]) continue
    const arms = armsAt(axis, i)
    if (arms <= 1) ends.push(placeOf(i))
    else if (arms > 2) forks[i] = 1
  }
  return { loops: findLoops(anatomy.mask), ends, junctions: findJunctions(forks, anatomy.squared) }
}

function placeOf(i: number): Place {
  return { x: ((i % sheetSide) + 0.5) / enlargement, y: (Math.floor(i / sheetSide) + 0.5) / enlargement }
}

/** The eight neighbours as bits of `surroundings`, in a circle. */
const circle = [0, 1, 2, 5, 8, 7, 6, 3]

/**
 * How many lines leave a pixel of a thin line: 1 at an end, 2 along the way, 3 and 4 where lines meet.
 *
 * @see Rutovitz 1966, "Pattern recognition": the crossing number
 */
function armsAt(axis: Uint8Array, i: number): number {
  const bits = surroundings(axis, i, sheetSide, sheetSide)
  let arms = 0
  for (let k = 0; k < 8; k++) if (bits & (1 << circle[k]!) && !(bits & (1 << circle[(k + 7) % 8]!))) arms++
  return arms
}

/** An arm of the axis that is shorter than this times the depth of the ink where it leaves is a bump of the outline, no stroke. */
const shortest = 1.3

/** The axis without its bumps, the shortest taken off first. */
function prune({ axis, squared }: Anatomy): Uint8Array {
  const pruned = axis.slice()
  const pixels = [...axis.keys()].filter(i => axis[i])
  for (;;) {
    let bump: number[] | undefined
    for (const i of pixels) {
      if (!pruned[i] || armsAt(pruned, i) !== 1) continue
      const arm = followArm(pruned, i)
      if (arm.fork === undefined || arm.pixels.length >= shortest * Math.sqrt(squared[arm.fork]!)) continue
      if (!bump || arm.pixels.length < bump.length) bump = arm.pixels
    }
    if (!bump) return pruned
    for (const i of bump) pruned[i] = 0
  }
}

/** The pixels from an end up to before the fork where its arm leaves, or to the other end. */
function followArm(axis: Uint8Array, end: number): { pixels: number[]; fork: number | undefined } {
  const pixels = [end]
  const seen = new Set(pixels)
  for (let at = end; ; ) {
    const next = neighboursOf(at).filter(i => axis[i] && !seen.has(i))
    const fork = next.find(i => armsAt(axis, i) > 2)
    if (fork !== undefined) return { pixels, fork }
    if (next.length === 0) return { pixels, fork: undefined }
    at = next[0]!
    for (const i of next) {
      seen.add(i)
      pixels.push(i)
    }
  }
}

/** Neighbours inside the sheet, those beside, above and below first. */
function neighboursOf(i: number): number[] {
  const x = i % sheetSide
  const steps = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
    [1, 1],
    [-1, 1],
    [1, -1],
    [-1, -1],
  ] as const
  return steps
    .filter(
      ([dx, dy]) => x + dx >= 0 && x + dx < sheetSide && i + dy * sheetSide >= 0 && i + dy * sheetSide < sheetSide ** 2,
    )
    .map(([dx, dy]) => i + dx + dy * sheetSide)
}

/** Forks that lie in one blot of ink are one junction: two strokes that cross at an angle leave two forks. */
function findJunctions(forks: Uint8Array, squared: Float64Array): Place[] {
  const groups: { places: Place[]; reach: number }[] = []
  for (let i = 0; i < forks.length; i++) {
    if (!forks[i]) continue
    const place = placeOf(i)
    const reach = (1.5 * Math.sqrt(squared[i]!) + 1) / enlargement
    const group = groups.find(({ places }) => places.some(({ x, y }) => Math.hypot(x - place.x, y - place.y) <= reach))
    if (group) group.places.push(place)
    else groups.push({ places: [place], reach })
  }
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length
  return groups.map(({ places }) => ({ x: mean(places.map(({ x }) => x)), y: mean(places.map(({ y }) => y)) }))
}

/** Less enclosed paper than this, in square pixels of a frame, is a gap of a blot. */
const smallestLoop = 0.4

/** Paper that cannot be left over the edges of pixels: the complement of 8-connected ink. */
function findLoops(mask: Uint8Array): Loop[] {
  const seen = new Uint8Array(mask.length)
  const loops: Loop[] = []
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] || seen[start]) continue
    const patch = flood(mask, seen, start)
    const area = patch.count / enlargement ** 2
    if (!patch.atBorder && area >= smallestLoop) loops.push({ area, x: patch.x, y: patch.y })
  }
  return loops.sort((a, b) => b.area - a.area)
}

const beside = [-1, 1, -sheetSide, sheetSide]

function flood(mask: Uint8Array, seen: Uint8Array, start: number) {
  const stack = [start]
  seen[start] = 1
  let count = 0
  let x = 0
  let y = 0
  let atBorder = false
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    const column = i % sheetSide
    const row = (i - column) / sheetSide
    count++
    x += column
    y += row
    if (column === 0 || row === 0 || column === sheetSide - 1 || row === sheetSide - 1) atBorder = true
    for (let side = 0; side < 4; side++) {
      if (side === 0 ? column === 0 : side === 1 && column === sheetSide - 1) continue
      const next = i + beside[side]!
      if (next < 0 || next >= mask.length || mask[next] || seen[next]) continue
      seen[next] = 1
      stack.push(next)
    }
  }
  return { count, atBorder, x: (x / count + 0.5) / enlargement, y: (y / count + 0.5) / enlargement }
}
