// What must be known of a clean picture before it can be spoilt in proportion: how tall its digits are, how wide the pen, where.

import { type Box, findInk, inkStrength, layOverPaper, type Raster, segmentInk, toWorkingSize } from '@digitrec/image'

/** A clean picture with digits, measured. */
export interface Scene {
  readonly raster: Raster
  /** Boxes of its digits in pixels of the raster, in reading order. */
  readonly boxes: readonly Box[]
  /** Median height of the digits, in pixels. */
  readonly heightPx: number
  /** Median width of the strokes, in pixels, at least 1. */
  readonly strokePx: number
  /** Light ink on a dark page. */
  readonly isDark: boolean
}

/** Measures a clean picture; undefined when nothing is written in it. */
export function measureScene(picture: Raster): Scene | undefined {
  const raster = layOverPaper(picture) // what is spoilt has no alpha
  const ink = findInk(raster)
  const { segments, facts } = segmentInk(ink)
  if (segments.length === 0) return undefined
  return {
    raster,
    boxes: segments.map(({ box }) => box),
    heightPx: Math.max(...segments.map(({ box }) => box.height)),
    strokePx: Math.max(1, facts.strokeWidthPx),
    isDark: ink.polarity === 'light-on-dark',
  }
}

/** Ink strength of a scene, full strokes near 1, at the scale at which it was found. */
export function sceneInk({ raster, isDark }: Scene): { strength: Float32Array; width: number; height: number } {
  const picture = toWorkingSize(raster)
  const strength = inkStrength(picture, isDark ? 'light-on-dark' : 'dark-on-light')
  const histogram = new Uint32Array(256)
  let count = 0
  for (const value of strength) {
    if (value < 0.15) continue
    histogram[Math.min(255, Math.round(255 * value))]!++
    count++
  }
  let full = 255
  for (let above = histogram[255]!; above < 0.3 * count && full > 0; above += histogram[--full]!);
  const scale = 255 / Math.max(25, full)
  return { strength: strength.map(value => Math.min(1, value * scale)), width: picture.width, height: picture.height }
}
