// How well does a score part digits from what is none? A high score speaks for "no digit".

/** What a score does when it has to let a share of the digits through. */
export interface Detection {
  /** Probability that something that is no digit scores higher than a digit, ties counting half; 0.5 is chance. */
  readonly auroc: number
  /** Share of what is no digit that is taken for one when 95 % of the digits are let through. */
  readonly fprAt95: number
}

/** @see Hendrycks, Gimpel 2017, "A Baseline for Detecting Misclassified and Out-of-Distribution Examples", section 2 */
export function detection(digits: ArrayLike<number>, others: ArrayLike<number>): Detection {
  return { auroc: auroc(digits, others), fprAt95: 1 - refusedShare(others, acceptanceThreshold(digits, 0.95)) }
}

/** Area under the ROC curve by ranks. @see Hanley, McNeil 1982, "The Meaning and Use of the Area under a ROC Curve" */
export function auroc(negatives: ArrayLike<number>, positives: ArrayLike<number>): number {
  const all = [
    ...Array.from(negatives, score => ({ score, isPositive: false })),
    ...Array.from(positives, score => ({ score, isPositive: true })),
  ].sort((a, b) => a.score - b.score)
  let rankSum = 0
  for (let start = 0; start < all.length; ) {
    let end = start
    while (end < all.length && all[end]!.score === all[start]!.score) end++
    const meanRank = (start + 1 + end) / 2
    rankSum += meanRank * all.slice(start, end).filter(({ isPositive }) => isPositive).length
    start = end
  }
  const n = positives.length
  return (rankSum - (n * (n + 1)) / 2) / (n * negatives.length)
}

/** The least threshold such that at least this share of the digits does not score above it. */
export function acceptanceThreshold(digits: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(digits).sort()
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1))]!
}

/** Share that scores above a threshold. */
export function refusedShare(scores: ArrayLike<number>, threshold: number): number {
  let count = 0
  for (let i = 0; i < scores.length; i++) if (scores[i]! > threshold) count++
  return count / scores.length
}
