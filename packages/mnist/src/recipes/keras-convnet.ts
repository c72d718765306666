// The network of Keras' "Simple MNIST convnet", which most comparisons know.

import { conv2d, dense, dropout, flatten, maxPool2d, relu, sequential, softmax } from '@digitrec/cnn'
import type { Recipe } from './recipe.ts'
import { report } from './report.ts'

/**
 * Two convolutions with pooling and half of the features dropped: 34,826 weights.
 *
 * @see keras.io/examples/vision/mnist_convnet: Adam, batches of 128, 15 epochs
 */
export const kerasConvnet: Recipe = {
  ...report,
  name: 'keras-convnet',
  summary: "Two convolutions and dropout, as in Keras' example",
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...[conv2d(32, 3), relu(), maxPool2d(2)],
        ...[conv2d(64, 3), relu(), maxPool2d(2)],
        ...[flatten(), dropout(0.5), dense(10), softmax()],
      ],
      { name: 'keras-convnet' },
    ),
  epochs: 15,
  batch: 128,
}
