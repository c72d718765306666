// Batch normalisation over all but the last axis.

import { type BatchNormGeometry, type Buffer, call, type Shape, shapeSize } from '@digitrec/tensor'
import { batchNormBackward, batchNormForward, batchNormTrainForward } from '@digitrec/tensor/kernels'
import { kernelLayer, type Layer, numberIn, type ParameterSpec, type Training } from './layer.ts'

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
  const layer = {
    type: 'batchNorm',
    config: { momentum, epsilon },
    parameters(input: Shape): ParameterSpec[] {
      const shape = [input.at(-1)!]
      return [
        { name: 'gamma', shape, initializer: 'ones', decay: false, trainable: true },
        { name: 'beta', shape, initializer: 'zeros', decay: false, trainable: true },
        { name: 'runningMean', shape, initializer: 'zeros', decay: false, trainable: false },
        { name: 'runningVariance', shape, initializer: 'ones', decay: false, trainable: false },
      ]
    },
    geometry(input: Shape, batch: number) {
      const C = input.at(-1)!
      return { rows: (batch * shapeSize(input)) / C, C }
    },
  }
  return kernelLayer(batchNormForward, layer, epsilon)
}

/** What training adds to {@link batchNorm}. */
export const batchNormTraining: Training<BatchNormGeometry, Layer & { config: Required<BatchNormOptions> }> = (
  { x, y, dx, dy, parameters, gradients, allocate },
  g,
  { config },
) => {
  const [gamma, beta, runningMean, runningVariance] = parameters as [Buffer, Buffer, Buffer, Buffer]
  const [dgamma, dbeta] = gradients as [Buffer, Buffer]
  const [mean, inverseStd] = [allocate(g.C), allocate(g.C)]
  const outputs = [y, mean, inverseStd, runningMean, runningVariance]
  // Without a dx to hand on, the kernel still needs somewhere to write; a first layer is never batchNorm in practice.
  const gradient = [dx ?? dy, dgamma, dbeta, dy, x, gamma, mean, inverseStd]
  return {
    forward: [call(batchNormTrainForward, [...outputs, x, gamma, beta], g, config.momentum, config.epsilon)],
    backward: [call(batchNormBackward, gradient, g)],
  }
}
