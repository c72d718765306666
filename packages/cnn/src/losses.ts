// Losses: what training makes small. Each writes the calls from the network's output to a loss per example and back.

import { type Buffer, type Call, call } from '@digitrec/tensor'
import {
  copy,
  ctcBackward,
  ctcForward,
  meanSquaredErrorBackward,
  meanSquaredErrorForward,
  softmaxCrossEntropyBackward,
  softmaxCrossEntropyForward,
} from '@digitrec/tensor/kernels'
import { ctcGreedy } from './ctc.ts'
import { NetworkError, numberIn, wholeNumber } from './layers/layer.ts'

/** Buffers a loss works on; `output` and `targets` are [batch, classes]. */
export interface LossSite {
  readonly batch: number
  /** Numbers in the network's output; where that is a row of frames, all of them together. */
  readonly classes: number
  readonly output: Buffer
  readonly targets: Buffer
  /** out, one loss an example */
  readonly losses: Buffer
  /** out, same size as output: probabilities for a loss on logits, else a copy of the output */
  readonly predictions: Buffer
  /** out, gradient of the mean loss by the output */
  readonly gradient: Buffer
  /** What the loss keeps between forward and backward, by name. */
  readonly scratch: Readonly<Record<string, Buffer>>
}

/** A loss function. */
export interface Loss {
  readonly name: string
  /** Whether it works on the logits before a final softmax(). */
  readonly onLogits: boolean
  /** Lengths in floats of buffers that live between forward and backward, by name. @default none */
  scratch?(batch: number, classes: number): Readonly<Record<string, number>>
  /** Whether one example is answered rightly, for the accuracy of progress. @default the largest of both is at one place */
  isRight?(predictions: Float32Array, targets: Float32Array): boolean
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

/**
 * Connectionist temporal classification: the output is a row of frames with `labels` + 1 logits each, the last of them
 * the blank; a target is the text, and where in the row its labels stand is for the network to find out.
 *
 * Targets are as long as the output: the labels (0 to labels−1) from the start of the row, then −1 to its end. A text that
 * no path spells in so many frames has the loss Infinity and no gradient. An example counts as right when the text of its
 * likeliest path is the target.
 *
 * @param labels how many labels there are, without the blank
 * @throws NetworkError `option`; `shape`, when planned for an output that is no whole number of frames
 * @see Graves et al. 2006; `ctcForward` and `ctcBackward` of @digitrec/tensor
 */
export function ctc(labels: number): Loss {
  const K = wholeNumber('ctc', 'labels', labels) + 1
  const geometry = (batch: number, classes: number) => {
    if (classes % K !== 0)
      throw new NetworkError(
        'shape',
        `ctc: expected an output of whole frames of ${K} numbers (${labels} labels and the blank), got ${classes} numbers.`,
      )
    return { N: batch, T: classes / K, K }
  }
  return {
    name: 'ctc',
    onLogits: true,
    scratch(batch, classes) {
      const { N, T } = geometry(batch, classes)
      return { alphas: N * T * (2 * T + 1), betas: N * T * (2 * T + 1) }
    },
    forward: ({ batch, classes, output, targets, losses, predictions, scratch }) => [
      call(ctcForward, [losses, predictions, scratch.alphas!, output, targets], geometry(batch, classes)),
    ],
    backward: ({ batch, classes, output, targets, losses, gradient, scratch }) => [
      call(ctcBackward, [gradient, scratch.betas!, output, scratch.alphas!, losses, targets], geometry(batch, classes)),
    ],
    isRight(predictions, targets) {
      const text = ctcGreedy(predictions, predictions.length / K, K)
      return text.every((label, i) => targets[i] === label) && !(targets[text.length]! >= 0)
    },
  }
}
