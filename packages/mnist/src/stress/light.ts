// What do light and camera do to a picture? Shadows, low contrast, noise, blur.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { changePixels } from './pixels.ts'
import type { Scene } from './scene.ts'

/**
 * A shadow over one side of the page: light falls to `1 - depth` across a slightly waving edge.
 *
 * @param depth share of the light that is taken away, 0..1
 * @param edge width of the edge, in shares of the picture's diagonal
 */
export function shadow({ raster }: Scene, random: Random, depth: number, edge: number): Raster {
  const { width, height } = raster
  const size = Math.hypot(width, height)
  const angle = random.uniform(0, 2 * Math.PI)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const offset = random.uniform(-0.18, 0.18)
  const wave = random.uniform(0, 0.04)
  const waves = random.uniform(2, 8)
  const softness = Math.max(edge, 1 / size)
  return changePixels(raster, (colour, x, y) => {
    const u = (x - width / 2) / size
    const v = (y - height / 2) / size
    const across = u * cos + v * sin - offset + wave * Math.sin(waves * (v * cos - u * sin))
    const light = 1 - depth / (1 + Math.exp(-across / (0.25 * softness)))
    for (let c = 0; c < 3; c++) colour[c]! *= light
  })
}

/** Contrast brought down to a share, around a middle brightness of the picture's own side. */
export function fade({ raster, isDark }: Scene, random: Random, share: number): Raster {
  const centre = isDark ? random.uniform(60, 120) : random.uniform(130, 190)
  return changePixels(raster, colour => {
    for (let c = 0; c < 3; c++) colour[c] = centre + share * (colour[c]! - 127.5)
  })
}

/** Noise of a sensor: normal, alike in every channel and pixel. @param sigma in levels of 255 */
export function addNoise(raster: Raster, random: Random, sigma: number): Raster {
  return changePixels(raster, colour => {
    for (let c = 0; c < 3; c++) colour[c]! += sigma * random.normal()
  })
}

/** Gaussian blur. @param sigma in pixels */
export function blur(raster: Raster, sigma: number): Raster {
  const { width, height } = raster
  const radius = Math.ceil(3 * sigma)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const planes = [0, 1, 2].map(c => {
    const plane = new Float32Array(width * height)
    for (let i = 0; i < plane.length; i++) plane[i] = raster.data[4 * i + c]!
    return smear(smear(plane, width, height, 1, width, weights, sum), height, width, width, 1, weights, sum)
  })
  return changePixels(raster, (colour, x, y) => {
    for (let c = 0; c < 3; c++) colour[c] = planes[c]![y * width + x]!
  })
}

/** Along lines of `length` values that are `step` apart; the next line starts `next` later. */
function smear(
  plane: Float32Array,
  length: number,
  lines: number,
  step: number,
  next: number,
  weights: Float64Array,
  sum: number,
): Float32Array {
  const out = new Float32Array(plane.length)
  const radius = (weights.length - 1) / 2
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      let value = 0
      for (let k = -radius; k <= radius; k++) {
        const at = Math.min(length - 1, Math.max(0, i + k))
        value += plane[line * next + at * step]! * weights[k + radius]!
      }
      out[line * next + i * step] = value / sum
    }
  }
  return out
}
