// The smallest reader that still is a good one.

import { adamw, cosine, dense, globalAveragePool2d, maxPool2d, sequential, softmax } from '@digitrec/cnn'
import { base, block } from './base.ts'
import type { Recipe } from './recipe.ts'

/** A small network cannot learn as many ways of writing: six tenths of what `moderate` bends. */
const gentle = { rotationDeg: 6, shear: 0.09, scale: 0.07, aspect: 0.04, shiftPx: 1.2, elasticPx: 0.6 }

/** Five narrow convolutions and a global mean; 11 thousand weights, 1 million multiply-adds a digit. */
export const nano: Recipe = {
  ...base,
  name: 'nano',
  summary: 'Eleven thousand weights, for where every kilobyte counts',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...block(8),
        maxPool2d(2),
        ...block(14),
        ...block(16),
        maxPool2d(2),
        ...block(20),
        ...block(24),
        globalAveragePool2d(),
        dense(11),
        softmax(),
      ],
      { name: 'nano' },
    ),
  dtype: 'F16',
  epochs: 16,
  optimizer: () => adamw({ learningRate: 6e-3, beta2: 0.99, weightDecay: 0.01 }),
  schedule: () => cosine(6e-3, { warmUp: 0.2 }),
  augment: { warp: gentle },
  drawn: 8_000,
  redrawn: 6_000,
  negatives: 8_000,
}
