// Softmax: logits to probabilities.

import { call } from '@digitrec/tensor'
import { softmaxForward } from '@digitrec/tensor/kernels'
import { flatShape, type Layer, plainLayer } from './layer.ts'

/**
 * Probabilities that sum to 1: y_k = exp(x_k) / Σ_j exp(x_j). As the last layer of a network it is left out while
 * training with softmaxCrossEntropy(), which works on the logits before it.
 *
 * @throws NetworkError `shape` when the input is not flat
 */
export function softmax(): Layer {
  const geometry = (input: readonly number[], batch: number) => ({ N: batch, K: flatShape('softmax', input) })
  return {
    ...plainLayer,
    type: 'softmax',
    config: {},
    outputShape(input) {
      flatShape('softmax', input)
      return input
    },
    forward: site => [call(softmaxForward, [site.y, site.x], geometry(site.input, site.batch))],
    backward: site =>
      site.dx
        ? [call(site.training.softmaxBackward, [site.dx, site.dy, site.y], geometry(site.input, site.batch))]
        : [],
  }
}
