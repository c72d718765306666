// Global average pooling: one number a channel.

import { call } from '@digitrec/tensor'
import { globalAveragePool2dForward } from '@digitrec/tensor/kernels'
import { imageShape, type Layer, plainLayer } from './layer.ts'

/** The mean of each channel over the whole image: [H,W,C] to [C]. @throws NetworkError `shape` @see Lin et al. 2014, section 3.2 */
export function globalAveragePool2d(): Layer {
  const geometry = (input: readonly number[], batch: number) => {
    const [H, W, C] = imageShape('globalAveragePool2d', input)
    return { N: batch, H, W, C }
  }
  return {
    ...plainLayer,
    type: 'globalAveragePool2d',
    config: {},
    outputShape: input => [imageShape('globalAveragePool2d', input)[2]],
    forward: site => [call(globalAveragePool2dForward, [site.y, site.x], geometry(site.input, site.batch))],
    backward: site =>
      site.dx
        ? [call(site.training.globalAveragePool2dBackward, [site.dx, site.dy], geometry(site.input, site.batch))]
        : [],
  }
}
