// Does 90 % sure mean right nine times of ten? Losses of probabilities, calibration errors, and the temperature that mends them.

import { atTemperature, type Predictions } from './predictions.ts'

/** Means of what probabilities cost. */
export interface Losses {
  /** Negative log-likelihood of the true class in nats, probabilities floored at 1e-12. */
  readonly nll: number
  /** Squared distance of the probabilities from the truth, 0 to 2. @see Brier 1950 */
  readonly brier: number
}

/** The two proper scores of predictions. */
export function losses({ count, classes, probabilities, labels }: Predictions): Losses {
  let nll = 0
  let brier = 0
  for (let n = 0; n < count; n++) {
    nll -= Math.log(Math.max(probabilities[n * classes + labels[n]!]!, 1e-12))
    for (let k = 0; k < classes; k++) brier += (probabilities[n * classes + k]! - (k === labels[n] ? 1 : 0)) ** 2
  }
  return { nll: nll / count, brier: brier / count }
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  readonly count: number
  readonly meanConfidence: number
  readonly accuracy: number
}

/** How the answers are put into bins: steps of equal width from 0 to 1, or as many answers in each. */
export type Binning = 'equal-width' | 'equal-mass'

/**
 * Answers in bins of confidence, empty ones left out, least sure first. A bin of equal width holds its upper end and
 * not its lower one, as in Guo et al. 2017, section 2.
 *
 * @param correct 1 where the answer is right
 */
export function reliabilityBins(
  confidences: ArrayLike<number>,
  correct: ArrayLike<number>,
  binning: Binning = 'equal-width',
  bins = 15,
): ReliabilityBin[] {
  const order = Array.from({ length: confidences.length }, (_, i) => i).sort(
    (a, b) => confidences[a]! - confidences[b]!,
  )
  const groups = Array.from({ length: bins }, (): number[] => [])
  for (const [rank, i] of order.entries()) {
    const bin =
      binning === 'equal-mass' ? Math.floor((rank * bins) / order.length) : Math.ceil(confidences[i]! * bins) - 1
    groups[Math.min(bins - 1, Math.max(0, bin))]!.push(i)
  }
  const mean = (group: readonly number[], values: ArrayLike<number>) =>
    group.reduce((sum, i) => sum + values[i]!, 0) / group.length
  return groups
    .filter(group => group.length > 0)
    .map(group => ({
      count: group.length,
      meanConfidence: mean(group, confidences),
      accuracy: mean(group, correct),
    }))
}

/** Mean distance between confidence and accuracy over bins, weighted by how much is in them; 0 to 1. @see Guo et al. 2017, eq. 3 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  return bins.reduce((sum, bin) => sum + (bin.count / total) * Math.abs(bin.accuracy - bin.meanConfidence), 0)
}

/**
 * The temperature that makes the truth likeliest: golden-section search on log T, in which the loss has one minimum.
 *
 * @returns 0.25 to 4, to three decimals
 * @see Guo et al. 2017, section 4.2
 */
export function fitTemperature(predictions: Predictions): number {
  const loss = (logT: number) => losses(atTemperature(predictions, Math.exp(logT))).nll
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [Math.log(0.25), Math.log(4)]
  while (high - low > 1e-3) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)]
    if (loss(a) < loss(b)) high = b
    else low = a
  }
  return Math.round(Math.exp((low + high) / 2) * 1000) / 1000
}
