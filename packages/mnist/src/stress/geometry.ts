// What does the camera's place do to a picture? Turned, seen askew, or with much of the page around the writing.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { type Scene, sceneInk } from './scene.ts'

/** Turned around its middle on a page that holds all of it. @param degrees clockwise */
export function turn(scene: Scene, degrees: number): Raster {
  const { width, height } = scene.raster
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const outWidth = Math.ceil(width * Math.abs(cos) + height * Math.abs(sin))
  const outHeight = Math.ceil(height * Math.abs(cos) + width * Math.abs(sin))
  return warp(scene, outWidth, outHeight, (x, y) => {
    const [u, v] = [x - outWidth / 2, y - outHeight / 2]
    return [u * cos + v * sin + width / 2, v * cos - u * sin + height / 2]
  })
}

/**
 * Seen from the side: every corner of the view lies up to `share` of the shorter side beyond the page's own corner, so that all of
 * the page stays in it.
 */
export function perspective(scene: Scene, random: Random, share: number): Raster {
  const { width, height } = scene.raster
  const pullX = () => (random.uniform(0, share) * Math.min(width, height)) / width
  const pullY = () => (random.uniform(0, share) * Math.min(width, height)) / height
  // Output corner (unit square) to place in the source (unit square): the projective map through four points.
  const map = squareToQuad(
    [-pullX(), -pullY()],
    [1 + pullX(), -pullY()],
    [1 + pullX(), 1 + pullY()],
    [-pullX(), 1 + pullY()],
  )
  return warp(scene, width, height, (x, y) => {
    const [u, v] = map(x / width, y / height)
    return [u * width, v * height]
  })
}

/** On a page on which the digits are `share` of the height, anywhere. The longest side is at most 2400 pixels. */
export function onLargerPage(scene: Scene, random: Random, share: number): Raster {
  const { width, height } = scene.raster
  const pageHeight = Math.max(height, scene.heightPx / share)
  const pageWidth = Math.max(width, (pageHeight * Math.max(1, width / height) * 3) / 4)
  const scale = Math.min(1, 2400 / Math.max(pageWidth, pageHeight))
  const left = random.uniform(0, pageWidth - width)
  const top = random.uniform(0, pageHeight - height)
  return warp(scene, Math.round(pageWidth * scale), Math.round(pageHeight * scale), (x, y) => [
    x / scale - left,
    y / scale - top,
  ])
}

/** With so many pixels more of its paper on every side. */
export function withMargin(scene: Scene, marginPx: number): Raster {
  const { width, height } = scene.raster
  const margin = Math.round(marginPx)
  return warp(scene, width + 2 * margin, height + 2 * margin, (x, y) => [x - margin, y - margin])
}

type Point = readonly [x: number, y: number]

/**
 * The projective map from the unit square to four corners, clockwise from the first.
 *
 * @see Heckbert 1989, Fundamentals of Texture Mapping and Image Warping, section 2.2.3
 */
