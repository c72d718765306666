// What was printed on the page before anybody wrote on it? Ruled lines, squares, form boxes, a line to write on.

import type { Box, Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import type { Colour } from '../handwriting/page.ts'
import { changePixels } from './pixels.ts'
import type { Scene } from './scene.ts'

/** Colours in which stationery is printed: pale blue, blue, grey, dark grey, red, green. */
const inks: readonly Colour[] = [
  [150, 176, 214],
  [96, 130, 196],
  [160, 160, 165],
  [88, 88, 92],
  [214, 110, 112],
  [134, 190, 150],
]

/** How lines are printed in one picture. */
interface Print {
  readonly colour: Colour
  readonly thicknessPx: number
  /** How far a line falls per pixel to the right. */
  readonly slope: number
  /** Greatest distance from a straight line, over the whole width, in pixels. */
  readonly bendPx: number
}

/** @param distancePx between lines; real ones are 1.5 to 4.5 % of it thick, and never as bold as the pen */
function choosePrint({ raster, strokePx }: Scene, random: Random, distancePx: number): Print {
  return {
    colour: inks[random.int(inks.length)]!,
    thicknessPx: Math.max(1, Math.min(0.6 * strokePx, random.uniform(0.015, 0.045) * distancePx)),
    slope: Math.tan((random.uniform(-2, 2) * Math.PI) / 180),
    bendPx: random.uniform(-0.004, 0.004) * raster.width,
  }
}

/** Ruled paper. @param perHeight lines per height of a digit; one of them is what the digits stand on */
export function ruled(scene: Scene, random: Random, perHeight: number): Raster {
  const distance = scene.heightPx / perHeight
  const print = choosePrint(scene, random, distance)
  const box = scene.boxes[0]!
  const offset = box.y + box.height + random.uniform(-0.1, 0.1) * distance
  return printed(scene.raster, print.colour, (x, y) =>
    coverOfLines(level(print, scene.raster, x, y), offset, distance, print),
  )
}

/** Squared paper. @param perHeight squares per height of a digit */
export function squared(scene: Scene, random: Random, perHeight: number): Raster {
  const distance = scene.heightPx / perHeight
  const print = choosePrint(scene, random, distance)
  const across = random.uniform(0, distance)
  const down = random.uniform(0, distance)
  return printed(scene.raster, print.colour, (x, y) => {
    const plumb = x + print.slope * (y - scene.raster.height / 2)
    const rows = coverOfLines(level(print, scene.raster, x, y), down, distance, print)
    return Math.max(rows, coverOfLines(plumb, across, distance, print))
  })
}

/** A line under the number, a little longer than it. */
export function underlined(scene: Scene, random: Random): Raster {
  const print = choosePrint(scene, random, scene.heightPx)
  const { x: left, y: top, width, height } = hull(scene.boxes)
  const bottom = top + height + random.uniform(0.06, 0.2) * scene.heightPx
  const over = random.uniform(0.3, 0.7) * scene.heightPx
  return printed(scene.raster, print.colour, (x, y) => {
    if (x < left - over || x > left + width + over) return 0
    return cover(Math.abs(level(print, scene.raster, x, y) - bottom), print.thicknessPx)
  })
}

/** A form: a box around every digit, or one around all where they stand too close. */
export function boxed(scene: Scene, random: Random): Raster {
  const print = { ...choosePrint(scene, random, scene.heightPx), bendPx: 0, slope: 0 }
  const cells = formCells(scene, random)
  return printed(scene.raster, print.colour, (x, y) => {
    let most = 0
    for (const { x: left, y: top, width, height } of cells) {
      const dx = Math.max(left - x, x - left - width)
      const dy = Math.max(top - y, y - top - height)
      if (dx < print.thicknessPx && dy < print.thicknessPx) {
        most = Math.max(most, cover(Math.abs(Math.max(dx, dy)), print.thicknessPx))
      }
    }
    return most
  })
}

/** A cell a digit where there is room between neighbours on a line, else one for the line. */
function formCells({ boxes, heightPx }: Scene, random: Random): Box[] {
  const margin = random.uniform(0.15, 0.35) * heightPx
  const around = hull(boxes)
  const row = {
    x: around.x - margin,
    y: around.y - margin,
    width: around.width + 2 * margin,
    height: around.height + 2 * margin,
  }
  const edges = [row.x]
  for (let i = 0; i + 1 < boxes.length; i++) {
    const right = boxes[i]!.x + boxes[i]!.width
    const gap = boxes[i + 1]!.x - right
    if (gap < 0.1 * heightPx) return [row]
    edges.push(right + gap / 2)
  }
  edges.push(row.x + row.width)
  return edges.slice(1).map((right, i) => ({ ...row, x: edges[i]!, width: right - edges[i]! }))
}

function hull(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map(box => box.x))
  const y = Math.min(...boxes.map(box => box.y))
  const right = Math.max(...boxes.map(box => box.x + box.width))
  const bottom = Math.max(...boxes.map(box => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

/** Height of a place above the lines: as y, with their slope and bend taken out. */
function level({ slope, bendPx }: Print, { width }: Raster, x: number, y: number): number {
  const u = (2 * x) / width - 1
  return y - slope * (x - width / 2) - bendPx * (1 - u * u)
}

function coverOfLines(position: number, offset: number, distance: number, { thicknessPx }: Print): number {
  const steps = (position - offset) / distance
  return cover(Math.abs(steps - Math.round(steps)) * distance, thicknessPx)
}

/** Share of a pixel that a line covers whose middle is `away` from the pixel's. */
function cover(away: number, thickness: number): number {
  return Math.min(1, thickness, Math.max(0, thickness / 2 + 0.5 - away))
}

/** Printed first, written over: where both are, the picture is as dark as the darker one, and a little more. */
function printed(raster: Raster, colour: Colour, coverAt: (x: number, y: number) => number): Raster {
  return changePixels(raster, (pixel, x, y) => {
    const share = coverAt(x + 0.5, y + 0.5)
    if (share === 0) return
    for (let c = 0; c < 3; c++) {
      const lined = (pixel[c]! * colour[c]!) / 255 // printing ink and pen are both glazes
      pixel[c] = pixel[c]! * (1 - share) + lined * share
    }
  })
}
