// Dropout: while training, a random part of the activations is silenced.

import { call, type LengthGeometry } from '@digitrec/tensor'
import { dropoutBackward, dropoutForward } from '@digitrec/tensor/kernels'
import { type Layer, numberIn, plainLayer, type Training } from './layer.ts'

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
  return { ...plainLayer, type: 'dropout', config: { rate }, passes: 'predicting' }
}

/** What training adds to {@link dropout}. */
export const dropoutTraining: Training<LengthGeometry, Layer & { config: { rate: number } }> = (
  { x, y, dx, dy, allocate, index },
  g,
  { config },
) => {
  const mask = allocate(g.length)
  return {
    forward: [call(dropoutForward, [y, mask, x], g, config.rate, dropoutSeed(index))],
    backward: dx ? [call(dropoutBackward, [dx, dy, mask], g)] : [],
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
