// How much speaks for reading a piece of ink as one digit? A weighted sum of evidence, the weights learned.

import { aspects, weights } from './arc-weights.ts'

/** What is known of a piece of ink that may be a digit. */
export interface Evidence {
  /** `[10]`, sums to 1. */
  readonly probabilities: ArrayLike<number>
  /** Probability that it is no digit at all. */
  readonly notDigit: number
  /** Width over height. */
  readonly aspect: number
  /** Height over the usual height in the picture. */
  readonly relativeHeight: number
  /** Ink cut through at both ends together, in stroke widths. */
  readonly strokesCut: number
  /** How plainly the ink comes apart inside, 0 to 1 for each place where it could be cut and is not. */
  readonly spanned: number
  /** Whether it is a mark as it was found, neither cut nor joined. */
  readonly isWhole: boolean
  /** Whether it is a mark that is surely one digit. @default false */
  readonly isSure?: boolean
  /** `[10]`, log-probabilities of the reader of lines that these columns spell just this digit; undefined when it was not asked. */
  readonly reader?: readonly number[] | undefined
}

/** Kinds of evidence, in the order of `arcFeatures`; the reader's is added to each digit's own. */
export const weightNames = ['certain', 'valid', 'aspect', 'height', 'cut', 'spanned', 'bias', 'reader'] as const

/** Weight of each kind of evidence. */
export type ArcWeights = Readonly<Record<(typeof weightNames)[number], number>>

/** How log(width / height) of a digit is spread. */
export interface Aspect {
  readonly mean: number
  readonly spread: number
}

const least = 1e-4
/** Of a digit that was cut out or joined, the classifier's probabilities are raised to this power: it learned from whole ones. */
const sharpnessOfParts = 0.7

/**
 * What speaks for a piece of ink being one digit, whichever: the logarithms of the likeliest digit's probability and of being
 * one at all; how usual the width is for these digits; how usual the height; the cuts at its ends, and those it could have.
 */
export function arcFeatures(evidence: Evidence, table: readonly Aspect[] = aspects): number[] {
  const { probabilities, notDigit, aspect, relativeHeight, strokesCut, spanned } = evidence
  const surprise = table.reduce((sum, { mean, spread }, digit) => {
    return sum + probabilities[digit]! * Math.min(16, ((Math.log(aspect) - mean) / spread) ** 2)
  }, 0)
  return [
    Math.log(Math.max(least, ...Array.from(probabilities))),
    Math.log(Math.max(least, 1 - notDigit)),
    -surprise / 2,
    -Math.min(16, (Math.log(relativeHeight) / 0.25) ** 2) / 2,
    -strokesCut,
    -spanned,
    1,
  ]
}

/** A part this much lower than the digits around it is the flag of a 1 or a serif: composed strings have none, people do. */
const lowestPart = 0.4
const crumbPenalty = -6

/** Log-probabilities of the ten digits, given that the ink is one. */
export function digitLogs({ probabilities, isWhole }: Evidence): number[] {
  const power = isWhole ? 1 : sharpnessOfParts
  const logs = Array.from(probabilities, p => power * Math.log(Math.max(1e-9, p)))
  const sum = Math.log(logs.reduce((total, value) => total + Math.exp(value), 0))
  return logs.map(value => value - sum)
}

/**
 * 10 log-scores: how much speaks for one digit here, plus which, plus what the reader of lines says. Where nobody doubts how to
 * cut, the reader is not asked, the first part cancels out, and the classifier's own probabilities stay.
 */
export function scoreArc(evidence: Evidence, by: ArcWeights = weights, table = aspects): number[] {
  const features = arcFeatures(evidence, table)
  const isCrumb = !evidence.isWhole && evidence.relativeHeight < lowestPart
  const score = features.reduce((sum, value, k) => sum + by[weightNames[k]!] * value, isCrumb ? crumbPenalty : 0)
  return digitLogs(evidence).map((value, digit) => value + score + by.reader * (evidence.reader?.[digit] ?? 0))
}
