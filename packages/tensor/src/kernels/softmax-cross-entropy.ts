// The loss of a classifier: softmax and cross-entropy in one, from logits, and its gradient.

import { type RowsGeometry, softmaxForward } from './softmax.ts'

/**
 * Cross-entropy between the softmax of each row of logits and a target distribution.
 *
 *   t[n,k]        = (1−smoothing) · targets[n,k] + smoothing/K
 *   losses[n]     = Σ_k t[n,k] · (log Σ_j exp(logits[n,j]) − logits[n,k])
 *   probabilities = softmax(logits)
 *
 * The logarithm is of the whole sum (log-sum-exp with the maximum taken out), so the loss is finite however far apart
 * the logits are. A class whose target is 0 adds nothing, even when its logit is −Infinity; otherwise NaN passes
 * through. Every element of losses and probabilities is overwritten. The loss of the batch is the mean of `losses`.
 *
 * @param losses out, [N], in nats
 * @param probabilities out, [N,K], kept for backward
 * @param logits [N,K]
 * @param targets [N,K], each row a distribution (one-hot or soft)
 * @param smoothing share of each target that is spread over all classes, 0 to 1
 * @see Szegedy et al. 2016, Rethinking the Inception Architecture, section 7 (label smoothing); the same result as
 *   PyTorch cross_entropy with class probabilities and label_smoothing
 */
export function softmaxCrossEntropyForward(
  losses: Float32Array,
  probabilities: Float32Array,
  logits: Float32Array,
  targets: Float32Array,
  g: RowsGeometry,
  smoothing: number,
): void {
  const { N, K } = g
  for (let n = 0; n < N; n++) {
    const row = n * K
    let max = -Infinity
    for (let k = 0; k < K; k++) if (logits[row + k]! > max) max = logits[row + k]!
    let sum = 0
    for (let k = 0; k < K; k++) sum += Math.exp(logits[row + k]! - max)
    const logSum = Math.log(sum)
    let loss = 0
    for (let k = 0; k < K; k++) {
      const target = (1 - smoothing) * targets[row + k]! + smoothing / K
      if (target !== 0) loss += target * (logSum - (logits[row + k]! - max))
    }
    losses[n] = loss
  }
  softmaxForward(probabilities, logits, g)
}

/**
 * Gradient of the mean loss over the batch with respect to the logits.
 *
 *   t[n,k]       = (1−smoothing) · targets[n,k] + smoothing/K
 *   dlogits[n,k] = (p[n,k] · Σ_j t[n,j] − t[n,k]) / N
 *
 * The sum is 1 when targets are distributions; a row of zeros with no smoothing has no loss and no gradient. Every
 * element of dlogits is overwritten.
 *
 * @param dlogits out, [N,K]
 * @param probabilities [N,K], as forward made them
 * @param targets [N,K]
 * @param smoothing the one that forward was given
 */
export function softmaxCrossEntropyBackward(
  dlogits: Float32Array,
  probabilities: Float32Array,
  targets: Float32Array,
  g: RowsGeometry,
  smoothing: number,
): void {
  const { N, K } = g
  for (let n = 0; n < N; n++) {
    const row = n * K
    let sum = 0
    for (let k = 0; k < K; k++) sum += (1 - smoothing) * targets[row + k]! + smoothing / K
    for (let k = 0; k < K; k++) {
      const target = (1 - smoothing) * targets[row + k]! + smoothing / K
      dlogits[row + k] = (probabilities[row + k]! * sum - target) / N
    }
  }
}
