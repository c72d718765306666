// Softmax: logits to probabilities.

import { call, type RowsGeometry } from '@digitrec/tensor'
import { softmaxBackward, softmaxForward } from '@digitrec/tensor/kernels'
import { flatShape, kernelLayer, type Layer, type Training } from './layer.ts'

/**
 * Probabilities that sum to 1: y_k = exp(x_k) / Σ_j exp(x_j). As the last layer of a network it is left out while
 * training with softmaxCrossEntropy(), which works on the logits before it.
 *
 * @throws NetworkError `shape` when the input is not flat
 */
export function softmax(): Layer {
  return kernelLayer(softmaxForward, {
    type: 'softmax',
    outputShape: input => [flatShape('softmax', input)],
    geometry: (input, batch) => ({ N: batch, K: input[0]! }),
  })
}

/** What training adds to {@link softmax}. */
export const softmaxTraining: Training<RowsGeometry> = ({ dx, dy, y }, g) => ({
  backward: dx ? [call(softmaxBackward, [dx, dy, y], g)] : [],
})
