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
  network: widthPx =>
    lineNetwork(widthPx, { sixteenRows: [32, 32], eightRows: [64, 64], fourRows: [80], oneRow: [112, 80] }),
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

/** Filters of the layers of a reader of lines that see so many rows; the first of each makes them out of more. */
export interface LineFilters {
  readonly sixteenRows: readonly [number, ...number[]]
  readonly eightRows: readonly [number, ...number[]]
  readonly fourRows: readonly [number, ...number[]]
  readonly oneRow: readonly [number, ...number[]]
}

/** A convolution that all readers of lines begin with, and as many as asked for where fewer rows are left. */
export function lineNetwork(widthPx: number, filters: LineFilters): Network {
  const [sixteen, ...amongSixteen] = filters.sixteenRows
  const [eight, ...amongEight] = filters.eightRows
  const [four, ...amongFour] = filters.fourRows
  const [one, ...along] = filters.oneRow
  return sequential(
    [32, widthPx, 1],
    [
      ...block(16, 3),
      ...block(sixteen, 3, { stride: 2 }),
      ...amongSixteen.flatMap(filters => block(filters, 3)),
      ...block(eight, 3, { stride: 2 }),
      ...amongEight.flatMap(filters => block(filters, 3)),
      ...block(four, 3, { stride: [2, 1] }),
      ...amongFour.flatMap(filters => block(filters, 3)),
      ...block(one, [4, 3], { padding: { top: 0, bottom: 0, left: 1, right: 1 } }),
      ...along.flatMap(filters => block(filters, [1, 3])),
      conv2d(22, 1),
    ],
    { name: 'lines' },
  )
}

function block(filters: number, kernel: Pair, options: Conv2dOptions = {}): readonly Layer[] {
  return [conv2d(filters, kernel, { padding: 'same', bias: false, ...options }), batchNorm(), relu()]
}
