// Convolution layer. The arithmetic is in the kernel of the same name in @digitrec/tensor.

import { type Conv2dGeometry, call, conv2dGeometry, type Padding, type Shape } from '@digitrec/tensor'
import { conv2dBackwardInput, conv2dBackwardParams, conv2dForward } from '@digitrec/tensor/kernels'
import type { Initializer } from '../initializers.ts'
import { imageShape, type Layer, type Pair, pair, type Training, wholeNumber } from './layer.ts'

/** Options of {@link conv2d}. */
export interface Conv2dOptions {
  /** Step of the window in pixels. @default 1 */
  stride?: Pair
  /** Zeros around the image. @default 'valid' */
  padding?: Padding
  /** Whether a number per filter is added; leave out before batchNorm(). @default true */
  bias?: boolean
  /** First values of the filters. @default 'heUniform' */
  initializer?: Initializer
}

/**
 * A convolution: `filters` windows of size `kernel` slide over an image [H,W,C] and give [OH,OW,filters].
 *
 * @param kernel window size, or [height, width]
 * @throws NetworkError `option`; sequential() finds a window larger than the padded image
 * @example
 * conv2d(8, 3, { padding: 'same' })   // [28,28,1] to [28,28,8], 72 weights and 8 biases
 */
export function conv2d(filters: number, kernel: Pair, options: Conv2dOptions = {}): Layer {
  const { stride = 1, padding = 'valid', bias = true, initializer = 'heUniform' } = options
  wholeNumber('conv2d', 'filters', filters)
  const window = pair('conv2d', 'kernel', kernel)
  const strides = pair('conv2d', 'stride', stride)
  const geometry = (input: Shape, batch: number) => {
    const [height, width, channels] = imageShape('conv2d', input)
    return conv2dGeometry({ batch, height, width, channels, filters, kernel: window, stride: strides, padding })
  }
  return {
    type: 'conv2d',
    config: { filters, kernel: window, stride: strides, padding, bias, initializer },
    geometry,
    outputShape(input) {
      const { OH, OW } = geometry(input, 1)
      return [OH, OW, filters]
    },
    parameters(input) {
      const shape = [...window, input[2]!, filters]
      const weights = { name: 'kernel', shape, initializer, decay: true, trainable: true }
      return bias
        ? [weights, { name: 'bias', shape: [filters], initializer: 'zeros', decay: false, trainable: true }]
        : [weights]
    },
    // The kernel always adds a bias; a layer without one lends it a buffer that stays zero.
    forward: ({ y, x, parameters: [w, b], input, batch, allocate }) => [
      call(conv2dForward, [y, x, w!, b ?? allocate(filters)], geometry(input, batch)),
    ],
  }
}

/** What training adds to {@link conv2d}. */
export const conv2dTraining: Training<Conv2dGeometry> = (site, g) => {
  const { x, dx, dy, parameters, gradients, allocate } = site
  const [w] = parameters
  const [dw, db = allocate(g.K)] = gradients
  return {
    backward: [
      call(conv2dBackwardParams, [dw!, db, dy, x], g),
      ...(dx ? [call(conv2dBackwardInput, [dx, dy, w!], g)] : []),
    ],
  }
}
