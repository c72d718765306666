// From where is a scene seen? One projective map for picture and truth alike: turned a little, and askew.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import type { InkPatch } from '../handwriting/pen.ts'

/** A projective map of the plane: (x, y) to (ax+by+c, dx+ey+f) / (gx+hy+1). */
export type View = readonly [number, number, number, number, number, number, number, number]

/**
 * From a place in the seen picture to the place on the page it shows.
 *
 * @param turn in radians, clockwise
 * @param askew how much nearer one end of the page is than the other, as a share
 */
export function drawView(width: number, height: number, turn: number, askew: number, random: Random): View {
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)]
  const [cx, cy] = [width / 2, height / 2]
  const g = (askew * random.uniform(-1, 1)) / width
  const h = (askew * random.uniform(-1, 1)) / height
  // Around the middle: turn, then divide by how far away the place is; written out for places from the top left.
  const w0 = 1 - g * cx - h * cy
  const [a, b, d, e] = [cos + cx * g, sin + cx * h, -sin + cy * g, cos + cy * h]
  const c = -cos * cx - sin * cy + cx * w0
  const f = sin * cx - cos * cy + cy * w0
  return [a / w0, b / w0, c / w0, d / w0, e / w0, f / w0, g / w0, h / w0]
}

/** Where on the page a place of the seen picture is. */
export function throughView([a, b, c, d, e, f, g, h]: View, x: number, y: number): [number, number] {
  const w = g * x + h * y + 1
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w]
}

/** The page as it is seen; what lies beyond its edge repeats it. Bilinear. */
export function seen({ width, height, data }: Raster, view: View): Raster {
  const out = new Uint8Array(data.length)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const [u, v] = throughView(view, x + 0.5, y + 0.5)
      const px = Math.min(width - 1, Math.max(0, u - 0.5))
      const py = Math.min(height - 1, Math.max(0, v - 0.5))
      const [left, top] = [Math.floor(px), Math.floor(py)]
      const right = Math.min(width - 1, left + 1)
      const below = Math.min(height - 1, top + 1)
      for (let channel = 0; channel < 4; channel++) {
        const upper =
          data[4 * (top * width + left) + channel]! * (left + 1 - px) +
          data[4 * (top * width + right) + channel]! * (px - left)
        const lower =
          data[4 * (below * width + left) + channel]! * (left + 1 - px) +
          data[4 * (below * width + right) + channel]! * (px - left)
        out[at + channel] = Math.round(upper * (top + 1 - py) + lower * (py - top))
      }
    }
  return { width, height, data: out }
}

/** Box, in the seen picture, of the pixels where one digit's ink is at least half. */
export function seenBox(
  ink: InkPatch & { readonly x: number; readonly y: number },
  view: View,
  size: { width: number; height: number },
) {
  // Forth is the inverse of a smooth map near the identity: the region that can show the ink is its box, widened.
  const reach = reachOf(ink, view, size)
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let y = reach.top; y <= reach.bottom; y++)
    for (let x = reach.left; x <= reach.right; x++) {
      const [u, v] = throughView(view, x + 0.5, y + 0.5)
      const column = Math.floor(u - ink.x)
      const row = Math.floor(v - ink.y)
      if (column < 0 || row < 0 || column >= ink.width || row >= ink.height) continue
      if (ink.strength[row * ink.width + column]! < 0.5) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  return right < left
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}

/** Pixels of the seen picture that can show a box of the page, found by Newton's way back for its corners. */
function reachOf(
  ink: { x: number; y: number; width: number; height: number },
  view: View,
  size: { width: number; height: number },
) {
  const corners = [0, 1].flatMap(i => [0, 1].map(j => backThrough(view, ink.x + i * ink.width, ink.y + j * ink.height)))
  const clamp = (value: number, most: number) => Math.min(most - 1, Math.max(0, value))
  return {
    left: clamp(Math.floor(Math.min(...corners.map(([x]) => x))) - 2, size.width),
    right: clamp(Math.ceil(Math.max(...corners.map(([x]) => x))) + 2, size.width),
    top: clamp(Math.floor(Math.min(...corners.map(([, y]) => y))) - 2, size.height),
    bottom: clamp(Math.ceil(Math.max(...corners.map(([, y]) => y))) + 2, size.height),
  }
}

/** The inverse of {@link throughView}, from the adjugate of its matrix. */
export function backThrough([a, b, c, d, e, f, g, h]: View, u: number, v: number): [number, number] {
  const x = (e - f * h) * u + (c * h - b) * v + (b * f - c * e)
  const y = (f * g - d) * u + (a - c * g) * v + (c * d - a * f)
  const w = (d * h - e * g) * u + (b * g - a * h) * v + (a * e - b * d)
  return [x / w, y / w]
}
