// How does ink look on paper, on a board or on a screen? Ink strength to an RGBA picture.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import type { WrittenDigit, WrittenNumber } from './number.ts'
import type { InkPatch } from './pen.ts'

/** Red, green and blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** What is written on, and with what. */
export interface Look {
  readonly paper: Colour
  readonly ink: Colour
  /** How much of the paper shows through full ink, 0..1. */
  readonly transparency: number
  /** How far the ink comes and goes with the grain of the paper, 0..1: pencil and chalk. */
  readonly grain: number
  /** Unevenness of the paper, in levels of 255. */
  readonly texture: number
  /** Noise of the camera, in levels of 255. */
  readonly noise: number
  /** How dark the soft shadow is at its darkest, 0..1. */
  readonly shadow: number
  /** Printed lines, as of an exercise book. */
  readonly lines: 'none' | 'ruled' | 'squared'
}

const clean = { transparency: 0, grain: 0, texture: 0, noise: 0, shadow: 0, lines: 'none' } as const

/** Looks by name. */
export const looks = {
  blackOnWhite: { ...clean, paper: [255, 255, 255], ink: [0, 0, 0] },
  whiteOnBlack: { ...clean, paper: [0, 0, 0], ink: [255, 255, 255] },
  bluePen: {
    ...clean,
    paper: [247, 246, 241],
    ink: [28, 52, 140],
    transparency: 0.1,
    grain: 0.12,
    texture: 5,
    noise: 3,
    shadow: 0.1,
  },
  blackPen: {
    ...clean,
    paper: [238, 236, 230],
    ink: [32, 32, 38],
    transparency: 0.05,
    grain: 0.1,
    texture: 5,
    noise: 3,
    shadow: 0.15,
  },
  redMarker: {
    ...clean,
    paper: [250, 250, 250],
    ink: [196, 30, 42],
    transparency: 0.12,
    grain: 0.05,
    texture: 2,
    noise: 2,
    shadow: 0.08,
  },
  pencil: {
    ...clean,
    paper: [201, 199, 194],
    ink: [70, 70, 74],
    transparency: 0.15,
    grain: 0.55,
    texture: 7,
    noise: 4,
    shadow: 0.35,
  },
  chalk: {
    ...clean,
    paper: [38, 56, 48],
    ink: [236, 238, 230],
    transparency: 0.1,
    grain: 0.5,
    texture: 6,
    noise: 3,
    shadow: 0.2,
  },
  ruledBook: {
    ...clean,
    paper: [250, 248, 240],
    ink: [26, 40, 110],
    transparency: 0.08,
    grain: 0.12,
    texture: 4,
    noise: 3,
    shadow: 0.12,
    lines: 'ruled',
  },
  squaredBook: {
    ...clean,
    paper: [249, 248, 243],
    ink: [40, 40, 48],
    transparency: 0.1,
    grain: 0.3,
    texture: 4,
    noise: 3,
    shadow: 0.15,
    lines: 'squared',
  },
} as const satisfies Record<string, Look>

/** Where the ink lies on the page, and how much room there is. */
export interface PageOptions {
  /** Room around the ink, in pixels: left and right, top and bottom. @default 24 and 18 */
  readonly marginPx?: { readonly x: number; readonly y: number }
  /** Distance of printed lines, in pixels. @default 40 */
  readonly linesPx?: number
}

/** A page, and the truth about the digits on it. */
export interface Page {
  readonly raster: Raster
  /** Boxes in pixels of the raster. */
  readonly digits: readonly WrittenDigit[]
}

/**
 * Puts a written number on paper.
 *
 * @example
 * const { raster, digits } = renderPage(drawNumber('2026', writer, random), looks.pencil, random)
 */
export function renderPage(number: WrittenNumber, look: Look, random: Random, options: PageOptions = {}): Page {
  const { marginPx = { x: 24, y: 18 } } = options
  const digits = number.digits.map(({ box, ...rest }) => ({
    ...rest,
    box: { ...box, x: box.x + marginPx.x, y: box.y + marginPx.y },
  }))
  return { raster: paint(number, look, random, options), digits }
}

