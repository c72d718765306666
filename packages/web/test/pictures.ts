// Picture files for the tests, made here: PNG with one polyline per stroke.

import { writePng } from '../write-png.ts'

type Line = readonly (readonly [number, number])[]

/** Strokes of a 4, a 0, a 7 and a point in a square of side 1. */
const strokes: Record<string, readonly Line[]> = {
  '4': [[[0.6, 0.05], [0.1, 0.65], [0.85, 0.65]], [[0.62, 0.4], [0.62, 0.97]]],
  '0': [[[0.5, 0.04], [0.22, 0.18], [0.14, 0.5], [0.22, 0.82], [0.5, 0.96], [0.78, 0.82], [0.86, 0.5], [0.78, 0.18], [0.5, 0.04]]],
  '7': [[[0.12, 0.08], [0.86, 0.08], [0.4, 0.96]]],
  '.': [[[0.3, 0.93], [0.34, 0.93]]],
} // biome-ignore format: coordinates

/**
 * A PNG of dark digits on white, side by side in the middle; `heightPx` is the height of a digit, and digits follow each other
 * by `pitch` times that: at 0.56 they touch.
 */
export function writtenPng(text: string, width: number, height: number, heightPx = height * 0.6, pitch = 1.1): Buffer {
  const gray = new Uint8Array(width * height).fill(255)
  const step = heightPx * pitch
  const left = (width - step * text.length) / 2 + step * 0.15
  const top = (height - heightPx) / 2
  const pen = Math.max(0.6, heightPx * 0.055)
  ;[...text].forEach((digit, i) => {
    for (const line of strokes[digit] ?? [])
      for (let k = 1; k < line.length; k++) {
        const [a, b] = [line[k - 1]!, line[k]!].map(([x, y]) => [
          left + i * step + x * heightPx * 0.7,
          top + y * heightPx,
        ])
        segment(gray, width, height, a!, b!, pen)
      }
  })
  return writePng(width, height, 1, gray)
}

/** A PNG of one shade, for shapes that hold no digits. */
export function plainPng(width: number, height: number, shade = 255): Buffer {
  return writePng(width, height, 1, new Uint8Array(width * height).fill(shade))
}

function segment(gray: Uint8Array, width: number, height: number, a: number[], b: number[], pen: number): void {
  const [ax, ay, bx, by] = [a[0]!, a[1]!, b[0]!, b[1]!]
  const long = (bx - ax) ** 2 + (by - ay) ** 2 || 1
  for (let y = Math.max(0, Math.floor(Math.min(ay, by) - pen)); y < Math.min(height, Math.max(ay, by) + pen + 1); y++)
    for (
      let x = Math.max(0, Math.floor(Math.min(ax, bx) - pen));
      x < Math.min(width, Math.max(ax, bx) + pen + 1);
      x++
    ) {
      const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long))
      if (Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) <= pen) gray[y * width + x] = 25
    }
}
