// What if the pen is much thinner or bolder than MNIST's? Its strokes are widened or thinned before they are made small.
import { findComponents } from './components.ts'
import type { Patch } from './normalise-frame.ts'
import { areaAverage, bilinear } from './resample.ts'
import { distanceToPaper, strokeWidthFromDistance } from './stroke-width.ts'

/** Stroke widths on the 20-pixel scale. MNIST's own run from 1.7 to 3.8 (5 to 95 %), median 2.4. */
const thinnest = 1.6
const thinTarget = 2.1
const boldest = 4.8
const boldTarget = 3.8

/** Longest side, in pixels, at which strokes are measured and mended. */
export const fineSide = 80
export const margin = 12

/**
 * The patch with its strokes brought into MNIST's range, or the patch itself when they are already there.
 *
 * @param side what is 20 pixels long in a frame, in pixels of the patch: the digit itself, or a typical digit of a line
 * @returns a mended patch has `side` = 80 pixels and 12 pixels of paper on every side
 */
export function repairStroke(patch: Patch, side = Math.max(patch.width, patch.height)): Patch {
  const fine = toFineMask(patch, side)
  const distance = distanceToPaper(fine.mask, fine.width, fine.height)
  const perPixel = fineSide / 20
  const width = strokeWidthFromDistance(distance) / perPixel
  if (width === 0 || (width >= thinnest && width <= boldest)) return patch
  if (width < thinnest) return widen(fine, ((thinTarget - width) / 2) * perPixel)
  return thin(fine, distance, ((width - boldTarget) / 2) * perPixel) ?? patch
}

interface FineMask {
  mask: Uint8Array
  width: number
  height: number
}

/** The patch with `side` at 80 pixels, ink above half of its greatest strength, with paper around it. */
function toFineMask({ strength, width, height }: Patch, side: number): FineMask {
  const scale = fineSide / side
  const w = Math.max(1, Math.round(width * scale))
  const h = Math.max(1, Math.round(height * scale))
  const fine = (scale < 1 ? areaAverage : bilinear)(strength, width, height, w, h)
  let most = 0
  for (let i = 0; i < fine.length; i++) most = Math.max(most, fine[i]!)
  const outWidth = w + 2 * margin
  const mask = new Uint8Array(outWidth * (h + 2 * margin))
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) if (fine[y * w + x]! > most / 2) mask[(y + margin) * outWidth + x + margin] = 1
  }
  return { mask, width: outWidth, height: h + 2 * margin }
}

function widen({ mask, width, height }: FineMask, by: number): Patch {
  const paper = new Uint8Array(mask.length)
  for (let i = 0; i < mask.length; i++) paper[i] = 1 - mask[i]!
  const distance = distanceToPaper(paper, width, height) // of paper to ink
  const strength = new Float32Array(mask.length)
  const rim = margin / 2 // wider than `by`; beyond it, distances are those to the outside
  for (let y = rim; y < height - rim; y++) {
    for (let i = y * width + rim; i < (y + 1) * width - rim; i++) if (distance[i]! - 0.5 <= by) strength[i] = 1
  }
  return { strength, width, height }
}

/** Undefined when thinning would tear the digit or eat it. */
function thin({ mask, width, height }: FineMask, distance: Float32Array, by: number): Patch | undefined {
  const thinned = new Uint8Array(mask.length)
  for (let i = 0; i < mask.length; i++) if (distance[i]! - 0.5 > by) thinned[i] = 1
  const before = findComponents(mask, width, height).components
  const after = findComponents(thinned, width, height).components
  const area = (parts: { area: number }[]) => parts.reduce((sum, part) => sum + part.area, 0)
  if (before.length !== after.length || area(after) < 0.2 * area(before)) return undefined
  return { strength: Float32Array.from(thinned), width, height }
}
