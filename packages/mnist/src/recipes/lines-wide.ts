// The third school of the line reader: more filters where few places are left to look at, learned on top of what is known.

import { conv2d, sequential } from '@digitrec/cnn'
import type { LineRecipe } from './line-recipe.ts'
import { block, lines } from './lines.ts'

/**
 * The first five convolutions are those of `lines`, and are taken over (`--from`); what comes after them is wider, and one layer more
 * looks along the line. The smaller network had stopped getting better on touching digits, and read strips of training no better than
 * strips that it had never seen: it was too small, not too little trained. 424 thousand weights, 57 million multiply-adds for a strip of
 * 160 columns.
 */
export const linesWide: LineRecipe = {
  ...lines,
  name: 'lines-wide',
  summary: 'Goes on from lines-close (--from), with more filters in the last layers',
  network: widthPx =>
    sequential(
      [32, widthPx, 1],
      [
        ...block(16, 3),
        ...block(32, 3, { stride: 2 }),
        ...block(32, 3),
        ...block(64, 3, { stride: 2 }),
        ...block(64, 3),
        ...block(96, 3, { stride: [2, 1] }),
        ...block(160, [4, 3], { padding: { top: 0, bottom: 0, left: 1, right: 1 } }),
        ...block(128, [1, 3]),
        ...block(128, [1, 3]),
        conv2d(22, 1),
      ],
      { name: 'lines' },
    ),
  deepestPx: 3.5,
  epochs: 48,
}
