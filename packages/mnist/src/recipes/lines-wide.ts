// The third school of the line reader: more filters where few places are left to look at, learned on top of what is known.

import type { LineRecipe } from './line-recipe.ts'
import { lineNetwork, lines } from './lines.ts'

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
    lineNetwork(widthPx, { sixteenRows: [32, 32], eightRows: [64, 64], fourRows: [96], oneRow: [160, 128, 128] }),
  deepestPx: 3.5,
  epochs: 48,
}
