// How much speaks for a whole way to cut a line? A weighted sum again: of what its parts are like, of what the classifier makes
// of them, and of what the reader of lines makes of all of it, the weights learned.

import type { LineOpinion } from './ask-reader.ts'
import { chainWeights } from './chain-weights.ts'
import { arcFeatures, digitLogs, type Evidence } from './score-arc.ts'

/** Kinds of evidence: those of parts; the classifier's for marks that are surely one digit, for other marks and for parts; the reader's. */
export const chainNames = [
  'certain',
  'valid',
  'aspect',
  'height',
  'cut',
  'spanned',
  'bias',
  'sure',
  'mark',
  'part',
  'reader',
] as const

/** Weight of each kind of evidence. */
export type ChainWeights = Readonly<Record<(typeof chainNames)[number], number>>

/**
 * What speaks for a text on a way to cut a line, in the order of `chainNames`.
 *
 * @param way evidence of its parts
 * @param text a digit for each
 * @param reader log-probability of the text on the whole line
 */
export function chainFeatures(way: readonly Evidence[], text: readonly number[], reader: number): number[] {
  const sums = new Array<number>(chainNames.length).fill(0)
  for (const [n, evidence] of way.entries()) {
    for (const [k, value] of arcFeatures(evidence).entries()) sums[k]! += value
    sums[chainNames.indexOf(kindOf(evidence))]! += digitLogs(evidence)[text[n]!]!
  }
  sums[chainNames.indexOf('reader')] = reader
  return sums
}

/** Whose the classifier's opinion is. */
function kindOf({ isWhole, isSure }: Evidence): 'sure' | 'mark' | 'part' {
  return isSure ? 'sure' : isWhole ? 'mark' : 'part'
}

/** A way to cut a line with its likeliest text, and log-scores `[text.length][10]` of its digits. */
export interface Chain {
  readonly text: readonly number[]
  /** Their sum along a text is that text's score, exactly for `text` and for all that differ in one digit. */
  readonly scores: readonly (readonly number[])[]
}

/** Texts that are tried before one is taken that no single digit improves; more than two are rare. */
const mostSteps = 8

/**
 * Weighs a way to cut a line. From the text given it goes to the likeliest that differs in one digit, as long as there is
 * one: scores around a text that others beat would count what speaks against it once for each of its wrong digits.
 *
 * @param way evidence of the parts
 * @param text a digit for each
 */
export function scoreChain(
  way: readonly Evidence[],
  text: readonly number[],
  opinion: Pick<LineOpinion, 'whole'>,
  by: ChainWeights = chainWeights,
): Chain {
  const alone = way.map(evidence => {
    const features = arcFeatures(evidence)
    const known = features.reduce((sum, value, k) => sum + by[chainNames[k]!] * value, 0)
    const trust = by[kindOf(evidence)]
    return digitLogs(evidence).map(value => known + trust * value)
  })
  for (let step = 0; ; step++) {
    const whole = opinion.whole(text)
    const scores = alone.map((logs, n) => {
      // The text's own probability counts once, with the first digit.
      const own = n === 0 ? 0 : whole[n]![text[n]!]!
      return logs.map((value, digit) => value + by.reader * (whole[n]![digit]! - own))
    })
    const better = improved(text, scores)
    if (!better || step === mostSteps) return { text, scores }
    text = better
  }
}

/** The likeliest text that differs in one digit, if it is likelier. */
function improved(text: readonly number[], scores: readonly (readonly number[])[]): readonly number[] | undefined {
  let [at, to, gain] = [-1, 0, 1e-9]
  for (const [n, logs] of scores.entries())
    for (const [digit, value] of logs.entries()) {
      if (value - logs[text[n]!]! <= gain) continue
      ;[at, to, gain] = [n, digit, value - logs[text[n]!]!]
    }
  return at === -1 ? undefined : text.map((digit, n) => (n === at ? to : digit))
}
