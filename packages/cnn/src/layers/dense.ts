// Fully connected layer.

import { call, type DenseGeometry } from '@digitrec/tensor'
import { denseBackwardInput, denseBackwardParams, denseForward } from '@digitrec/tensor/kernels'
import type { Initializer } from '../initializers.ts'
import { flatShape, kernelLayer, type Layer, type Training, wholeNumber } from './layer.ts'

/** Options of {@link dense}. */
export interface DenseOptions {
  /** First values of the weights. @default 'glorotUniform' */
  initializer?: Initializer
}

/**
 * A fully connected layer: [features] to [units], y = x·w + b.
 *
 * @throws NetworkError `option`, and `shape` when the input is not flat
 */
export function dense(units: number, options: DenseOptions = {}): Layer {
  const { initializer = 'glorotUniform' } = options
  wholeNumber('dense', 'units', units)
  return kernelLayer(denseForward, {
    type: 'dense',
    config: { units, initializer },
    outputShape(input) {
      flatShape('dense', input)
      return [units]
    },
    parameters: ([features]) => [
      { name: 'kernel', shape: [features!, units], initializer, decay: true, trainable: true },
      { name: 'bias', shape: [units], initializer: 'zeros', decay: false, trainable: true },
    ],
    geometry: ([features], batch) => ({ N: batch, C: features!, K: units }),
  })
}

/** What training adds to {@link dense}. */
export const denseTraining: Training<DenseGeometry> = ({ x, dx, dy, parameters: [w], gradients: [dw, db] }, g) => ({
  backward: [
    call(denseBackwardParams, [dw!, db!, dy, x], g),
    ...(dx ? [call(denseBackwardInput, [dx, dy, w!], g)] : []),
  ],
})