/**
 * Any ink on paper, with room around it.
 *
 * @param ink strengths 0..1
 * @param random of paper, grain and noise
 */
export function paint(ink: InkPatch, look: Look, random: Random, options: PageOptions = {}): Raster {
  const { marginPx = { x: 24, y: 18 }, linesPx = 40 } = options
  const width = ink.width + 2 * marginPx.x
  const height = ink.height + 2 * marginPx.y
  const data = new Uint8Array(width * height * 4)
  const paperGrain = valueNoise(width, height, 2.2, random)
  const paperClouds = valueNoise(width, height, 28, random)
  const light = softLight(width, height, look.shadow, random)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const strength = inkAt(ink, x - marginPx.x, y - marginPx.y)
      // A dry pen misses the hollows of the paper: grain takes away where it is low, most where the line is faint.
      const caught =
        look.grain > 0
          ? Math.min(1, Math.max(0, strength * (1 + look.grain * (2.4 * paperGrain[at]! - 1.7))))
          : strength
      const cover = caught * (1 - look.transparency)
      const printed = printedLine(look, x, y, linesPx)
      const uneven = look.texture * (paperGrain[at]! + paperClouds[at]! - 1)
      const sensor = look.noise > 0 ? look.noise * random.normal() : 0
      for (let channel = 0; channel < 3; channel++) {
        const paper = look.paper[channel]! * (1 - printed) + lineColour[channel]! * printed + uneven
        const value = (paper * (1 - cover) + look.ink[channel]! * cover) * light[at]! + sensor
        data[at * 4 + channel] = Math.min(255, Math.max(0, Math.round(value)))
      }
      data[at * 4 + 3] = 255
    }
  }
  return { width, height, data }
}

function inkAt({ width, height, strength }: InkPatch, x: number, y: number): number {
  return x >= 0 && y >= 0 && x < width && y < height ? strength[y * width + x]! : 0
}

/** The pale blue of exercise books. */
const lineColour: Colour = [150, 176, 214]

/** Share of a printed line's colour in a pixel. */
function printedLine(look: Look, x: number, y: number, linesPx: number): number {
  if (look.lines === 'none') return 0
  const distance = (position: number) => Math.abs(((position + linesPx / 2) % linesPx) - linesPx / 2)
  const nearest = look.lines === 'squared' ? Math.min(distance(x + 11), distance(y + 7)) : distance(y + 7)
  return 0.8 * Math.max(0, 1 - nearest / 1.2)
}

/** 1 in full light; a slope and one soft round shadow take away up to `depth`. */
function softLight(width: number, height: number, depth: number, random: Random): Float32Array {
  const light = new Float32Array(width * height).fill(1)
  if (depth === 0) return light
  const angle = random.uniform(0, 2 * Math.PI)
  const size = Math.hypot(width, height)
  const centreX = random.uniform(-0.1, 1.1) * width
  const centreY = random.uniform(-0.1, 1.1) * height
  const radius = random.uniform(0.3, 0.7) * size
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const slope = 0.5 + ((x - width / 2) * Math.cos(angle) + (y - height / 2) * Math.sin(angle)) / size
      const spot = Math.exp(-(((x - centreX) ** 2 + (y - centreY) ** 2) / radius ** 2))
      light[y * width + x] = 1 - depth * (0.5 * slope + 0.5 * spot)
    }
  }
  return light
}

/** Noise 0..1 with bumps of about `cellPx`: random numbers on a grid, bilinear in between. */
function valueNoise(width: number, height: number, cellPx: number, random: Random): Float32Array {
  const columns = Math.ceil(width / cellPx) + 2
  const rows = Math.ceil(height / cellPx) + 2
  const grid = Float32Array.from({ length: columns * rows }, () => random.next())
  const noise = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / cellPx)
    const fy = y / cellPx - row
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / cellPx)
      const fx = x / cellPx - column
      const at = row * columns + column
      const above = grid[at]! * (1 - fx) + grid[at + 1]! * fx
      const below = grid[at + columns]! * (1 - fx) + grid[at + columns + 1]! * fx
      noise[y * width + x] = above * (1 - fy) + below * fy
    }
  }
  return noise
}
