// The reader of whole lines: a convolutional network that goes along a strip and says digit or blank at every second pixel.

import {
  adamw,
  batchNorm,
  type Conv2dOptions,
  conv2d,
  cosine,
  type Layer,
  type Network,
  type Pair,
  relu,
  sequential,
} from '@digitrec/cnn'
import type { LineRecipe } from './line-recipe.ts'

/**
 * Eight convolutions and a last one that gives every fourth column two frames of eleven logits, one behind the other: frames
 * of two pixels, so that crowded ones leave a blank between them, at the price of frames of four. 253 thousand weights, 49
 * million multiply-adds for a strip of 160 columns, half of them in layers that Winograd's algorithm runs.
 *
 * @see Graves et al. 2006 for the loss; Shi et al. 2016, "Real-Time Single Image ... Sub-Pixel Convolutional Neural
 *   Network", section 3, for finer places out of channels
 */
export const lines: LineRecipe = {
  name: 'lines',
  summary: 'Whole lines of digits, touching or not, without cutting them up',
  network: widthPx => lineNetwork(widthPx, { fourRows: 80, oneRow: [112, 80] }),
  widthPx: 160,
  framePx: 2,
  strips: 6_240,
  drawn: 8_000,
  deepestPx: 2.2,
  epochs: 96,
  batch: 32,
  optimizer: () => adamw({ learningRate: 2e-3, beta2: 0.99, weightDecay: 0.01 }),
  schedule: () => cosine(2e-3, { warmUp: 0.1 }),
  clipNorm: 5,
  averaging: 0.998,
}

/**
 * Five convolutions that all readers of lines have in common, and as many filters as asked for in what comes after them.
 *
 * @param filters of the layer that leaves four rows, and of those that see one: the first of them makes one row of the four
 */
export function lineNetwork(
  widthPx: number,
  { fourRows, oneRow: [joining, ...along] }: { fourRows: number; oneRow: readonly [number, ...number[]] },
): Network {
  return sequential(
    [32, widthPx, 1],
    [
      ...block(16, 3),
      ...block(32, 3, { stride: 2 }),
      ...block(32, 3),
      ...block(64, 3, { stride: 2 }),
      ...block(64, 3),
      ...block(fourRows, 3, { stride: [2, 1] }),
      ...block(joining, [4, 3], { padding: { top: 0, bottom: 0, left: 1, right: 1 } }),
      ...along.flatMap(filters => block(filters, [1, 3])),
      conv2d(22, 1),
    ],
    { name: 'lines' },
  )
}

function block(filters: number, kernel: Pair, options: Conv2dOptions = {}): readonly Layer[] {
  return [conv2d(filters, kernel, { padding: 'same', bias: false, ...options }), batchNorm(), relu()]
}
