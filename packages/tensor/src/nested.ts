// A tensor from lists within lists, as numbers are written by hand.

import { type Shape, ShapeError } from './shape.ts'
import { Tensor } from './tensor.ts'

/** Numbers in nested lists: a number, or a list of lists of the same length. */
export type NestedNumbers = number | readonly NestedNumbers[]

/**
 * A tensor from nested lists; the nesting is the shape.
 *
 * @throws ShapeError `ragged-array` when lists of one level differ in length
 * @example
 * tensorFromArray([[1, 2, 3], [4, 5, 6]]).shape   // [2, 3]
 */
export function tensorFromArray(values: NestedNumbers): Tensor {
  const shape: number[] = []
  for (let level = values; typeof level !== 'number'; level = level[0]!) {
    shape.push(level.length)
    if (level.length === 0) break
  }
  const data: number[] = []
  flatten(values, shape, 0, data)
  return new Tensor(shape, Float32Array.from(data))
}

/** Appends the numbers of nested lists, checking each level against the shape. */
function flatten(values: NestedNumbers, shape: Shape, depth: number, into: number[]): void {
  const expected = shape[depth]
  if (typeof values === 'number' && expected === undefined) {
    into.push(values)
    return
  }
  if (!Array.isArray(values) || values.length !== expected) {
    const got = Array.isArray(values) ? `a list of ${values.length}` : String(values)
    throw new ShapeError(
      'ragged-array',
      `tensorFromArray: expected ${expected === undefined ? 'a number' : `a list of ${expected}`} at depth ${depth}, got ${got}. All lists of one level need the same length.`,
    )
  }
  for (const value of values) flatten(value, shape, depth + 1, into)
}
