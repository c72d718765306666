// How does a stored digit look after a photo of it was read? Drawn large with a hard edge, thinner or bolder, then normalised
// like anything else: training sees what reading sees.

import { normaliseFrame } from '@digitrec/image'
import { createRandom, type Random } from '@digitrec/tensor'
import { type DigitSet, pixelsPerDigit, sidePx } from './idx.ts'
import { drawnHeight, putFrame } from './synthetic.ts'

/** Which digits are redrawn. */
export interface RedrawOptions {
  readonly seed: number
  /** How many. */
  readonly length: number
  readonly digits: DigitSet
  /** Which of `digits` may be used, as the split's training list. @default all */
  readonly indices?: ArrayLike<number>
}

/**
 * Redraws stored digits: each one enlarged, cut at a random level of gray (low is bold, high is thin), a little wider or
 * narrower, at a random size, and brought back to 28x28 by the frame normaliser.
 *
 * @example
 * const set = redrawDigitSet({ seed: 1, length: 15_000, digits: train, indices: split.train })
 */
export function redrawDigitSet({ seed, length, digits, indices }: RedrawOptions): DigitSet {
  const root = createRandom(seed)
  const images = new Uint8Array(length * pixelsPerDigit)
  const labels = new Uint8Array(length)
  const available = indices?.length ?? digits.length
  for (let index = 0; index < length; index++) {
    const random = root.fork(4, index)
    const pick = random.int(available)
    const at = indices ? indices[pick]! : pick
    labels[index] = digits.labels[at]!
    const { strength, width, height } = enlarge(digits.images, at * pixelsPerDigit, random)
    putFrame(images, index, normaliseFrame(strength, width, height))
  }
  return { length, images, labels }
}

/** Edge of the drawn stroke: gray levels over which paper becomes ink. Small is hard. */
const edge = 0.15

function enlarge(images: Uint8Array, start: number, random: Random) {
  const level = random.uniform(0.25, 0.65)
  const height = Math.round(1.4 * drawnHeight(random))
  const width = Math.max(8, Math.round(height * (1 + random.uniform(-0.15, 0.15))))
  const strength = new Float32Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const gray = sample(images, start, ((x + 0.5) * sidePx) / width - 0.5, ((y + 0.5) * sidePx) / height - 0.5)
      strength[y * width + x] = Math.min(1, Math.max(0, (gray - level) / edge + 0.5))
    }
  return { strength, width, height }
}

/** Bilinear, 0 outside, as 0 to 1. */
function sample(images: Uint8Array, start: number, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= sidePx || row >= sidePx ? 0 : images[start + row * sidePx + column]!
  const upper = at(left, top) * (left + 1 - x) + at(left + 1, top) * (x - left)
  const lower = at(left, top + 1) * (left + 1 - x) + at(left + 1, top + 1) * (x - left)
  return (upper * (top + 1 - y) + lower * (y - top)) / 255
}
