// The loss of a line reader: connectionist temporal classification, which learns from a text without being told where
// in the line each of its labels stands. Forward-backward in log space, and the gradient. Decoding is @digitrec/cnn's.

import { softmaxForward } from './softmax.ts'

/** Sizes of a batch of sequences: N of them, T frames each, K classes of which the last one is the blank. */
export interface CtcGeometry {
  readonly N: number
  readonly T: number
  readonly K: number
}

/**
 * Minus the log-probability of a text, summed over every way of spreading it over the frames.
 *
 * A path gives each frame a label or the blank; its text is what is left when runs of one class are taken as one and
 * blanks are left out. With l' the text with a blank between all labels and at both ends (2L+1 long) and y the softmax
 * of the logits, the paths that have reached l'[s] by frame t together have the probability
 *
 *   alpha[t,s] = y[t,l'[s]] · (alpha[t−1,s] + alpha[t−1,s−1] + alpha[t−1,s−2] if l'[s] is no blank and not l'[s−2])
 *   loss       = −log(alpha[T−1,2L] + alpha[T−1,2L−1])
 *
 * All is kept as logarithms, so nothing underflows. A text that needs more frames than there are (one a label, one more
 * between two equal neighbours) has no path: its loss is Infinity, never NaN. An empty text is all blanks. A NaN in the
 * logits makes its sequence's loss NaN. Every element of losses, probabilities and alphas is overwritten.
 *
 * @param losses out, [N], in nats
 * @param probabilities out, [N,T,K], softmax of each frame
 * @param alphas out, [N,T,2T+1], logarithms; −Infinity where no path leads, and past the text's 2L+1
 * @param logits [N,T,K]
 * @param targets [N,T·K]: the labels of the text (0 to K−2), then −1 to the end of the row; at most T labels
 * @see Graves et al. 2006, Connectionist Temporal Classification, section 4.1, eq. 5 to 8; the same result as PyTorch ctc_loss
 */
export function ctcForward(
  losses: Float32Array,
  probabilities: Float32Array,
  alphas: Float32Array,
  logits: Float32Array,
  targets: Float32Array,
  g: CtcGeometry,
): void {
  const { N, T, K } = g
  const width = 2 * T + 1
  alphas.fill(-Infinity)
  for (let n = 0; n < N; n++) {
    const labels = n * T * K
    const S = placeCount(targets, labels, g)
    for (let t = 0; t < T; t++) {
      const frame = (n * T + t) * K
      const row = (n * T + t) * width
      const sum = logSum(logits, frame, K)
      for (let s = 0; s < S; s++) {
        let before = t === 0 && s < 2 ? 0 : -Infinity
        if (t > 0) {
          before = alphas[row - width + s]!
          if (s > 0) before = logAdd(before, alphas[row - width + s - 1]!)
          if (mayLeap(targets, labels, s)) before = logAdd(before, alphas[row - width + s - 2]!)
        }
        alphas[row + s] = before + logits[frame + classAt(targets, labels, s, K)]! - sum
      }
    }
    const last = (n * T + T - 1) * width + S - 1
    losses[n] = S === 0 ? Infinity : -logAdd(alphas[last]!, S > 1 ? alphas[last - 1]! : -Infinity)
  }
  softmaxForward(probabilities, logits, { N: N * T, K })
}

/**
 * Gradient of the mean loss over the batch with respect to the logits.
 *
 *   beta[t,s]      = what alpha is from the other end, without frame t itself
 *   gamma[t,s]     = alpha[t,s] · beta[t,s] / p,   p = exp(−loss): how likely frame t stands at l'[s], given the text
 *   dlogits[n,t,k] = (y[t,k] − Σ_{s: l'[s]=k} gamma[t,s]) / N
 *
 * A text without a path (its loss is Infinity) has the gradient zero: it teaches nothing and spoils nothing. Every
 * element of dlogits and betas is overwritten.
 *
 * @param dlogits out, [N,T,K]
 * @param betas out, [N,T,2T+1], logarithms, as alphas
 * @param logits [N,T,K]
 * @param alphas [N,T,2T+1], as forward made them
 * @param losses [N], as forward made them
 * @param targets [N,T·K]
 * @see Graves et al. 2006, section 4.1, eq. 9 to 11, and section 4.2, eq. 16
 */
export function ctcBackward(
  dlogits: Float32Array,
  betas: Float32Array,
  logits: Float32Array,
  alphas: Float32Array,
  losses: Float32Array,
  targets: Float32Array,
  g: CtcGeometry,
): void {
  const { N, T, K } = g
  const width = 2 * T + 1
  betas.fill(-Infinity)
  for (let n = 0; n < N; n++) {
    const labels = n * T * K
    const S = placeCount(targets, labels, g)
    const loss = losses[n]!
    let laterSum = 0
    for (let t = T - 1; t >= 0; t--) {
      const frame = (n * T + t) * K
      const row = (n * T + t) * width
      const later = frame + K
      const sum = logSum(logits, frame, K)
      const step = (s: number) => betas[row + width + s]! + logits[later + classAt(targets, labels, s, K)]! - laterSum
      if (loss === Infinity) dlogits.fill(0, frame, frame + K)
      else for (let k = 0; k < K; k++) dlogits[frame + k] = Math.exp(logits[frame + k]! - sum) / N
      for (let s = 0; s < S; s++) {
        let after = t === T - 1 && s >= S - 2 ? 0 : -Infinity
        if (t < T - 1) {
          after = step(s)
          if (s + 1 < S) after = logAdd(after, step(s + 1))
          if (s + 2 < S && mayLeap(targets, labels, s + 2)) after = logAdd(after, step(s + 2))
        }
        betas[row + s] = after
        if (loss !== Infinity)
          dlogits[frame + classAt(targets, labels, s, K)]! -= Math.exp(alphas[row + s]! + after + loss) / N
      }
      laterSum = sum
    }
  }
}

/** Places of the text with its blanks: 2L+1, or 0 when it has more labels than there are frames. */
function placeCount(targets: Float32Array, labels: number, { T, K }: CtcGeometry): number {
  let count = 0
  while (count <= T && count < T * K && targets[labels + count]! >= 0) count++
  return count > T ? 0 : 2 * count + 1
}

/** The class at place s of the text with its blanks. */
function classAt(targets: Float32Array, labels: number, s: number, K: number): number {
  return s % 2 === 0 ? K - 1 : targets[labels + (s >> 1)]! | 0
}

/** Whether a path may go on to place s from two places before it: over a blank that does not keep equal labels apart. */
function mayLeap(targets: Float32Array, labels: number, s: number): boolean {
  return s % 2 === 1 && s > 1 && targets[labels + (s >> 1)]! !== targets[labels + (s >> 1) - 1]!
}

/** log(exp(a) + exp(b)), where either may be −Infinity or NaN. */
function logAdd(a: number, b: number): number {
  const most = Math.max(a, b)
  return most === -Infinity ? most : most + Math.log1p(Math.exp(-Math.abs(a - b)))
}

/** log Σ_k exp(logits[k]), with the maximum taken out. */
function logSum(logits: Float32Array, frame: number, K: number): number {
  let max = -Infinity
  for (let k = 0; k < K; k++) if (logits[frame + k]! > max) max = logits[frame + k]!
  let sum = 0
  for (let k = 0; k < K; k++) sum += Math.exp(logits[frame + k]! - max)
  return max + Math.log(sum)
}
