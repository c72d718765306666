// Batch normalisation over all but the last axis.

import { call, shapeSize } from '@digitrec/tensor'
import { batchNormForward } from '@digitrec/tensor/kernels'
import { type Layer, numberIn, plainLayer } from './layer.ts'

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** Share of the old running statistics kept at each step. @default 0.9 */
  momentum?: number
  /** Added to the variance before the root. @default 1e-3 */
  epsilon?: number
}

/**
 * Brings each channel to mean beta and deviation gamma: over the batch while training, by running statistics
 * when predicting.
 *
 * @throws NetworkError `option`
 * @see Ioffe & Szegedy 2015, algorithms 1 and 2
 */
export function batchNorm(options: BatchNormOptions = {}): Layer {
  const momentum = numberIn('batchNorm', 'momentum', options.momentum ?? 0.9, 0, 1)
  const epsilon = numberIn('batchNorm', 'epsilon', options.epsilon ?? 1e-3, 0, 1)
  const geometry = (input: readonly number[], batch: number) => {
    const C = input.at(-1)!
    return { rows: (batch * shapeSize(input)) / C, C }
  }
  return {
    ...plainLayer,
    type: 'batchNorm',
    config: { momentum, epsilon },
    outputShape: input => input,
    parameters(input) {
      const shape = [input.at(-1)!]
      return [
        { name: 'gamma', shape, initializer: 'ones', decay: false, trainable: true },
        { name: 'beta', shape, initializer: 'zeros', decay: false, trainable: true },
        { name: 'runningMean', shape, initializer: 'zeros', decay: false, trainable: false },
        { name: 'runningVariance', shape, initializer: 'ones', decay: false, trainable: false },
      ]
    },
    scratch: (input, _batch, training) =>
      training ? { mean: input.at(-1)!, inverseStd: input.at(-1)! } : ({} as Record<string, number>),
    forward(site) {
      const { gamma, beta, runningMean, runningVariance } = site.parameters
      const g = geometry(site.input, site.batch)
      if (!site.training)
        return [call(batchNormForward, [site.y, site.x, gamma!, beta!, runningMean!, runningVariance!], g, epsilon)]
      const { mean, inverseStd } = site.scratch
      const buffers = [site.y, mean!, inverseStd!, runningMean!, runningVariance!, site.x, gamma!, beta!]
      return [call(site.training.batchNormTrainForward, buffers, g, momentum, epsilon)]
    },
    backward(site) {
      // Without a dx to hand on, the kernel still needs somewhere to write; a first layer is never batchNorm in practice.
      const dx = site.dx ?? site.dy
      const { gamma, beta } = site.gradients
      const { mean, inverseStd } = site.scratch
      const buffers = [dx, gamma!, beta!, site.dy, site.x, site.parameters.gamma!, mean!, inverseStd!]
      return [call(site.training.batchNormBackward, buffers, geometry(site.input, site.batch))]
    },
  }
}
