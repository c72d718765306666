// Tensors to and from ndarray (scijs), for code that lives with those packages. The only file that knows ndarray, and
// a subpath of its own, because ndarray builds its classes with `new Function`, which a strict CSP forbids.

import ndarray, { type NdArray } from 'ndarray'
import { type Shape, shapeSize, shapeStrides } from './shape.ts'
import { Tensor } from './tensor.ts'

/** What {@link fromNdarray} needs of an ndarray, whatever it keeps its numbers in. */
export interface NdarrayLike {
  /** Where the numbers are. */
  readonly data: object
  readonly shape: readonly number[]
  /** Distance of neighbours along each axis, in numbers. */
  readonly stride: readonly number[]
  /** Where the first number is. */
  readonly offset: number
  /** The number at an index. */
  get(...index: number[]): number
}

/**
 * A tensor as an ndarray over the same numbers: writing to one writes to both.
 *
 * @example
 * const image = toNdarray(new Tensor([28, 28]))
 * image.set(3, 4, 1)
 */
export function toNdarray(tensor: Tensor): NdArray<Float32Array> {
  return ndarray(tensor.data, [...tensor.shape])
}

/**
 * An ndarray as a tensor: over the same numbers when they are float32 and lie row by row, else a copy.
 *
 * @throws ShapeError `bad-size`
 */
export function fromNdarray(array: NdarrayLike): Tensor {
  const { data, shape, stride, offset } = array
  const size = shapeSize(shape)
  const inRows = shapeStrides(shape).every((step, axis) => shape[axis] === 1 || stride[axis] === step)
  if (data instanceof Float32Array && (inRows || size === 0))
    return new Tensor(shape, data.subarray(offset, offset + size))
  return new Tensor(
    shape,
    Float32Array.from(indices(shape), index => array.get(...index)),
  )
}

/** Every index of a shape, row by row. */
function* indices(shape: Shape): Generator<number[]> {
  const strides = shapeStrides(shape)
  for (let i = 0; i < shapeSize(shape); i++) yield strides.map((step, axis) => Math.floor(i / step) % shape[axis]!)
}
