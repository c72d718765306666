// Dropout: while training, a random part of the activations is silenced.

import { call, shapeSize } from '@digitrec/tensor'
import { type Layer, numberIn, plainLayer } from './layer.ts'

/**
 * While training, each value is zeroed with probability `rate` and the others are scaled by 1/(1−rate); when
 * predicting nothing happens.
 *
 * @param rate share silenced, in [0, 1)
 * @throws NetworkError `option`
 * @see Srivastava et al. 2014, section 4 (the scaling is the "inverted" form of their section 10)
 */
export function dropout(rate: number): Layer {
  numberIn('dropout', 'rate', rate, 0, 1)
  const size = (input: readonly number[], batch: number) => batch * shapeSize(input)
  return {
    ...plainLayer,
    type: 'dropout',
    config: { rate },
    outputShape: input => input,
    scratch: (input, batch, training) => (training ? { mask: size(input, batch) } : {}),
    forward: site =>
      site.training
        ? [
            call(
              site.training.dropoutForward,
              [site.y, site.scratch.mask!, site.x],
              { length: size(site.input, site.batch) },
              rate,
              dropoutSeed(site.index),
            ),
          ]
        : [],
    backward: site =>
      site.dx
        ? [
            call(site.training.dropoutBackward, [site.dx, site.dy, site.scratch.mask!], {
              length: size(site.input, site.batch),
            }),
          ]
        : [],
    passes: training => !training,
  }
}

const seedPrefix = 'dropoutSeed'

/** Name of the scalar that carries this layer's seed of the step. */
function dropoutSeed(index: number): string {
  return `${seedPrefix}${index}`
}

/** Whether a scalar that a program names is the seed of a dropout layer. */
export function isDropoutSeed(scalar: string | number): scalar is string {
  return typeof scalar === 'string' && scalar.startsWith(seedPrefix)
}
