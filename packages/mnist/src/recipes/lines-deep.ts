// The fourth school of the line reader: more layers, which begin as if they were not there.

import { adamw, cosine } from '@digitrec/cnn'
import type { LineRecipe } from './line-recipe.ts'
import { lineNetwork, lines } from './lines.ts'

/**
 * All of `lines-wide` is taken over (`--from`), with one layer more that sees sixteen rows, one that sees eight, one that sees four
 * and one that looks along the line. The old network read strips of training's digits no better than those of digits that it had never
 * seen (touching ones: 91.5 and 93.0 % of 2,000), so it was again too small, not too little trained. A second run that begins with what the
 * first one learned (`--seed 2 --epochs 70 --from` its file) reads 1 to 2 % more of spoilt strips that touch. 603 thousand weights, 96 million
 * multiply-adds for a strip of 160 columns.
 */
export const linesDeep: LineRecipe = {
  ...lines,
  name: 'lines-deep',
  summary: 'Goes on from lines-wide (--from), with four more layers',
  network: widthPx =>
    lineNetwork(widthPx, {
      sixteenRows: [32, 32, 32],
      eightRows: [64, 64, 64],
      fourRows: [96, 96],
      oneRow: [160, 128, 128, 128],
    }),
  deepestPx: 3.5,
  epochs: 80,
  optimizer: () => adamw({ learningRate: 1.5e-3, beta2: 0.99, weightDecay: 0.01 }),
  schedule: () => cosine(1.5e-3, { warmUp: 0.1 }),
}
