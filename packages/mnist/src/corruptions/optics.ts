// Corruptions of lens, hand and file: neighbours run into one another.

import { pixelsPerDigit, sidePx } from '../idx.ts'
import { type Corruption, coverage, inkAt, paintFrame } from './corruption.ts'

/** Out of focus: each point becomes a disc. */
export const defocus: Corruption = {
  name: 'defocus',
  unit: 'radius in pixels',
  amounts: [1.5, 2.3, 3],
  happens: 'frame',
  kin: 'blur',
  apply(frame, radius) {
    const reach = Math.ceil(radius)
    const offsets = square(reach).map(([x, y]) => [x, y, coverage(Math.hypot(x, y) - radius)] as const)
    const total = offsets.reduce((sum, [, , weight]) => sum + weight, 0)
    return paintFrame((x, y) => offsets.reduce((sum, [u, v, w]) => sum + w * inkAt(frame, x + u, y + v), 0) / total)
  },
}

/** The camera moved while the shutter was open. */
export const motionBlur: Corruption = {
  name: 'motion blur',
  unit: 'length in pixels',
  amounts: [4, 6, 8],
  happens: 'frame',
  kin: 'blur',
  apply(frame, length, random) {
    const angle = random.uniform(0, Math.PI)
    const samples = Array.from({ length: 15 }, (_, n) => (n / 14 - 0.5) * length)
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
    return paintFrame((x, y) => samples.reduce((sum, at) => sum + inkAt(frame, x + at * dx, y + at * dy), 0) / 15)
  },
}

/** Seen through structured glass: neighbouring pixels change places. */
export const frostedGlass: Corruption = {
  name: 'frosted glass',
  unit: 'reach in pixels',
  amounts: [0.9, 1.4, 1.9],
  happens: 'frame',
  apply: (frame, reach, random) =>
    paintFrame((x, y) => inkAt(frame, x + random.uniform(-reach, reach), y + random.uniform(-reach, reach))),
}

/** Photographed from too far away: coarse squares. */
export const pixelation: Corruption = {
  name: 'pixelation',
  unit: 'side of a square in pixels',
  amounts: [2, 2.8, 3.6],
  happens: 'frame',
  kin: 'blur',
  apply(frame, side) {
    const steps = [0.125, 0.375, 0.625, 0.875]
    return paintFrame((x, y) => {
      const left = Math.floor((x + 0.5) / side) * side - 0.5
      const top = Math.floor((y + 0.5) / side) * side - 0.5
      let sum = 0
      for (const v of steps) for (const u of steps) sum += inkAt(frame, left + u * side, top + v * side)
      return sum / 16
    })
  },
}

/** Saved as JPEG, without the parts that lose nothing: 8x8 cosine transform, quantised, and back. */
export const jpeg: Corruption = {
  name: 'JPEG',
  unit: 'quality of 100',
  amounts: [20, 8, 3],
  happens: 'frame',
  apply(frame, quality) {
    const table = quantisation(quality)
    const out = new Float32Array(pixelsPerDigit)
    const block = new Float64Array(64)
    for (let top = 0; top < sidePx; top += 8)
      for (let left = 0; left < sidePx; left += 8) {
        for (let i = 0; i < 64; i++)
          block[i] = 127 - 255 * frame[inside(top + (i >> 3)) * sidePx + inside(left + (i & 7))]!
        const kept = cosines(block, false).map((value, i) => Math.round(value / table[i]!) * table[i]!)
        for (const [i, value] of cosines(kept, true).entries()) {
          const [x, y] = [left + (i & 7), top + (i >> 3)]
          if (x < sidePx && y < sidePx) out[y * sidePx + x] = Math.min(1, Math.max(0, (127 - value) / 255))
        }
      }
    return out
  },
}

/** Blocks that reach beyond the picture repeat its last pixels. */
const inside = (at: number): number => Math.min(sidePx - 1, at)

/** Luminance table of ITU-T T.81, Annex K.1. */
// biome-ignore format: a table
const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61,
  12, 12, 14, 19, 26, 58, 60, 55,
  14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77,
  24, 35, 55, 64, 81, 104, 113, 92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
]

/** The table at a quality, as the Independent JPEG Group's library scales it (jcparam.c, jpeg_quality_scaling). */
function quantisation(quality: number): number[] {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality
  return luminance.map(value => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100))))
}

/** The 8x8 cosine transform, or its inverse. @see ITU-T T.81, A.3.3 */
function cosines(block: Float64Array, inverse: boolean): Float64Array {
  return transposed(along(transposed(along(block, inverse)), inverse))
}

/** cosine[u][x] = C(u)/2 · cos((2x+1)uπ/16) */
const cosine = Array.from({ length: 8 }, (_, u) =>
  Array.from({ length: 8 }, (_, x) => (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16)),
)

function along(block: Float64Array, inverse: boolean): Float64Array {
  return block.map((_, i) => {
    const [row, to] = [i & ~7, i & 7]
    let sum = 0
    for (let from = 0; from < 8; from++) sum += block[row + from]! * (inverse ? cosine[from]![to]! : cosine[to]![from]!)
    return sum
  })
}

function transposed(block: Float64Array): Float64Array {
  return block.map((_, i) => block[(i & 7) * 8 + (i >> 3)]!)
}

/** Every offset of a square around the middle. */
function square(reach: number): (readonly [number, number])[] {
  const range = Array.from({ length: 2 * reach + 1 }, (_, n) => n - reach)
  return range.flatMap(y => range.map(x => [x, y] as const))
}
