// What does the classifier see of a segment? Its own ink, turned back to a level line, in MNIST geometry.
import type { Ink } from './find-ink.ts'
import { maximumAround } from './neighbourhood.ts'
import { cropToInk, normaliseFrame, type Patch } from './normalise-frame.ts'
import { areaAverage, bilinear } from './resample.ts'
import type { Segment } from './segment.ts'
import { turnBack } from './turn.ts'

/** Ink at least this strong, against the segment's own dark strokes, counts in full weight of its strength. */
const faintest = 0.4

/**
 * One segment as a 28×28 frame in MNIST geometry. Ink of neighbours that reaches into the box is left out.
 *
 * @param ink the ink that `segmentDigits` was given
 * @returns 784 values, 0 paper to 1 ink
 */
export function segmentFrame(ink: Ink, segment: Segment): Float32Array {
  const patch = turnBack(cutOut(ink, segment), segment.tilt)
  return normaliseFrame(patch.strength, patch.width, patch.height)
}

/**
 * The shape of one segment: its own ink at full strength, turned back to a level line, its longest side resampled to a given
 * length by area averaging, or by straight-line interpolation when that enlarges it. Strokes keep their width.
 *
 * @param longestPx length of the longer side of what comes out, at least 1
 * @returns strength 0 paper to 1 ink, cut close
 */
export function segmentShape(segment: Segment, longestPx: number): Patch {
  const { mask, area } = segment
  const flat = { strength: new Float32Array(mask), width: area.width, height: area.height }
  const { strength, width, height } = cropToInk(turnBack(flat, segment.tilt)) ?? flat
  const scale = longestPx / Math.max(width, height)
  const w = Math.max(1, Math.round(width * scale))
  const h = Math.max(1, Math.round(height * scale))
  return { strength: (scale < 1 ? areaAverage : bilinear)(strength, width, height, w, h), width: w, height: h }
}

/** The segment's strength, scaled so that its dark strokes are 1 and even its faint ones stay visible. */
export function cutOut(ink: Ink, { area, mask, strokeWidth }: Segment): Patch {
  const { x, y, width, height } = area
  const strength = new Float32Array(width * height)
  const full = darkStroke(ink, area, mask)
  for (let row = 0, i = 0; row < height; row++) {
    const from = (y + row) * ink.width + x
    for (let column = 0; column < width; column++, i++) {
      if (mask[i]) strength[i] = Math.min(1, ink.strength[from + column]! / full)
    }
  }
  evenOut({ strength, width, height }, strokeWidth * ink.scale)
  for (let i = 0; i < mask.length; i++) if (mask[i]) strength[i] = Math.max(faintest, strength[i]!)
  return { strength, width, height }
}

/** Where nothing in reach of half a stroke is as strong as this, the stroke itself is faint. */
const faintStroke = 0.65
/** Strokes that are faint in less than this share of their ink have light ends, which may stay so. */
const leastFaint = 0.08

/**
 * Brings faint strokes to the strength of the dark ones, in place, where a good part of the mark is faint: half of a bright digit on a dark
 * page that lies in shadow, a pen that ran dry.
 */
function evenOut({ strength, width, height }: Patch, strokePx: number): void {
  let [ink, faint] = [0, 0]
  for (let i = 0; i < strength.length; i++) {
    if (strength[i]! > 0) ink++
    if (strength[i]! > 0 && strength[i]! < faintStroke) faint++
  }
  if (faint < leastFaint * ink) return
  const strongest = maximumAround(strength, width, height, Math.max(1, Math.round(strokePx / 2)))
  faint = 0
  for (let i = 0; i < strength.length; i++) if (strength[i]! > 0 && strongest[i]! < faintStroke) faint++
  if (faint < leastFaint * ink) return
  for (let i = 0; i < strength.length; i++) if (strength[i]! > 0) strength[i]! /= strongest[i]!
}

/** Strength that a quarter of the segment's ink reaches: the body of its strokes. */
function darkStroke(ink: Ink, { x, y, width }: Segment['area'], mask: Uint8Array): number {
  const histogram = new Uint32Array(256)
  let count = 0
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue
    const value = ink.strength[(y + Math.floor(i / width)) * ink.width + x + (i % width)]!
    histogram[Math.min(255, Math.max(0, value * 255)) | 0]!++
    count++
  }
  let bin = 255
  for (let above = histogram[255]!; above * 4 < count && bin > 0; above += histogram[--bin]!);
  return Math.max(0.02, bin / 255)
}
