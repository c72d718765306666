// Corruptions of pen and hand: strokes too thin, too thick, broken or shaky.

import type { Random } from '@digitrec/tensor'
import { pixelsPerDigit, sidePx } from '../idx.ts'
import { type Corruption, coverage, inkAt, paintFrame } from './corruption.ts'

/** A fine pen: the stroke loses this share of its width. */
export const thinStrokes: Corruption = {
  name: 'thin strokes',
  unit: 'share of the stroke taken away',
  amounts: [0.45, 0.65, 0.8],
  happens: 'frame',
  kin: 'thickness',
  apply: (frame, share) => withEdgeMoved(frame, halfWidth => -share * halfWidth),
}

/** A broad marker: the stroke gains this share of its width. */
export const thickStrokes: Corruption = {
  name: 'thick strokes',
  unit: 'share of the stroke added',
  amounts: [0.7, 1.1, 1.5],
  happens: 'frame',
  kin: 'thickness',
  apply: (frame, share) => withEdgeMoved(frame, halfWidth => share * halfWidth),
}

/** A pen that left off, or a scan that lost something: gaps in the strokes. */
export const brokenStrokes: Corruption = {
  name: 'broken strokes',
  unit: 'gaps',
  amounts: [1, 2, 3],
  happens: 'frame',
  kin: 'gap',
  apply(frame, count, random) {
    const gaps = Array.from({ length: count }, () => ({
      ...somewhereOnInk(frame, random),
      radius: random.uniform(1, 1.8),
    }))
    return paintFrame((x, y, i) =>
      gaps.reduce((ink, gap) => ink * (1 - coverage(Math.hypot(x - gap.x, y - gap.y) - gap.radius)), frame[i]!),
    )
  },
}

/** A hand that shakes: every line becomes a wave. */
export const tremor: Corruption = {
  name: 'tremor',
  unit: 'height of the waves in pixels',
  amounts: [0.5, 0.8, 1.1],
  happens: 'frame',
  kin: 'elastic bend',
  apply(frame, height, random) {
    const wave = () => {
      const [turn, from] = [(2 * Math.PI) / random.uniform(5, 8), random.uniform(0, 2 * Math.PI)]
      return (at: number) => height * Math.sin(turn * at + from)
    }
    const [aside, up] = [wave(), wave()]
    return paintFrame((x, y) => inkAt(frame, x + aside(y), y + up(x)))
  },
}

/** Finer pixels for measuring distance: so many to one. */
const fine = 4
const fineSide = fine * sidePx

/**
 * The digit with the edge of its strokes moved outwards (or inwards, below 0) by `by(half the mean stroke width)` pixels.
 * Done on a mask of finer pixels by exact distance, as Morpho-MNIST does it, not on shades of gray as training does.
 *
 * @see Castro et al. 2019, Morpho-MNIST, section 3.1 (thinning and thickening)
 */
function withEdgeMoved(frame: Float32Array, by: (halfWidth: number) => number): Float32Array {
  const isInk = Uint8Array.from({ length: fineSide * fineSide }, (_, i) => {
    const [x, y] = [(i % fineSide) + 0.5, Math.floor(i / fineSide) + 0.5]
    return inkAt(frame, x / fine - 0.5, y / fine - 0.5) >= 0.5 ? 1 : 0
  })
  const outside = distanceTo(isInk, 1)
  const inside = distanceTo(isInk, 0)
  const move = by(halfWidth(isInk, inside)) * fine
  const sum = new Float32Array(pixelsPerDigit)
  for (let i = 0; i < isInk.length; i++) {
    const signed = isInk[i] ? 0.5 - inside[i]! : outside[i]! - 0.5
    sum[(Math.floor(i / fineSide / fine) * sidePx + Math.floor((i % fineSide) / fine)) | 0]! += coverage(signed - move)
  }
  return sum.map(value => value / (fine * fine))
}

/** Half the mean stroke width in pixels: on a ridge of the distance, the distance is half the width. */
function halfWidth(isInk: Uint8Array, inside: Float64Array): number {
  let sum = 0
  let count = 0
  for (let i = fineSide + 1; i < isInk.length - fineSide - 1; i++) {
    const here = inside[i]!
    const isRidge = [1, fineSide, fineSide + 1, fineSide - 1].some(
      step => here > inside[i - step]! && here >= inside[i + step]!,
    )
    const isTop = [1, fineSide].every(step => here >= inside[i - step]! - 0.5 && here >= inside[i + step]! - 0.5)
    if (!isInk[i] || !isRidge || !isTop) continue
    sum += here
    count++
  }
  return count === 0 ? 0 : sum / count / fine
}

/**
 * Distance of every fine pixel to the nearest one of a kind, in fine pixels.
 *
 * @see Meijster, Roerdink, Hesselink 2000, "A general algorithm for computing distance transforms in linear time"; the
 *   second pass is the plain search, since a row has but 112 pixels
 */
function distanceTo(mask: Uint8Array, kind: number): Float64Array {
  const column = new Float64Array(mask.length)
  const far = 2 * fineSide
  for (let x = 0; x < fineSide; x++) {
    let down = far
    for (let y = 0; y < fineSide; y++) {
      down = mask[y * fineSide + x] === kind ? 0 : down + 1
      column[y * fineSide + x] = down
    }
    let up = far
    for (let y = fineSide - 1; y >= 0; y--) {
      up = mask[y * fineSide + x] === kind ? 0 : up + 1
      column[y * fineSide + x] = Math.min(up, column[y * fineSide + x]!)
    }
  }
  return column.map((straight, i) => {
    const row = i - (i % fineSide)
    const x = i % fineSide
    let best = straight * straight
    for (let d = 1; d * d < best && d < fineSide; d++) {
      if (x - d >= 0) best = Math.min(best, d * d + column[row + x - d]! ** 2)
      if (x + d < fineSide) best = Math.min(best, d * d + column[row + x + d]! ** 2)
    }
    return Math.sqrt(best)
  })
}

function somewhereOnInk(frame: Float32Array, random: Random): { x: number; y: number } {
  for (let n = 0; n < 500; n++) {
    const i = random.int(pixelsPerDigit)
    if (frame[i]! > 0.6) return { x: i % sidePx, y: Math.floor(i / sidePx) }
  }
  return { x: 14, y: 14 }
}
