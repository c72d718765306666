// The network that began it, with today's rectifier in place of the scaled hyperbolic tangent.

import { averagePool2d, conv2d, dense, flatten, relu, sequential, softmax } from '@digitrec/cnn'
import type { Recipe } from './recipe.ts'
import { report } from './report.ts'

/**
 * Two convolutions of 5x5 with pooling by mean, then three dense layers: 61,706 weights.
 *
 * @see LeCun, Bottou, Bengio, Haffner 1998, "Gradient-Based Learning Applied to Document Recognition", section II.B. There the second
 *   convolution sees only some of the planes, and the outputs are distances; here it sees all, and they are logits.
 */
export const lenet5: Recipe = {
  ...report,
  name: 'lenet5',
  summary: 'LeNet-5 of 1998, with rectifiers',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...[conv2d(6, 5, { padding: 'same' }), relu(), averagePool2d(2)],
        ...[conv2d(16, 5), relu(), averagePool2d(2)],
        ...[flatten(), dense(120), relu(), dense(84), relu(), dense(10), softmax()],
      ],
      { name: 'lenet5' },
    ),
  epochs: 12,
  batch: 64,
}
