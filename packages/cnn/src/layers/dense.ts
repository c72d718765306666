// Fully connected layer.

import { call } from '@digitrec/tensor'
import { denseForward } from '@digitrec/tensor/kernels'
import type { Initializer } from '../initializers.ts'
import { flatShape, type Layer, plainLayer, wholeNumber } from './layer.ts'

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
  const geometry = (input: readonly number[], batch: number) => ({ N: batch, C: flatShape('dense', input), K: units })
  return {
    ...plainLayer,
    type: 'dense',
    config: { units, initializer },
    outputShape(input) {
      flatShape('dense', input)
      return [units]
    },
    parameters: input => [
      { name: 'kernel', shape: [input[0]!, units], initializer, decay: true, trainable: true },
      { name: 'bias', shape: [units], initializer: 'zeros', decay: false, trainable: true },
    ],
    forward: site => [
      call(
        denseForward,
        [site.y, site.x, site.parameters.kernel!, site.parameters.bias!],
        geometry(site.input, site.batch),
      ),
    ],
    backward(site) {
      const g = geometry(site.input, site.batch)
      const params = call(
        site.training.denseBackwardParams,
        [site.gradients.kernel!, site.gradients.bias!, site.dy, site.x],
        g,
      )
      if (!site.dx) return [params]
      return [params, call(site.training.denseBackwardInput, [site.dx, site.dy, site.parameters.kernel!], g)]
    },
  }
}
