// How likely is it that the text is right? The lattice's own share of the reading, put right by what was learned on
// composed pages, of digits and of marks that are none.

import { confidenceWeights } from './confidence-weights.ts'

/** What tells how far a reading can be trusted. */
export interface Trust {
  /** Share of the reading among all ways to read the lattice, 0 to 1. */
  readonly share: number
  /** Of every digit of the answer: probability that it is no digit, and that it is this one over all ways to read, both 0 to 1. */
  readonly digits: readonly { readonly notDigit: number; readonly likeliest: number; readonly isWhole: boolean }[]
  /** Mean ink minus mean paper, 0 to 1. */
  readonly contrast: number
  /** Log-probability that the reader of lines gives the text of the lines that it was asked about; undefined when it was not asked. */
  readonly reader?: number | undefined
}

/** In the order of `trustFeatures`. */
export const trustNames = ['share', 'valid', 'worst', 'parts', 'faint', 'asked', 'reader', 'bias'] as const

/** Weight of each feature in the log-odds of a right text. */
export type TrustWeights = Readonly<Record<(typeof trustNames)[number], number>>

const logit = (p: number) => Math.log(Math.max(1e-4, p) / Math.max(1e-4, 1 - p))

/**
 * Log-odds of the reading's share; the log-probability that all its marks are digits; log-odds of the worst digit; how many
 * digits are cut out or joined (up to 4); how faint the ink is (0 from a contrast of 0.3 on, 1 without any); whether the reader of
 * lines was asked, and the log-odds that it gives the text.
 */
export function trustFeatures({ share, digits, contrast, reader }: Trust): number[] {
  const valid = digits.reduce((sum, { notDigit }) => sum + Math.log(Math.max(1e-4, 1 - notDigit)), 0)
  const worst = Math.min(...digits.map(({ likeliest, notDigit }) => logit(likeliest * (1 - notDigit))))
  const parts = digits.filter(({ isWhole }) => !isWhole).length
  const faint = Math.max(0, 1 - contrast / 0.3)
  const second =
    reader === undefined ? [0, 0] : [1, Math.min(9.2, reader - Math.log(-Math.expm1(Math.min(-1e-4, reader))))]
  return [logit(share), Math.max(-9.2, valid), worst, Math.min(4, parts), faint, ...second, 1]
}

/**
 * Calibrated probability that the whole text is right, 0 to 1; never more than the reading's share, for what was learned on
 * pages of all kinds knows less of one page whose readings are close.
 *
 * @see Platt, "Probabilistic outputs for support vector machines", 1999, for a logistic model on top of a score
 */
export function calibratedConfidence(trust: Trust, by: TrustWeights = confidenceWeights): number {
  if (trust.digits.length === 0) return 0
  const features = trustFeatures(trust)
  const odds = trustNames.reduce((sum, name, k) => sum + by[name] * features[k]!, 0)
  return Math.min(trust.share, 1 / (1 + Math.exp(-odds)))
}
