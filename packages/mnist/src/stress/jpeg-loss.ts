// What does saving as JPEG do to a picture? Only the part that loses: blocks of 8×8 to cosines, rounded coarsely, and back.

import type { Raster } from '@digitrec/image'

/** Luminance and chrominance steps at quality 50, in rows. @see ITU-T T.81, Annex K, tables K.1 and K.2 */
const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
]
const chrominance = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99,
]

/** cosines[u * 8 + x] = c(u)/2 · cos((2x + 1)uπ/16), so that the transform is its own inverse transposed (A.3.3). */
const cosines = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7]
  return (u === 0 ? Math.SQRT1_2 / 2 : 0.5) * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
})

/**
 * The picture as it comes back from a JPEG file of this quality, chroma not thinned out. The entropy coding between loses
 * nothing and is left out.
 *
 * @param quality 1 to 100, on the scale of libjpeg
 */
export function jpegLoss({ width, height, data }: Raster, quality: number): Raster {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
  const steps = [luminance, chrominance].map(table =>
    table.map(step => Math.min(255, Math.max(1, Math.floor((step * scale + 50) / 100)))),
  )
  const out = new Uint8Array(data.length)
  const block = [new Float64Array(64), new Float64Array(64), new Float64Array(64)] as const
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const at = 4 * (Math.min(height - 1, top + (i >> 3)) * width + Math.min(width - 1, left + (i & 7)))
        const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!]
        block[0][i] = 0.299 * r + 0.587 * g + 0.114 * b - 128
        block[1][i] = -0.168736 * r - 0.331264 * g + 0.5 * b
        block[2][i] = 0.5 * r - 0.418688 * g - 0.081312 * b
      }
      block.forEach((values, plane) => {
        roundCosines(values, steps[plane === 0 ? 0 : 1]!)
      })
      for (let i = 0; i < 64; i++) {
        const [y, x] = [top + (i >> 3), left + (i & 7)]
        if (y >= height || x >= width) continue
        const at = 4 * (y * width + x)
        const [luma, cb, cr] = [block[0][i]! + 128, block[1][i]!, block[2][i]!]
        out[at] = byte(luma + 1.402 * cr)
        out[at + 1] = byte(luma - 0.344136 * cb - 0.714136 * cr)
        out[at + 2] = byte(luma + 1.772 * cb)
        out[at + 3] = 255
      }
    }
  }
  return { width, height, data: out }
}

const rows = new Float64Array(64)
const wave = new Float64Array(64)

function roundCosines(values: Float64Array, steps: readonly number[]): void {
  transform(values, rows, false)
  transform(rows, wave, false)
  for (let i = 0; i < 64; i++) wave[i] = Math.round(wave[i]! / steps[i]!) * steps[i]!
  transform(wave, rows, true)
  transform(rows, values, true)
}

/** Cosine transform of each row (or its inverse), written as columns: done twice, both directions are done. */
function transform(from: Float64Array, to: Float64Array, isInverse: boolean): void {
  for (let row = 0; row < 8; row++) {
    for (let k = 0; k < 8; k++) {
      let sum = 0
      for (let x = 0; x < 8; x++) sum += from[row * 8 + x]! * cosines[isInverse ? x * 8 + k : k * 8 + x]!
      to[k * 8 + row] = sum
    }
  }
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)))
}
