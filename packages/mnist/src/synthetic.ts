// How does synthetic handwriting become a set to train on? Many writers, each digit through the same normalisation as a photo's.

import { normaliseFrame } from '@digitrec/image'
import { createRandom, type Random } from '@digitrec/tensor'
import { drawDigit } from './handwriting/draw.ts'
import { createWriter } from './handwriting/writer.ts'
import { type DigitSet, pixelsPerDigit } from './idx.ts'
import { digitSource, type FadingSource, type SourceOptions } from './sources.ts'

/** Which digits are drawn. */
export interface SyntheticOptions {
  readonly seed: number
  /** How many. */
  readonly length: number
  /** Digits to draw in turn; name one twice for twice as many. @default 0 to 9 */
  readonly digits?: readonly number[]
}

/** How many digits one writer writes before the next takes over. */
export const perWriter = 20

/**
 * Draws a set of digits, as a `DigitSet`: 28x28, ink = 255, in MNIST's geometry. It takes about a millisecond each: draw once, then augment.
 *
 * The same options give the same bytes (on the same JavaScript engine: it uses Math.exp and Math.sin).
 *
 * @example
 * const set = drawDigitSet({ seed: 1, length: 15_000 })
 */
export function drawDigitSet(options: SyntheticOptions): DigitSet {
  const { seed, length, digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] } = options
  const root = createRandom(seed)
  const images = new Uint8Array(length * pixelsPerDigit)
  const labels = Uint8Array.from({ length }, (_, index) => digits[index % digits.length]!)
  let writer = createWriter(root.fork(0, 0))
  for (let index = 0; index < length; index++) {
    if (index % perWriter === 0) writer = createWriter(root.fork(0, index))
    const random = root.fork(1, index)
    const { width, height, strength } = drawDigit(labels[index]!, writer, random, { heightPx: drawnHeight(random) })
    putFrame(images, index, normaliseFrame(strength, width, height))
  }
  return { length, images, labels }
}

/**
 * Synthetic digits as a source. They are drawn when the source is made; reading only augments.
 *
 * @example
 * const source = syntheticSource({ seed: 1, length: 15_000, augment: { warp: warps.moderate }, classes: 11 })
 */
export function syntheticSource(options: SyntheticOptions & Omit<SourceOptions, 'indices'>): FadingSource {
  return digitSource(drawDigitSet(options), options)
}

/** Photos hold digits of all sizes; a small one is coarser after normalisation. */
export function drawnHeight(random: Random): number {
  return Math.round(20 * Math.exp(0.9 * random.next()))
}

/** Writes a frame of 784 numbers 0..1 as bytes. */
export function putFrame(images: Uint8Array, index: number, frame: Float32Array): void {
  for (let i = 0; i < pixelsPerDigit; i++) images[index * pixelsPerDigit + i] = Math.round(frame[i]! * 255)
}
