// What gets on a page that nobody wrote or printed there? Specks, stains, and the writing of its back side.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { blur } from './light.ts'
import { changePixels } from './pixels.ts'
import type { Scene } from './scene.ts'

/**
 * Salt and pepper: black and white squares, on the strokes as well as beside them.
 *
 * @param share of the pixels in which a square begins, 0..1
 * @param mostPx greatest side of a square; all from 1 are equally frequent
 */
export function specks({ raster }: Scene, random: Random, share: number, mostPx: number): Raster {
  const { width, height } = raster
  const levels = new Int16Array(width * height).fill(-1) // -1: as it was
  for (let n = Math.round(share * width * height); n > 0; n--) {
    const level = random.next() < 0.5 ? 0 : 255
    const [left, top, side] = [random.int(width), random.int(height), 1 + random.int(mostPx)]
    for (let y = top; y < Math.min(height, top + side); y++) {
      levels.fill(level, y * width + left, y * width + Math.min(width, left + side))
    }
  }
  return changePixels(raster, (colour, x, y) => {
    const level = levels[y * width + x]!
    if (level >= 0) colour.fill(level)
  })
}

/**
 * The back side of the page shines through: the same writing from behind, blurred by the paper, somewhere else.
 *
 * @param share of the writing's darkness that comes through, 0..1
 */
export function showThrough({ raster, heightPx, strokePx }: Scene, random: Random, share: number): Raster {
  const { width, height } = raster
  const back = blur(raster, Math.max(0.8, 0.3 * strokePx)).data
  const right = Math.round(random.uniform(-0.4, 0.4) * heightPx)
  const down = Math.round(random.uniform(-0.6, 0.6) * heightPx)
  return changePixels(raster, (colour, x, y) => {
    const [u, v] = [width - 1 - x + right, y - down]
    if (u < 0 || v < 0 || u >= width || v >= height) return
    for (let c = 0; c < 3; c++) colour[c]! *= 1 - share * (1 - back[4 * (v * width + u) + c]! / 255)
  })
}

/** Coffee on paper: what it leaves of red, green and blue. */
const coffee = [0.86, 0.74, 0.54] as const

/** One to three rings that a cup left, pale inside and dark along the rim. */
export function stained({ raster, heightPx }: Scene, random: Random): Raster {
  const { width, height } = raster
  const rings = Array.from({ length: 1 + random.int(3) }, () => ({
    x: random.uniform(0, width),
    y: random.uniform(0, height),
    radius: random.uniform(0.4, 1) * heightPx,
    rimPx: random.uniform(0.02, 0.06) * heightPx,
    inside: random.uniform(0.2, 0.5),
  }))
  return changePixels(raster, (colour, x, y) => {
    for (const { x: cx, y: cy, radius, rimPx, inside } of rings) {
      const out = (Math.hypot(x - cx, y - cy) - radius) / rimPx
      const wet = out < 0 ? inside + (1 - inside) * Math.exp(out) : Math.exp(-4 * out)
      for (let c = 0; c < 3; c++) colour[c]! *= 1 - wet * (1 - coffee[c]!)
    }
  })
}
