// What if the page lies askew? Its ink is turned until the lines of writing are level, before marks are cut and joined.
import { median } from './clutter.ts'
import { findComponents } from './components.ts'
import type { Ink } from './find-ink.ts'
import type { Box } from './raster.ts'
import type { Segment } from './segment.ts'
import { type Segmentation, segmentInk } from './segment-digits.ts'
import { turnedSize, turnPlane } from './turn.ts'

/** Ink whose lines are level, and what was found in it. */
export interface LevelInk extends Segmentation {
  /** The ink itself, or a turned copy; areas of segments are in its pixels. */
  readonly ink: Ink
}

/**
 * Segments ink whose lines may lean: where they lean by six degrees and more, it is turned back first. Digits that touch are cut from above
 * to below, and those that are torn are joined along the line; both go wrong on a line that leans.
 *
 * @example
 * const { ink, segments } = segmentLevel(findInk(raster))
 */
export function segmentLevel(ink: Ink): LevelInk {
  const found = segmentInk(ink)
  const tilt = tiltOf(found.segments)
  if (Math.abs(tilt) < smallestTilt) return { ink, ...found }
  const level = turnInk(withoutDropped(ink, found), -tilt)
  return { ink: level, ...segmentInk(level) }
}

/** Only the marks that were taken for digits, or may belong to the number: what was dropped once has no second chance. */
function withoutDropped(ink: Ink, { segments, unread }: Segmentation): Ink {
  const { width, height } = ink
  const { labels, components } = findComponents(ink.mask, width, height)
  const signs = unread.signs.map(box => toWork(ink, box))
  const isKept = components.map(component => signs.some(box => liesIn(component, box)))
  for (const { area, mask } of [...segments, ...unread.digitLike])
    for (let i = 0; i < mask.length; i++)
      if (mask[i]) isKept[labels[(area.y + Math.floor(i / area.width)) * width + area.x + (i % area.width)]!] = true
  return { ...ink, mask: ink.mask.map((value, i) => (value && isKept[labels[i]!] ? 1 : 0)) }
}

/** A box of the picture in working pixels, a pixel wider on every side. */
function toWork({ scale, view }: Ink, { x, y, width, height }: Box): Box {
  return {
    x: (x - view.x) * scale - 1,
    y: (y - view.y) * scale - 1,
    width: width * scale + 2,
    height: height * scale + 2,
  }
}

function liesIn(inner: Box, outer: Box): boolean {
  const isBeside = inner.x < outer.x || inner.x + inner.width > outer.x + outer.width
  return !isBeside && inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height
}

const degree = Math.PI / 180
/** Less is no worse than what slanted writing does to cuts. */
const smallestTilt = 6 * degree

/**
 * How far the lines of a page fall to the right, in radians: what most segments say. Where most are lines of digits that all touch, their own
 * ink tells.
 */
function tiltOf(segments: readonly Segment[]): number {
  const tilts = segments.map(segment => segment.tilt || tiltOfRow(segment))
  const told = tilts.filter(tilt => tilt !== 0)
  return 2 * told.length > segments.length ? median(told) : 0
}

/** A row is this many times as long as it is high, when it is level, ... */
const leastLength = 1.8
/**
 * ... stands nearly as high, as it leans, as its level box would: a row has ink in all four corners of it, and a digit that lies on its
 * side has not; ...
 */
const leastCorners = 0.75
/** ... and so many strokes stand side by side in it. Of single digits turned by up to 38 degrees, 0.7 % are taken for rows. */
const leastStrokes = 5
/** Rows lean no more. */
const steepestRow = 42 * degree
/** The axis of the ink is off the line of a row by no more: the tops and tails of its digits pull at it. */
const offAxis = 12

