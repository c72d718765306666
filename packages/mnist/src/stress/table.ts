// What if the page is photographed with the table that it lies on? The table shows all around it, and the page throws a shadow.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { squareToQuad, withMargin } from './geometry.ts'
import type { Scene } from './scene.ts'

/** Tables: their colour, how far the stripes of the wood go from it and how much they are stretched, and their noise, in levels. */
const tables = [
  { colour: [96, 66, 42], stripes: 14, noise: 4 }, // walnut
  { colour: [186, 142, 96], stripes: 12, noise: 4 }, // beech
  { colour: [58, 60, 64], stripes: 0, noise: 9 }, // dark cloth
  { colour: [128, 130, 132], stripes: 0, noise: 3 }, // a gray desk
  { colour: [24, 24, 26], stripes: 0, noise: 2 }, // black glass
  { colour: [222, 220, 214], stripes: 0, noise: 2 }, // a light one, under a dark page
] as const

/** A page and its table differ by at least so many levels: white paper on a white table is another matter. */
const leastStep = 45
/** Paper around the picture on the page, in heights of its digits: nobody writes up to the edge. */
const marginHeights = 0.5
const longestPx = 1600

/** The page covers 40 to 85 % of the view, turned by up to 8 degrees and seen a little from the side. */
export function onTable(scene: Scene, random: Random): Raster {
  const page = withMargin(scene, marginHeights * scene.heightPx)
  const paper = brightnessAlong(page)
  const suiting = tables.filter(({ colour }) => Math.abs(brightness(colour) - paper) > leastStep)
  const table = suiting[random.int(suiting.length)]!
  const share = random.uniform(0.4, 0.85)
  const angle = (random.uniform(-8, 8) * Math.PI) / 180
  const grow = Math.min(longestPx / Math.max(page.width, page.height), 1 / share)
  const [width, height] = [Math.round(page.width * grow), Math.round(page.height * grow)]
  const corner = (x: number, y: number): [number, number] => {
    const [right, down] = [x * (1 + random.uniform(-0.06, 0.06)), y * (1 + random.uniform(-0.06, 0.06))]
    return [
      0.5 + right * Math.cos(angle) - down * Math.sin(angle),
      0.5 + right * Math.sin(angle) + down * Math.cos(angle),
    ]
  }
  const half = 0.5 / share
  // From the view (unit square) to the page (unit square).
  const map = squareToQuad(corner(-half, -half), corner(half, -half), corner(half, half), corner(-half, half))
  const grain = createGrain(random, table.stripes)
  const [shadowRight, shadowDown] = [random.uniform(-0.02, 0.02), random.uniform(-0.02, 0.02)]
  const data = new Uint8Array(4 * width * height)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const [u, v] = map((x + 0.5) / width, (y + 0.5) / height)
      data[at + 3] = 255
      if (u >= 0 && v >= 0 && u < 1 && v < 1) {
        for (let c = 0; c < 3; c++) data[at + c] = sample(page, u, v, c)
        continue
      }
      const off = Math.max(-(u - shadowRight), u - shadowRight - 1, -(v - shadowDown), v - shadowDown - 1)
      const light = off < 0 ? 0.72 : Math.min(1, 0.72 + 9 * off)
      const texture = grain(x / width, y / height) + table.noise * random.normal()
      for (let c = 0; c < 3; c++)
        data[at + c] = Math.min(255, Math.max(0, Math.round((table.colour[c]! + texture) * light)))
    }
  return { width, height, data }
}

function brightness([red, green, blue]: readonly [number, number, number]): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Mean brightness of the edge of a page. */
function brightnessAlong({ width, height, data }: Raster): number {
  let [sum, count] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1), count++) {
      const at = 4 * (y * width + x)
      sum += brightness([data[at]!, data[at + 1]!, data[at + 2]!])
    }
  return sum / count
}

/** Stripes of wood along the table, in levels: waves of several lengths that bend slowly. */
function createGrain(random: Random, levels: number): (x: number, y: number) => number {
  const waves = Array.from({ length: 5 }, (_, i) => ({
    often: random.uniform(6, 14) * (i + 1),
    bend: random.uniform(1, 4),
    phase: random.uniform(0, 6.28),
  }))
  return (x, y) => {
    let sum = 0
    for (const { often, bend, phase } of waves) sum += Math.sin(often * y + bend * Math.sin(3 * x + phase) + phase)
    return (levels * sum) / waves.length
  }
}

/** Bilinear, at a place of the unit square. */
function sample({ width, height, data }: Raster, u: number, v: number, c: number): number {
  const [x, y] = [Math.max(0, u * width - 0.5), Math.max(0, v * height - 0.5)]
  const [x0, y0] = [Math.floor(x), Math.floor(y)]
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)]
  const [fx, fy] = [x - x0, y - y0]
  const above = data[4 * (y0 * width + x0) + c]! * (1 - fx) + data[4 * (y0 * width + x1) + c]! * fx
  const below = data[4 * (y1 * width + x0) + c]! * (1 - fx) + data[4 * (y1 * width + x1) + c]! * fx
  return Math.round(above * (1 - fy) + below * fy)
}
