// The second school of the line reader: the same network goes on with strokes that run deeper into each other.

import { adamw, cosine } from '@digitrec/cnn'
import type { LineRecipe } from './line-recipe.ts'
import { lines } from './lines.ts'

/**
 * What a network knows of slight overlaps (`--preset lines`) is taken over, and it goes on, at half the learning rate, with those
 * that people write. That the harder ones are better learned second was not tried against learning them at once.
 *
 * @see Bengio et al. 2009, "Curriculum Learning"; Loshchilov & Hutter 2017, "SGDR", for the warm restart
 */
export const linesClose: LineRecipe = {
  ...lines,
  name: 'lines-close',
  summary: 'Goes on from lines (--from), with digits written deep into each other',
  deepestPx: 3.5,
  epochs: 72,
  optimizer: () => adamw({ learningRate: 1e-3, beta2: 0.99, weightDecay: 0.01 }),
  schedule: () => cosine(1e-3, { warmUp: 0.05 }),
}
