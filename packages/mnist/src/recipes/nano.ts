// The smallest reader that still is a good one.

import { dense, globalAveragePool2d, maxPool2d, sequential, softmax } from '@digitrec/cnn'
import { warps } from '../augment.ts'
import { base, block } from './base.ts'
import type { Recipe } from './recipe.ts'

/** Five narrow convolutions and a global mean; 7 thousand weights, 0.7 million multiply-adds a digit. */
export const nano: Recipe = {
  ...base,
  name: 'nano',
  summary: 'Seven thousand weights, for where every kilobyte counts',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...block(8),
        maxPool2d(2),
        ...block(12),
        ...block(14),
        maxPool2d(2),
        ...block(16),
        ...block(16),
        globalAveragePool2d(),
        dense(11),
        softmax(),
      ],
      { name: 'nano' },
    ),
  epochs: 13,
  augment: { warp: warps.moderate },
}
