// Dropout: a random share of the numbers becomes zero, the rest grows so that the mean stays.

import { mix32 } from '../random.ts'
import type { LengthGeometry } from './elementwise.ts'

/**
 * Dropout, forward (inverted form: nothing need be scaled when predicting).
 *
 *   mask[i] = 0 with probability rate, else 1/(1−rate)
 *   y[i]    = x[i] · mask[i]
 *
 * Number i is dropped when a hash of (seed, i) falls below rate·2³²: no generator walks along, integer arithmetic
 * only, so the same seed drops the same numbers on every backend and in any order. Every element of y and of mask is
 * overwritten; y may be x. NaN passes through, dropped or not.
 *
 * @param y out, [length]
 * @param mask out, [length], kept for backward
 * @param x [length]
 * @param rate share that is dropped, 0 to 1
 * @param seed whole number, 0 to 2³²−1; a new one for every step and every layer
 * @see Srivastava et al. 2014, section 10 (inverted scaling)
 */
export function dropoutForward(
  y: Float32Array,
  mask: Float32Array,
  x: Float32Array,
  g: LengthGeometry,
  rate: number,
  seed: number,
): void {
  const threshold = Math.floor(rate * 2 ** 32)
  const scale = 1 / (1 - rate)
  const key = mix32(seed)
  for (let i = 0; i < g.length; i++) {
    const kept = mix32(i ^ key) >>> 0 >= threshold
    mask[i] = kept ? scale : 0
    y[i] = x[i]! * mask[i]!
  }
}

/**
 * Gradient of dropout: dx[i] = dy[i] · mask[i]. Every element of dx is overwritten; dx may be dy.
 *
 * @param dx out, [length]
 * @param dy [length]
 * @param mask [length], as forward made it
 */
export function dropoutBackward(dx: Float32Array, dy: Float32Array, mask: Float32Array, g: LengthGeometry): void {
  for (let i = 0; i < g.length; i++) dx[i] = dy[i]! * mask[i]!
}
