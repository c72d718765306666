// What `best` adds to base: a larger network that is taught clean ink alone, so that its mistakes are others.

import { dense, dropout, flatten, maxPool2d, sequential, softmax } from '@digitrec/cnn'
import { warps } from '../augment.ts'
import { base, block } from './base.ts'
import type { Recipe } from './recipe.ts'

/**
 * base with half as many channels again: 236 thousand weights, 12.8 million multiply-adds a digit. No noise, blur or stray lines, and
 * nothing drawn but what is no digit.
 */
export const clean: Recipe = {
  ...base,
  name: 'clean',
  summary: 'A larger network for clean ink; two seeds of it and base are the ensemble `digits-best`',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...block(24),
        maxPool2d(2),
        ...block(48),
        ...block(48),
        maxPool2d(2),
        ...block(80),
        ...block(80),
        ...block(112, { padding: 'valid' }),
        flatten(),
        dropout(0.4),
        dense(11),
        softmax(),
      ],
      { name: 'clean' },
    ),
  augment: { warp: warps.moderate },
  drawn: 0,
  redrawn: 0,
}
