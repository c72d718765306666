// Convolution layer. The arithmetic is in the kernel of the same name in @digitrec/tensor.

import { call, conv2dGeometry, type Padding } from '@digitrec/tensor'
import { conv2dForward } from '@digitrec/tensor/kernels'
import type { Initializer } from '../initializers.ts'
import { imageShape, type Layer, type Pair, pair, plainLayer, type Site, wholeNumber } from './layer.ts'

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
  const geometry = (input: readonly number[], batch: number) => {
    const [height, width, channels] = imageShape('conv2d', input)
    return conv2dGeometry({ batch, height, width, channels, filters, kernel: window, stride: strides, padding })
  }
  const filterShape = (input: readonly number[]) => [...window, input[2]!, filters]
  // The kernel always adds a bias; a layer without one lends it a buffer that stays zero.
  const biasOf = (site: Site) => (bias ? site.parameters.bias! : site.scratch.noBias!)
  const biasGradientOf = (site: Site) => (bias ? site.gradients.bias! : site.scratch.noBiasGradient!)
  return {
    ...plainLayer,
    type: 'conv2d',
    config: { filters, kernel: window, stride: strides, padding, bias, initializer },
    outputShape(input) {
      const { OH, OW } = geometry(input, 1)
      return [OH, OW, filters]
    },
    parameters: input => [
      { name: 'kernel', shape: filterShape(input), initializer, decay: true, trainable: true },
      ...(bias
        ? [{ name: 'bias', shape: [filters], initializer: 'zeros' as const, decay: false, trainable: true }]
        : []),
    ],
    scratch: () => (bias ? {} : { noBias: filters, noBiasGradient: filters }),
    forward: site => [
      call(conv2dForward, [site.y, site.x, site.parameters.kernel!, biasOf(site)], geometry(site.input, site.batch)),
    ],
    backward(site) {
      const g = geometry(site.input, site.batch)
      const params = call(
        site.training.conv2dBackwardParams,
        [site.gradients.kernel!, biasGradientOf(site), site.dy, site.x],
        g,
      )
      if (!site.dx) return [params]
      return [params, call(site.training.conv2dBackwardInput, [site.dx, site.dy, site.parameters.kernel!], g)]
    },
  }
}
