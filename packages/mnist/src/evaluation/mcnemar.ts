// Is one of two models better, when both saw the same pictures?

/** How two models compare on the same pictures. */
export interface Comparison {
  /** Pictures that only the first model gets right. */
  readonly onlyFirst: number
  /** Pictures that only the second model gets right. */
  readonly onlySecond: number
  /** Two-sided probability of a difference at least as large between models that are equally good. */
  readonly p: number
}

/**
 * McNemar's test, exact: of the pictures on which the two disagree, each is as likely to be either's when both are
 * equally good, so the smaller number is binomial with one half.
 *
 * @param first 1 where the first model is right
 * @param second 1 where the second model is right, picture by picture
 * @throws RangeError when the two differ in length
 * @see McNemar 1947; Dietterich 1998, "Approximate Statistical Tests for Comparing Supervised Classification Learning Algorithms"
 */
export function mcnemar(first: ArrayLike<number>, second: ArrayLike<number>): Comparison {
  if (first.length !== second.length)
    throw new RangeError(`mcnemar: expected as many answers of both models, got ${first.length} and ${second.length}.`)
  let onlyFirst = 0
  let onlySecond = 0
  for (let i = 0; i < first.length; i++) {
    if (first[i] && !second[i]) onlyFirst++
    if (second[i] && !first[i]) onlySecond++
  }
  return { onlyFirst, onlySecond, p: exactTwoSided(onlyFirst, onlySecond) }
}

function exactTwoSided(b: number, c: number): number {
  const n = b + c
  // Sum of C(n,i) / 2^n, each term from the one before, in logarithms so that many disagreements do not underflow.
  let logTerm = -n * Math.LN2
  let sum = 0
  for (let i = 0; i <= Math.min(b, c); i++) {
    sum += Math.exp(logTerm)
    logTerm += Math.log((n - i) / (i + 1))
  }
  return Math.min(1, 2 * sum)
}
