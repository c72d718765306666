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
  maxPool2d,
  relu,
  sequential,
  softmax,
} from '@digitrec/cnn'
import { photometrics, warps } from '../augment.ts'
import type { Recipe } from './recipe.ts'

/** Six convolutions and two poolings; 151 thousand weights, 6.9 million multiply-adds a digit. */
export const base: Recipe = {
  name: 'base',
  summary: 'The default: six convolutions, ten digits and "no digit"',
  network: () =>
    sequential(
      [28, 28, 1],
      [
        ...block(16),
        maxPool2d(2),
        ...block(32),
        ...block(32),
        maxPool2d(2),
        ...block(64),
        ...block(64),
        ...block(96, { padding: 'valid' }),
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
  augment: { warp: warps.handheld, photometric: photometrics.moderate, photometricShare: 0.4 },
  fadeFrom: 0.65,
  fadeTo: 0.3,
  drawn: 16_000,
  redrawn: 12_000,
  negatives: 14_000,
  photographed: true,
  dtype: 'I8', // as good on validation as F16, in half the bytes
  clipNorm: 5,
  averaging: 0.998,
}

/** Convolution, batch norm, rectifier: what most of these networks are made of. */
export function block(filters: number, options: Conv2dOptions = {}): readonly Layer[] {
  return [conv2d(filters, 3, { padding: 'same', bias: false, ...options }), batchNorm(), relu()]
}
