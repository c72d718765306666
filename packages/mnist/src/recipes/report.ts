// The network that many students begin with, as it is usually taught: no augmentation, ten classes.

import { adam, constant, conv2d, dense, flatten, relu, sequential, softmax } from '@digitrec/cnn'
import { warps } from '../augment.ts'
import type { Recipe } from './recipe.ts'

/** One convolution of 64 filters and a dense layer: 433,290 weights, most of them in the dense layer. */
export const report: Recipe = {
  name: 'report',
  summary: 'One convolution and a dense layer, as in the founding report',
  network: () => sequential([28, 28, 1], [conv2d(64, 3), relu(), flatten(), dense(10), softmax()], { name: 'report' }),
  classes: 10,
  epochs: 5,
  batch: 32,
  optimizer: () => adam({ learningRate: 1e-3 }),
  schedule: () => constant(1e-3),
  augment: { warp: warps.none },
  fadeFrom: 1,
  fadeTo: 1,
  drawn: 0,
  redrawn: 0,
  negatives: 0,
  photographed: false,
  clipNorm: 0,
}