/** Tilt at which the ink of a mark is the lowest, when it is a row of digits then; else 0. */
function tiltOfRow(segment: Segment): number {
  const points = sampled(segment)
  const { angle, ratio } = axisOf(points)
  // Ink of an even row spreads along its axis and across it as its sides do.
  if (ratio < 0.85 * leastLength || Math.abs(angle) > steepestRow + offAxis * degree) return 0
  const levelHeight = heightAt(points, 0)
  let [best, least] = [0, levelHeight]
  for (let degrees = -offAxis; degrees <= offAxis; degrees++) {
    const tilt = angle + degrees * degree
    const height = heightAt(points, tilt)
    if (height < least) [best, least] = [tilt, height]
  }
  const length = lengthAt(points, best)
  const leaning = length * Math.abs(Math.sin(best)) + least * Math.cos(best)
  const isRow = length > leastLength * least && levelHeight > leastCorners * leaning
  return isRow && Math.abs(best) <= steepestRow && strokesAlong(points, best) >= leastStrokes ? best : 0
}

/** Places on a row, as shares of its height, at which strokes are counted. */
const countedAt = [0.3, 0.5, 0.7]
/** Cells of the grid of points: so near a line points lie on it, and so far from each other they are of two strokes. */
const onRow = 0.75
const betweenStrokes = 2

/** Strokes that stand side by side along a line that falls so far to the right, at the place where most do. */
function strokesAlong(points: readonly Place[], tilt: number): number {
  const [sin, cos] = [Math.sin(tilt), Math.cos(tilt)]
  const level = points.map(([x, y]) => [x * cos + y * sin, y * cos - x * sin] as const)
  const rows = level.map(([, y]) => y)
  const [first, last] = [Math.min(...rows), Math.max(...rows)]
  const counts = countedAt.map(share => {
    const at = first + share * (last - first)
    const places = level.flatMap(([x, y]) => (Math.abs(y - at) < onRow ? [x] : [])).sort((a, b) => a - b)
    return places.filter((x, i) => i === 0 || x - places[i - 1]! > betweenStrokes).length
  })
  return Math.max(...counts)
}

type Place = readonly [x: number, y: number]

/** Points on a grid of up to 80 by 80 that have ink, in its cells. */
function sampled({ area, mask }: Segment): readonly Place[] {
  const step = Math.ceil(Math.max(area.width, area.height) / 80)
  const points: Place[] = []
  for (let y = 0; y < area.height; y += step)
    for (let x = 0; x < area.width; x += step) if (mask[y * area.width + x]) points.push([x / step, y / step])
  return points
}

/** Direction in which points spread most, falling to the right, and how much more than across it. */
function axisOf(points: readonly Place[]): { angle: number; ratio: number } {
  const mean = (value: (point: Place) => number) => points.reduce((sum, point) => sum + value(point), 0) / points.length
  const [middleX, middleY] = [mean(([x]) => x), mean(([, y]) => y)]
  const xx = mean(([x]) => (x - middleX) ** 2)
  const yy = mean(([, y]) => (y - middleY) ** 2)
  const xy = mean(([x, y]) => (x - middleX) * (y - middleY))
  const half = Math.hypot((xx - yy) / 2, xy)
  const across = Math.max(1e-3, (xx + yy) / 2 - half)
  return { angle: Math.atan2(xy, (xx - yy) / 2) / 2, ratio: Math.sqrt(((xx + yy) / 2 + half) / across) }
}

/** Share of the ink that may stand out above, and as much below: a tail or a top is not what makes a row high. */
const outside = 0.02

/** Extent of the ink across a line that falls so far to the right. */
function heightAt(points: readonly Place[], tilt: number): number {
  return extent(points.map(([x, y]) => y * Math.cos(tilt) - x * Math.sin(tilt)))
}

function lengthAt(points: readonly Place[], tilt: number): number {
  return extent(points.map(([x, y]) => x * Math.cos(tilt) + y * Math.sin(tilt)))
}

function extent(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const skipped = Math.floor(outside * sorted.length)
  return sorted[sorted.length - 1 - skipped]! - sorted[skipped]! + 1
}

/** Ink turned clockwise by an angle in radians about its middle, on a plane that holds all of it. */
export function turnInk(ink: Ink, angle: number): Ink {
  const size = turnedSize(ink, angle)
  const mask = Uint8Array.from(turnPlane(ink.mask, ink, angle, size), share => (share >= 0.5 ? 1 : 0))
  return { ...ink, ...size, mask, strength: turnPlane(ink.strength, ink, angle, size), turned: ink.turned + angle }
}
