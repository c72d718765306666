// How does the line reader get its examples? Every one composed when it is asked for, so no two are ever alike.

import type { ExampleSource } from '@digitrec/cnn'
import { stripHeight } from '@digitrec/image'
import { createRandom, type Random } from '@digitrec/tensor'
import type { DigitPool } from './digit-pool.ts'
import { createStripComposer, type StripDigit } from './strip.ts'
import { drawStyle, drawText, type Spacing } from './strip-style.ts'

/** A line on a strip, and what is written on it. */
export interface Strip {
  /** [32, width], ink = 1. */
  readonly data: Float32Array
  readonly width: number
  readonly digits: readonly StripDigit[]
}

/** Most digits of a line in training; reading takes longer ones in windows. */
export const mostDigits = 12

/** Time that composing one strip takes, in multiply-adds of training: 0.2 ms where the reader trains on one in 4 ms. */
const composeEffort = 3_500_000

/** How training strips are made. */
export interface StripSourceOptions {
  readonly pools: readonly DigitPool[]
  readonly widthPx: number
  /** Frames that the network makes of a strip. */
  readonly frames: number
  /** Strips an epoch. */
  readonly length: number
  /** How far into each other strokes of neighbours may go, in pixels. @default 3.5 */
  readonly deepestPx?: number | undefined
}

/**
 * Strips as training with the loss `ctc(10)` reads them: x is [32, width, 1], the target the digits and then −1.
 *
 * @example
 * const source = stripSource({ pools: digitPools(train, 'train'), widthPx: 160, frames: 80, length: 12_000 })
 */
export function stripSource({ pools, widthPx, frames, length, deepestPx }: StripSourceOptions): ExampleSource {
  const composer = createStripComposer()
  return {
    length,
    inputShape: [stripHeight, widthPx, 1],
    classes: frames * 11,
    effort: composeEffort,
    write(_index, x, target, random) {
      const digits = composer.compose(
        x,
        widthPx,
        drawText(drawLength(random), random),
        drawStyle(pools, random, { deepestPx }),
        random,
      )
      target.fill(-1)
      for (const [i, { digit }] of digits.entries()) target[i] = digit
    },
  }
}

/**
 * Strips for measuring: the same seed gives the same strips.
 *
 * @param options.spacing how close their digits stand
 * @param options.isClean whether lines are left as written, or spoilt as training's are. @default false
 * @param options.most digits of a line at most. @default 12, the long ones more often
 */
export function drawStrips(options: {
  readonly pools: readonly DigitPool[]
  readonly widthPx: number
  readonly seed: number
  readonly length: number
  readonly spacing: Spacing
  readonly isClean?: boolean
  readonly most?: number
}): readonly Strip[] {
  const { pools, widthPx: width, seed, length, spacing, isClean = false, most } = options
  const composer = createStripComposer()
  return Array.from({ length }, (_, i) => {
    const random = createRandom(seed).fork(i)
    const data = new Float32Array(stripHeight * width)
    const text = drawText(most ? 1 + random.int(most) : Math.max(1, drawLength(random)), random)
    const style = { ...drawStyle(pools, random, { spacing }), isClean }
    return { data, width, digits: composer.compose(data, width, text, style, random) }
  })
}

/** 0 to 12 digits, long lines more often than short ones, since a short one is mostly paper. */
function drawLength(random: Random): number {
  if (random.next() < 0.02) return 0
  return 1 + Math.max(random.int(mostDigits), random.int(mostDigits))
}
