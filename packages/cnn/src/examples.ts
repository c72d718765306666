// Where training and evaluation get their examples from.

import type { Random, Shape } from '@digitrec/tensor'
import { ShapeError, shapeSize } from '@digitrec/tensor'

/** Examples with their targets, read one at a time by index, so that any order and any subset works. */
export interface ExampleSource {
  readonly length: number
  /** Shape of one example. */
  readonly inputShape: Shape
  readonly classes: number
  /**
   * Roughly how long writing one example takes, in multiply-adds of the engine (15,000 are about a microsecond); where
   * training runs on threads, the one that reads gets so much less else to do. @default 0
   */
  readonly effort?: number
  /**
   * Writes one example.
   *
   * @param index 0 to length−1
   * @param x out, the example
   * @param target out, a distribution over the classes (one-hot, or soft)
   * @param random a stream of this example's own: the same epoch and index give the same numbers
   */
  write(index: number, x: Float32Array, target: Float32Array, random: Random): void
}

/**
 * Examples that already are arrays.
 *
 * @param x [N, ...inputShape]
 * @param labels N class indices
 * @throws ShapeError `length-mismatch` when the arrays do not agree
 */
export function arraySource(
  inputShape: Shape,
  classes: number,
  x: Float32Array,
  labels: ArrayLike<number>,
): ExampleSource {
  const size = shapeSize(inputShape)
  if (x.length !== labels.length * size)
    throw new ShapeError(
      'length-mismatch',
      `arraySource: expected ${labels.length} examples of ${size} numbers, got ${x.length} numbers.`,
    )
  return {
    length: labels.length,
    inputShape,
    classes,
    write(index, out, target) {
      out.set(x.subarray(index * size, (index + 1) * size))
      target.fill(0)
      target[labels[index]!] = 1
    },
  }
}
