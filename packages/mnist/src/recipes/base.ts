// The default reader: small enough for a page, strong enough for photos.

import {
  adamw,
  batchNorm,
  type Conv2dOptions,
  conv2d,
  cosine,
  dense,
  dropout,
  flatten,
  type Layer,
  relu,
  sequential,
  softmax,
} from '@digitrec/cnn'
import { photometrics, warps } from '../augment.ts'
import type { Recipe } from './recipe.ts'

/** Five convolutions, two of them with stride 2; 70 thousand weights, 3.5 million multiply-adds a digit. */
export const base: Recipe = {
  name: 'base',
  summary: 'The default: five convolutions, ten digits and "no digit"',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...block(16),
        ...block(24, { stride: 2 }),
        ...block(32),
        ...block(48, { stride: 2 }),
        ...block(64, { padding: 'valid' }),
        flatten(),
        dropout(0.3),
        dense(11),
        softmax(),
      ],
      { name: 'base' },
    ),
  classes: 11,
  epochs: 16,
  batch: 64,
  optimizer: () => adamw({ learningRate: 3e-3, beta2: 0.99, weightDecay: 0.01 }),
  schedule: () => cosine(3e-3, { warmUp: 0.2 }),
  augment: { warp: warps.moderate, photometric: photometrics.moderate, photometricShare: 0.4 },
  fadeFrom: 0.65,
  fadeTo: 0.3,
  drawn: 24_000,
  redrawn: 14_000,
  negatives: 16_000,
  clipNorm: 5,
  averaging: 0.998,
}

/** Convolution, batch norm, rectifier: what most of these networks are made of. */
export function block(filters: number, options: Conv2dOptions = {}): readonly Layer[] {
  return [conv2d(filters, 3, { padding: 'same', bias: false, ...options }), batchNorm(), relu()]
}
