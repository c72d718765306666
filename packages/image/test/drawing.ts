// Digits as polylines, drawn for tests: any size, pen, tilt and colour, with the truth about where they are.
import type { Box, Raster } from '../src/raster.ts'

/** Strokes in a unit box, y down. */
const shapes: Record<string, [number, number][][]> = {
  '0': [
    Array.from({ length: 25 }, (_, i) => [
      0.5 + 0.32 * Math.sin((i * Math.PI) / 12),
      0.5 - 0.5 * Math.cos((i * Math.PI) / 12),
    ]),
  ],
  '1': [
    [
      [0.5, 0],
      [0.5, 1],
    ],
  ],
  '2': [
    [
      [0.15, 0.25],
      [0.3, 0.03],
      [0.6, 0],
      [0.82, 0.2],
      [0.75, 0.45],
      [0.15, 1],
      [0.85, 1],
    ],
  ],
  '3': [
    [
      [0.2, 0],
      [0.8, 0],
      [0.45, 0.4],
      [0.8, 0.6],
      [0.75, 0.9],
      [0.45, 1],
      [0.2, 0.9],
    ],
  ],
  '4': [
    [
      [0.6, 0],
      [0.15, 0.65],
      [0.9, 0.65],
    ],
    [
      [0.65, 0.35],
      [0.65, 1],
    ],
  ],
  '5': [
    [
      [0.25, 0.06],
      [0.22, 0.45],
      [0.6, 0.4],
      [0.8, 0.65],
      [0.65, 0.95],
      [0.2, 0.98],
    ],
    [
      [0.25, 0],
      [0.8, 0],
    ],
  ],
  '7': [
    [
      [0.15, 0],
      [0.85, 0],
      [0.4, 1],
    ],
  ],
}

export interface Drawn {
  raster: Raster
  /** True box of every digit's ink, in writing order. */
  boxes: Box[]
}

export interface Drawing {
  width: number
  height: number
  /** One string per digit: what and where (left, top, height in pixels). */
  digits: { digit: string; x: number; y: number; height: number }[]
  pen: number
  /** Turn of the whole page in degrees, clockwise. */
  turn?: number
  paper?: number
  ink?: number
  /** Added to paper and ink at each pixel. */
  light?: (x: number, y: number) => number
}

export function draw({ width, height, digits, pen, turn = 0, paper = 245, ink = 25, light = () => 1 }: Drawing): Drawn {
  const coverage = new Float32Array(width * height)
  const angle = (turn * Math.PI) / 180
  const boxes = digits.map(({ digit, x, y, height: size }) => {
    let [left, top, right, bottom] = [width, height, 0, 0]
    for (const stroke of shapes[digit]!) {
      const points = stroke.map(([u, v]) => rotate(x + u * size * 0.7, y + v * size, width / 2, height / 2, angle))
      for (const [u, v] of points) {
        left = Math.min(left, u - pen / 2)
        right = Math.max(right, u + pen / 2)
        top = Math.min(top, v - pen / 2)
        bottom = Math.max(bottom, v + pen / 2)
      }
      for (let i = 0; i + 1 < points.length; i++) segment(coverage, width, height, points[i]!, points[i + 1]!, pen / 2)
    }
    return { x: left, y: top, width: right - left, height: bottom - top }
  })
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let i = 0; i < coverage.length; i++) {
    const value = (paper + (ink - paper) * coverage[i]!) * light(i % width, Math.floor(i / width))
    data.fill(Math.min(255, Math.max(0, Math.round(value))), 4 * i, 4 * i + 3)
  }
  return { raster: { width, height, data }, boxes }
}

function rotate(x: number, y: number, cx: number, cy: number, angle: number): [number, number] {
  const [dx, dy] = [x - cx, y - cy]
  return [cx + dx * Math.cos(angle) - dy * Math.sin(angle), cy + dx * Math.sin(angle) + dy * Math.cos(angle)]
}

/** A round-ended line with soft edges. Pixel centres are at + 0.5. */
function segment(
  out: Float32Array,
  width: number,
  height: number,
  [ax, ay]: [number, number],
  [bx, by]: [number, number],
  radius: number,
) {
  for (
    let y = Math.max(0, Math.floor(Math.min(ay, by) - radius - 1));
    y < Math.min(height, Math.max(ay, by) + radius + 1);
    y++
  ) {
    for (
      let x = Math.max(0, Math.floor(Math.min(ax, bx) - radius - 1));
      x < Math.min(width, Math.max(ax, bx) + radius + 1);
      x++
    ) {
      const [px, py, dx, dy] = [x + 0.5 - ax, y + 0.5 - ay, bx - ax, by - ay]
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)))
      const distance = Math.hypot(px - t * dx, py - t * dy)
      out[y * width + x] = Math.max(out[y * width + x]!, Math.min(1, Math.max(0, radius - distance + 0.5)))
    }
  }
}
