// Losses: what training makes small. Each writes the calls from the network's output to a loss per example and back.

import { type Buffer, type Call, call } from '@digitrec/tensor'
import {
  copy,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from '@digitrec/tensor/kernels'
import { numberIn } from './layers/layer.ts'

/** Buffers a loss works on; `output` and `targets` are [batch, classes]. */
export interface LossSite {
  readonly batch: number
  readonly classes: number
  readonly output: Buffer
  readonly targets: Buffer
  /** out, one loss an example */
  readonly losses: Buffer
  /** out, same size as output: probabilities for a loss on logits, else a copy of the output */
  readonly predictions: Buffer
  /** out, gradient of the mean loss by the output */
  readonly gradient: Buffer
}

/** A loss function. */
export interface Loss {
  readonly name: string
  /** Whether it works on the logits before a final softmax(). */
  readonly onLogits: boolean
  /** Calls that overwrite losses and predictions. */
  forward(site: LossSite): readonly Call[]
  /** Calls that overwrite the gradient; run after forward. */
  backward(site: LossSite): readonly Call[]
}

/**
 * Cross-entropy between target distributions and the softmax of logits, computed together so that neither overflows.
 *
 *   loss_n = −Σ_k t'[n,k] · log softmax(x[n])_k      t' = (1−smoothing)·t + smoothing/K
 *
 * @param options.smoothing share of the target spread evenly over all classes, in [0, 1). Default 0
 * @throws NetworkError `option`
 * @see Szegedy et al. 2016, section 7, for the smoothing
 */
export function softmaxCrossEntropy(options: { smoothing?: number } = {}): Loss {
  const smoothing = numberIn('softmaxCrossEntropy', 'smoothing', options.smoothing ?? 0, 0, 1)
  return {
    name: 'softmaxCrossEntropy',
    onLogits: true,
    forward: ({ batch, classes, output, targets, losses, predictions }) => [
      call(softmaxCrossEntropyForward, [losses, predictions, output, targets], { N: batch, K: classes }, smoothing),
    ],
    backward: ({ batch, classes, targets, predictions, gradient }) => [
      call(softmaxCrossEntropyBackward, [gradient, predictions, targets], { N: batch, K: classes }, smoothing),
    ],
  }
}

/** Mean over the outputs of (output − target)². */
export function meanSquaredError(): Loss {
  return {
    name: 'meanSquaredError',
    onLogits: false,
    forward: ({ batch, classes, output, targets, losses, predictions }) => [
      call(meanSquaredErrorForward, [losses, output, targets], { N: batch, K: classes }),
      call(copy, [predictions, output], { length: batch * classes }),
    ],
    backward: ({ batch, classes, output, targets, gradient }) => [
      call(meanSquaredErrorBackward, [gradient, output, targets], { N: batch, K: classes }),
    ],
  }
}
