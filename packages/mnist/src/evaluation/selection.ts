// What if the least sure answers are left to people? How much is still answered, and how much of that is wrong.

/** A point of the risk-coverage curve. */
export interface Selected {
  /** Share of the pictures that is answered, the surest first. */
  readonly coverage: number
  /** Share of those answers that is wrong. */
  readonly risk: number
  /** How many those are. */
  readonly errors: number
  /** Least confidence among those answered. */
  readonly threshold: number
}

/**
 * Every point of the risk-coverage curve, from the surest answer alone to all of them. Answers of the same confidence
 * cannot be parted by a threshold, so they come as one point.
 *
 * @see El-Yaniv, Wiener 2010, "On the Foundations of Noise-free Selective Classification", section 2
 */
export function riskCoverage(confidences: ArrayLike<number>, correct: ArrayLike<number>): Selected[] {
  const count = confidences.length
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => confidences[b]! - confidences[a]!)
  const points: Selected[] = []
  let errors = 0
  for (const [rank, i] of order.entries()) {
    errors += correct[i] ? 0 : 1
    const next = order[rank + 1]
    if (next !== undefined && confidences[next] === confidences[i]) continue
    points.push({
      coverage: (rank + 1) / count,
      risk: errors / (rank + 1),
      errors,
      threshold: confidences[i]!,
    })
  }
  return points
}

/** The point that answers at least this share: the first of the curve. */
export function atCoverage(curve: readonly Selected[], coverage: number): Selected {
  const point = curve.find(one => one.coverage >= coverage - 1e-12)
  if (!point)
    throw new RangeError(`atCoverage: expected a coverage of 0 to 1 and a curve with points, got ${coverage}.`)
  return point
}

/**
 * Area under the risk-coverage curve: the mean risk over all coverages, 0 at best. Points of equal confidence count once
 * for each answer in them.
 *
 * @see Geifman, Uziel, El-Yaniv 2019, "Bias-Reduced Uncertainty Estimation for Deep Neural Classifiers", section 3
 */
export function areaUnderRiskCoverage(curve: readonly Selected[]): number {
  return curve.reduce((sum, { coverage, risk }, i) => sum + risk * (coverage - (curve[i - 1]?.coverage ?? 0)), 0)
}
