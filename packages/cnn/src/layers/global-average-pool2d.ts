// Global average pooling: one number a channel.

import { call, type GlobalAveragePool2dGeometry } from '@digitrec/tensor'
import { globalAveragePool2dBackward, globalAveragePool2dForward } from '@digitrec/tensor/kernels'
import { imageShape, kernelLayer, type Layer, type Training } from './layer.ts'

/** The mean of each channel over the whole image: [H,W,C] to [C]. @throws NetworkError `shape` @see Lin et al. 2014, section 3.2 */
export function globalAveragePool2d(): Layer {
  const type = 'globalAveragePool2d'
  return kernelLayer(globalAveragePool2dForward, {
    type,
    outputShape: input => [imageShape(type, input)[2]],
    geometry(input, batch) {
      const [H, W, C] = imageShape(type, input)
      return { N: batch, H, W, C }
    },
  })
}

/** What training adds to {@link globalAveragePool2d}. */
export const globalAveragePool2dTraining: Training<GlobalAveragePool2dGeometry> = ({ dx, dy }, g) => ({
  backward: dx ? [call(globalAveragePool2dBackward, [dx, dy], g)] : [],
})
