// A tensor: a shape and the numbers it arranges, row by row. For looking at numbers at the borders of the engine;
// inside it, kernels work on the plain Float32Array.

import { checkLength, checkShape, formatShape, type Shape, ShapeError, shapeSize, shapeStrides } from './shape.ts'

/**
 * A shape and its numbers, the last axis running fastest; images are [N,H,W,C].
 *
 * @example
 * const pixels = new Tensor([2, 3], new Float32Array([1, 2, 3, 4, 5, 6]))
 * pixels.at(1, 2)            // 6
 * pixels.reshape([3, 2])     // the same numbers, seen otherwise
 * pixels.argmax()            // [2, 2]
 */
export class Tensor {
  /** Sizes, outermost axis first; frozen. */
  readonly shape: Shape
  /** The numbers themselves, not a copy; as long as the product of `shape`. */
  readonly data: Float32Array

  /**
   * @param shape sizes, outermost axis first
   * @param data taken as it is, not copied; zeros when left out
   * @throws ShapeError `bad-size`, `length-mismatch`
   */
  constructor(shape: Shape, data?: Float32Array) {
    checkShape('tensor', shape)
    if (data) checkLength('tensor', data.length, shape)
    this.shape = Object.freeze([...shape])
    this.data = data ?? new Float32Array(shapeSize(shape))
  }

  /** How many numbers there are. */
  get size(): number {
    return this.data.length
  }

  /**
   * The number at an index, one whole number an axis.
   *
   * @throws ShapeError `bad-index`
   */
  at(...index: number[]): number {
    return this.data[this.#offset(index)]!
  }

  /**
   * The same numbers under another shape of the same size: a view, so writing to one writes to both.
   *
   * @throws ShapeError `bad-size`, `length-mismatch`
   */
  reshape(shape: Shape): Tensor {
    checkShape('reshape', shape)
    checkLength('reshape', this.size, shape)
    return new Tensor(shape, this.data)
  }

  /**
   * Rows `start` up to but not including `end` of the first axis: a view, so writing to one writes to both.
   *
   * @param start from 0
   * @param end the size of the first axis when left out
   * @throws ShapeError `bad-index`
   */
  slice(start: number, end?: number): Tensor {
    const [rows, ...rest] = this.shape
    const stop = (end ?? rows)!
    if (!Number.isInteger(start) || !Number.isInteger(stop) || start < 0 || stop < start || !(stop <= rows!))
      throw new ShapeError(
        'bad-index',
        `slice: expected 0 <= start <= end within the first axis of ${formatShape(this.shape)}, got ${start} and ${stop}.`,
      )
    const width = shapeSize(rest)
    return new Tensor([stop - start, ...rest], this.data.subarray(start * width, stop * width))
  }

  /**
   * The index of the largest number along the last axis, the first one when several are equal; one answer for each
   * place of the other axes, in row order. NaN is never the largest; all NaN gives 0.
   *
   * @throws ShapeError `bad-size` when the last axis is empty or missing
   */
  argmax(): Uint32Array {
    const width = this.shape.at(-1)
    if (!width)
      throw new ShapeError(
        'bad-size',
        `argmax: expected a last axis of 1 or more, got shape ${formatShape(this.shape)}.`,
      )
    return Uint32Array.from({ length: this.size / width }, (_, row) => {
      let best = 0
      let max = -Infinity
      for (let k = 0; k < width; k++) {
        const value = this.data[row * width + k]!
        if (value > max) {
          max = value
          best = k
        }
      }
      return best
    })
  }

  /** The shape and the first few numbers, on one line. */
  toString(): string {
    const shown = Array.from(this.data.subarray(0, 8), value => Number(value.toPrecision(6)))
    return `Tensor ${formatShape(this.shape)} ${shown.join(' ')}${this.size > 8 ? ' …' : ''}`
  }

  #offset(index: readonly number[]): number {
    const inside =
      index.length === this.shape.length &&
      index.every((value, axis) => Number.isInteger(value) && value >= 0 && value < this.shape[axis]!)
    if (!inside)
      throw new ShapeError(
        'bad-index',
        `at: expected an index inside ${formatShape(this.shape)}, got ${formatShape(index)}.`,
      )
    const strides = shapeStrides(this.shape)
    return index.reduce((offset, value, axis) => offset + value * strides[axis]!, 0)
  }
}