export function squareToQuad(a: Point, b: Point, c: Point, d: Point): (u: number, v: number) => [number, number] {
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
  scene: Scene,
  outWidth: number,
  outHeight: number,
  from: (x: number, y: number) => [number, number],
): Raster {
  const { width, height, data } = scene.raster
  const paper = borderPaper(scene)
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

/** Cells whose colour is this many levels or more from the plane show a stain or what no threshold takes for ink. */
const inkLevels = 8
/** Ink at least this strong, against full strokes, is no paper. */
const faintest = 0.2
/** A cell with less of its pixels bare than this is all writing: what looks bare in it are the edges of strokes. */
const leastBare = 0.2

/**
 * Colour of the bare page beyond the picture: a plane through the medians of the border cells of an 8×8 grid, ink left out, so that
 * nothing is drawn out over the page. Beyond the border the colour stays as it is there.
 */
function borderPaper(scene: Scene): (u: number, v: number, channel: number) => number {
  const { width, height, data } = scene.raster
  const ink = sceneInk(scene)
  const isInk = (x: number, y: number) => {
    const [u, v] = [Math.floor(((x + 0.5) * ink.width) / width), Math.floor(((y + 0.5) * ink.height) / height)]
    return ink.strength[v * ink.width + u]! > faintest
  }
  /** Colour of a cell, unless it is full of ink and `isAny` is not set. */
  const spotOf = (column: number, row: number, isAny: boolean) => {
    const levels: [number[], number[], number[]] = [[], [], []]
    const [left, right] = [Math.floor((column * width) / cells), Math.ceil(((column + 1) * width) / cells)]
    const [top, bottom] = [Math.floor((row * height) / cells), Math.ceil(((row + 1) * height) / cells)]
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        if (isAny || !isInk(x, y)) for (let c = 0; c < 3; c++) levels[c]!.push(data[4 * (y * width + x) + c]!)
      }
    }
    if (levels[0].length < leastBare * (right - left) * (bottom - top)) return undefined
    const colour = levels.map(values => values.sort((a, b) => a - b)[values.length >> 1]!)
    return { u: (column + 0.5) / cells, v: (row + 0.5) / cells, colour }
  }
  const border = Array.from(
    { length: cells * cells },
    (_, cell) => [cell % cells, Math.floor(cell / cells)] as const,
  ).filter(([column, row]) => [0, cells - 1].includes(column) || [0, cells - 1].includes(row))
  const spotsOf = (isAny: boolean) =>
    border.map(([column, row]) => spotOf(column, row, isAny)).filter(spot => spot !== undefined)
  const bare = spotsOf(false)
  const spots = bare.length > 0 ? bare : spotsOf(true)
  const planes = [0, 1, 2].map(c => planeThrough(spots.map(({ u, v, colour }) => [u, v, colour[c]!])))
  return (u, v, c) => {
    const [level, right, down] = planes[c]!
    const inside = (value: number) => Math.min(1, Math.max(0, value)) - 0.5
    return Math.min(255, Math.max(0, Math.round(level + right * inside(u) + down * inside(v))))
  }
}

type Spot = readonly [u: number, v: number, level: number]

/**
 * Level in the middle of the unit square, and how much it grows to the right and down: the least sum of squares over the spots that
 * are within {@link inkLevels} of it. The worst spot goes first, and at least a third stays.
 */
function planeThrough(spots: readonly Spot[]): [level: number, right: number, down: number] {
  const plane = leastSquaresPlane(spots)
  const off = ([u, v, level]: Spot) => Math.abs(level - plane[0] - plane[1] * (u - 0.5) - plane[2] * (v - 0.5))
  const worst = spots.reduce((a, b) => (off(a) > off(b) ? a : b))
  return off(worst) < inkLevels || spots.length <= (4 * (cells - 1)) / 3
    ? plane
    : planeThrough(spots.filter(spot => spot !== worst))
}

function leastSquaresPlane(spots: readonly Spot[]): [level: number, right: number, down: number] {
  const mean = (value: (spot: Spot) => number) => spots.reduce((sum, spot) => sum + value(spot), 0) / spots.length
  const [u, v, z] = [mean(([x]) => x), mean(([, y]) => y), mean(([, , level]) => level)]
  const [uu, uv, vv] = [mean(([x]) => (x - u) ** 2), mean(([x, y]) => (x - u) * (y - v)), mean(([, y]) => (y - v) ** 2)]
  const [uz, vz] = [mean(([x, , level]) => (x - u) * (level - z)), mean(([, y, level]) => (y - v) * (level - z))]
  const det = uu * vv - uv * uv
  if (det < 1e-6) return [z, 0, 0]
  const [right, down] = [(uz * vv - vz * uv) / det, (vz * uu - uz * uv) / det]
  return [z + right * (0.5 - u) + down * (0.5 - v), right, down]
}
