// What does the camera's place do to a picture? Turned, seen askew, or with much of the page around the writing.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import type { Scene } from './scene.ts'

/** Turned around its middle on a page that holds all of it. @param degrees clockwise */
export function turn({ raster }: Scene, degrees: number): Raster {
  const { width, height } = raster
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const outWidth = Math.ceil(width * Math.abs(cos) + height * Math.abs(sin))
  const outHeight = Math.ceil(height * Math.abs(cos) + width * Math.abs(sin))
  return warp(raster, outWidth, outHeight, (x, y) => {
    const [u, v] = [x - outWidth / 2, y - outHeight / 2]
    return [u * cos + v * sin + width / 2, v * cos - u * sin + height / 2]
  })
}

/** Seen from the side: every corner pulled by up to `share` of a side, outwards and inwards. */
export function perspective({ raster }: Scene, random: Random, share: number): Raster {
  const { width, height } = raster
  const pull = () => random.uniform(-share, share)
  // Output corner (unit square) to place in the source (unit square): the projective map through four points.
  const map = squareToQuad([pull(), pull()], [1 + pull(), pull()], [1 + pull(), 1 + pull()], [pull(), 1 + pull()])
  return warp(raster, width, height, (x, y) => {
    const [u, v] = map(x / width, y / height)
    return [u * width, v * height]
  })
}

/** On a page on which the digits are `share` of the height, anywhere. The longest side is at most 2400 pixels. */
export function onLargerPage({ raster, heightPx }: Scene, random: Random, share: number): Raster {
  const { width, height } = raster
  const pageHeight = Math.max(height, heightPx / share)
  const pageWidth = Math.max(width, (pageHeight * Math.max(1, width / height) * 3) / 4)
  const scale = Math.min(1, 2400 / Math.max(pageWidth, pageHeight))
  const left = random.uniform(0, pageWidth - width)
  const top = random.uniform(0, pageHeight - height)
  return warp(raster, Math.round(pageWidth * scale), Math.round(pageHeight * scale), (x, y) => [
    x / scale - left,
    y / scale - top,
  ])
}

type Point = readonly [x: number, y: number]

/** @see Heckbert 1989, Fundamentals of Texture Mapping and Image Warping, section 2.2.3 */
function squareToQuad(a: Point, b: Point, c: Point, d: Point): (u: number, v: number) => [number, number] {
  const sum = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]] as const
  const [dx1, dx2, dy1, dy2] = [b[0] - c[0], d[0] - c[0], b[1] - c[1], d[1] - c[1]]
  const det = dx1 * dy2 - dx2 * dy1
  const g = (sum[0] * dy2 - dx2 * sum[1]) / det
  const h = (dx1 * sum[1] - sum[0] * dy1) / det
  return (u, v) => {
    const w = g * u + h * v + 1
    return [
      ((b[0] - a[0] + g * b[0]) * u + (d[0] - a[0] + h * d[0]) * v + a[0]) / w,
      ((b[1] - a[1] + g * b[1]) * u + (d[1] - a[1] + h * d[1]) * v + a[1]) / w,
    ]
  }
}

/**
 * A new picture whose pixel at (x, y) is the old one's at `from(x, y)`: bilinear, and beyond the border the paper of the
 * nearest part of the border, so that nothing betrays where the old picture ended.
 */
function warp(
  raster: Raster,
  outWidth: number,
  outHeight: number,
  from: (x: number, y: number) => [number, number],
): Raster {
  const { width, height, data } = raster
  const paper = borderPaper(raster)
  const out = new Uint8Array(4 * outWidth * outHeight)
  for (let y = 0, at = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, at += 4) {
      const [u, v] = from(x + 0.5, y + 0.5)
      const isInside = u >= 0 && v >= 0 && u <= width && v <= height
      const left = Math.min(width - 1, Math.max(0, u - 0.5))
      const top = Math.min(height - 1, Math.max(0, v - 0.5))
      const [x0, y0] = [Math.floor(left), Math.floor(top)]
      const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)]
      const [fx, fy] = [left - x0, top - y0]
      for (let c = 0; c < 3; c++) {
        const above = data[4 * (y0 * width + x0) + c]! * (1 - fx) + data[4 * (y0 * width + x1) + c]! * fx
        const below = data[4 * (y1 * width + x0) + c]! * (1 - fx) + data[4 * (y1 * width + x1) + c]! * fx
        out[at + c] = isInside ? Math.round(above * (1 - fy) + below * fy) : paper(u / width, v / height, c)
      }
      out[at + 3] = 255
    }
  }
  return { width: outWidth, height: outHeight, data: out }
}

const cells = 8

/** Levels from the usual border by which a cell differs when it shows more ink than paper. */
const inkLevels = 40

/** Writing that reaches the border must not be drawn out over the page: such cells get the usual colour of the border. */
function leaveOutInk(grid: number[]): void {
  const isBorder = (cell: number) =>
    cell < cells || cell >= cells * (cells - 1) || cell % cells === 0 || cell % cells === cells - 1
  const border = Array.from({ length: cells * cells }, (_, cell) => cell).filter(isBorder)
  const usual = [0, 1, 2].map(c => border.map(cell => grid[3 * cell + c]!).sort((a, b) => a - b)[border.length >> 1]!)
  for (let cell = 0; cell < cells * cells; cell++) {
    const isInk = usual.some((level, c) => Math.abs(grid[3 * cell + c]! - level) > inkLevels)
    if (isInk) for (const [c, level] of usual.entries()) grid[3 * cell + c] = level
  }
}

/** Colour of the bare page near a place: the median of each border cell of an 8×8 grid, smooth in between. */
function borderPaper({ width, height, data }: Raster): (u: number, v: number, channel: number) => number {
  const median = (column: number, row: number, c: number) => {
    const values: number[] = []
    const [left, right] = [Math.floor((column * width) / cells), Math.ceil(((column + 1) * width) / cells)]
    const [top, bottom] = [Math.floor((row * height) / cells), Math.ceil(((row + 1) * height) / cells)]
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) values.push(data[4 * (y * width + x) + c]!)
    }
    return values.sort((a, b) => a - b)[values.length >> 1]!
  }
  const grid = Array.from({ length: cells * cells * 3 }, (_, i) => {
    const cell = Math.floor(i / 3)
    return median(cell % cells, Math.floor(cell / cells), i % 3)
  })
  leaveOutInk(grid)
  const clamp = (value: number) => Math.min(cells - 1, Math.max(0, value * cells - 0.5))
  return (u, v, c) => {
    const [x, y] = [clamp(u), clamp(v)]
    const [x0, y0] = [Math.min(cells - 2, Math.floor(x)), Math.min(cells - 2, Math.floor(y))]
    const at = (column: number, row: number) => grid[3 * (row * cells + column) + c]!
    const above = at(x0, y0) * (x0 + 1 - x) + at(x0 + 1, y0) * (x - x0)
    const below = at(x0, y0 + 1) * (x0 + 1 - x) + at(x0 + 1, y0 + 1) * (x - x0)
    return Math.round(above * (y0 + 1 - y) + below * (y - y0))
  }
}
