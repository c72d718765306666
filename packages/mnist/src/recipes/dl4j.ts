// The network that the founding report's survey credits with 99.21 % and 99.89 %.

import { conv2d, dense, flatten, maxPool2d, relu, sequential, softmax } from '@digitrec/cnn'
import type { Recipe } from './recipe.ts'
import { report } from './report.ts'

/**
 * Two wide convolutions, 32 of 5x5 and 64 of 7x7, with pooling: 107,050 weights.
 *
 * @see Ali et al. 2019, "An efficient and improved scheme for handwritten digit recognition based on convolutional neural network",
 *   SN Applied Sciences 1:1125 (built with DeepLearning4j), for the two convolutions; the rest is our reading of it
 */
export const dl4j: Recipe = {
  ...report,
  name: 'dl4j',
  summary: 'Convolutions of 32 5x5 and 64 7x7, as in the survey',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...[conv2d(32, 5), relu(), maxPool2d(2)],
        ...[conv2d(64, 7), relu(), maxPool2d(2)],
        ...[flatten(), dense(10), softmax()],
      ],
      { name: 'dl4j' },
    ),
  epochs: 10,
  batch: 64,
}
