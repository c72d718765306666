// The smallest reader that still is a good one.

import { adamw, cosine, dense, globalAveragePool2d, maxPool2d, sequential, softmax } from '@digitrec/cnn'
import { base, block } from './base.ts'
import type { Recipe } from './recipe.ts'

/** A small network cannot learn as many ways of writing: six tenths of what `moderate` bends. */
const gentle = { rotationDeg: 6, shear: 0.09, scale: 0.07, aspect: 0.04, shiftPx: 1.2, elasticPx: 0.6 }

/**
 * Five narrow convolutions and a global mean; 19 thousand weights, 1.5 million multiply-adds a digit. Most weights are in the last
 * two, which look at 49 places only: a byte each, they cost little time.
 */
export const nano: Recipe = {
  ...base,
  name: 'nano',
  summary: 'Nineteen thousand weights in as many bytes, for where every kilobyte counts',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...block(8),
        maxPool2d(2),
        ...block(14),
        ...block(18),
        maxPool2d(2),
        ...block(32),
        ...block(36),
        globalAveragePool2d(),
        dense(11),
        softmax(),
      ],
      { name: 'nano' },
    ),
  epochs: 16,
  optimizer: () => adamw({ learningRate: 6e-3, beta2: 0.99, weightDecay: 0.01 }),
  schedule: () => cosine(6e-3, { warmUp: 0.2 }),
  augment: { warp: gentle },
  drawn: 8_000,
  redrawn: 6_000,
  negatives: 8_000,
}
