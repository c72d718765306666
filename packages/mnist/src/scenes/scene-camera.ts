// What do light and camera do to a scene? A shadow with an edge, focus, noise, and the blocks of JPEG.

import type { Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'

/** Takes a share of the light away on one side of a line across the picture, in place. */
export function castShadow({ width, height, data }: Raster, random: Random): void {
  const angle = random.uniform(0, 2 * Math.PI)
  const [nx, ny] = [Math.cos(angle), Math.sin(angle)]
  const size = Math.hypot(width, height)
  const offset = random.uniform(-0.2, 0.2) * size
  const softness = (random.next() < 0.4 ? 0.005 : random.uniform(0.05, 0.3)) * size
  const depth = random.uniform(0.25, 0.6)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const across = (x - width / 2) * nx + (y - height / 2) * ny - offset
      const light = 1 - depth / (1 + Math.exp(-across / Math.max(0.5, softness)))
      for (let channel = 0; channel < 3; channel++) data[at + channel] = Math.round(data[at + channel]! * light)
    }
}

/** Blur by `passes` passes of the 1-2-1 filter in both directions, in place: a sigma of √(passes/2) pixels. */
export function defocus({ width, height, data }: Raster, passes: number): void {
  const line = new Float32Array(Math.max(width, height) + 2)
  const along = (start: number, step: number, count: number) => {
    for (let i = 0; i < count; i++) line[i + 1] = data[start + i * step]!
    line[0] = line[1]!
    line[count + 1] = line[count]!
    for (let i = 0; i < count; i++)
      data[start + i * step] = Math.round((line[i]! + 2 * line[i + 1]! + line[i + 2]!) / 4)
  }
  for (let pass = 0; pass < passes; pass++)
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < height; y++) along(4 * y * width + channel, 4, width)
      for (let x = 0; x < width; x++) along(4 * x + channel, 4 * width, height)
    }
}

/** Noise of the sensor, the same in all channels, in place. */
export function addGrain({ data }: Raster, sd: number, random: Random): void {
  for (let at = 0; at < data.length; at += 4) {
    const noise = sd * random.normal()
    for (let channel = 0; channel < 3; channel++)
      data[at + channel] = Math.min(255, Math.max(0, Math.round(data[at + channel]! + noise)))
  }
}

/** Steps of the luminance table at quality 50, from the low frequencies on. @see ITU-T T.81, table K.1 */
const steps = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
]

/**
 * What JPEG of a quality does to brightness, in place: blocks of 8×8 to cosines, rounded to the table's steps, and back; the
 * change is made to all three channels alike.
 *
 * @param quality 1 to 100, on libjpeg's scale
 */
export function roundLikeJpeg({ width, height, data }: Raster, quality: number): void {
  const scale = (quality < 50 ? 5000 / quality : 200 - 2 * quality) / 100
  const block = new Float64Array(64)
  const before = new Float64Array(64)
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const y = Math.min(height - 1, top + (i >> 3))
        const at = 4 * (y * width + Math.min(width - 1, left + (i & 7)))
        before[i] = block[i] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]! - 128
      }
      transform(block, false)
      for (let i = 0; i < 64; i++) {
        const step = Math.max(1, steps[i]! * scale)
        block[i] = Math.round(block[i]! / step) * step
      }
      transform(block, true)
      for (let i = 0; i < 64; i++) {
        const [y, x] = [top + (i >> 3), left + (i & 7)]
        if (y >= height || x >= width) continue
        const at = 4 * (y * width + x)
        for (let channel = 0; channel < 3; channel++)
          data[at + channel] = Math.min(255, Math.max(0, Math.round(data[at + channel]! + block[i]! - before[i]!)))
      }
    }
}

const cosines = Float64Array.from({ length: 64 }, (_, i) => {
  const [k, n] = [i >> 3, i & 7]
  return (k === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * n + 1) * k * Math.PI) / 16)
})

/** The cosine transform of an 8×8 block, or its inverse, in place. @see ITU-T T.81, A.3.3 */
function transform(block: Float64Array, inverse: boolean): void {
  const row = new Float64Array(8)
  for (const [lineStep, step] of [
    [8, 1],
    [1, 8],
  ] as const)
    for (let line = 0; line < 8; line++) {
      for (let k = 0; k < 8; k++) {
        let sum = 0
        for (let n = 0; n < 8; n++)
          sum += block[line * lineStep + n * step]! * cosines[inverse ? n * 8 + k : k * 8 + n]!
        row[k] = sum
      }
      for (let k = 0; k < 8; k++) block[line * lineStep + k * step] = row[k]!
    }
}
