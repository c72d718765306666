// Does the model know what is no digit? Its "no digit", measured on drawn negatives and photographed signs.

import type { DigitSet } from '../idx.ts'
import { drawNegativeSet, negativeKinds } from '../negatives.ts'
import { type Photographed, photographedSigns } from '../photographed.ts'
import { acceptanceThreshold, detection, refusedShare } from './detection.ts'
import {
  type Answering,
  answersOf,
  atTemperature,
  type Predictions,
  predictSet,
  withNoDigitBias,
} from './predictions.ts'

/** Pictures of one kind that are no digit. */
export interface RefusedKind {
  readonly name: string
  readonly count: number
  /** Share that is refused. */
  readonly refused: number
}

/** One family of what is no digit. */
export interface RefusedFamily {
  readonly name: 'drawn negatives' | 'photographed signs'
  readonly count: number
  readonly refused: number
  readonly auroc: number
  /** Share taken for digits when 95 % of the digits are let through. */
  readonly fprAt95: number
  readonly kinds: readonly RefusedKind[]
}

/** How a model refuses. */
export interface RefusalReport {
  /** What is compared with the threshold. */
  readonly score: 'no digit' | 'doubt'
  /** Share of the validation digits that must be accepted. */
  readonly accepted: number
  /** The least threshold that accepts so many; what scores above it is refused. */
  readonly threshold: number
  readonly families: readonly RefusedFamily[]
  /** Share of photographed digits (never trained on) refused at the threshold. */
  readonly photographedDigitsRefused?: number
}

/** Negatives drawn of each kind, but never more than there are validation digits; of another seed than any training's. */
const drawnPerKind = 300
const drawnSeed = 90_001

/** What {@link measureRefusal} wants. */
export interface RefusalOptions {
  readonly model: Answering
  readonly temperature: number
  /** Moves the threshold, not what is refused. @default 0 */
  readonly noDigitBias?: number
  readonly train: DigitSet
  /** Validation digits: they set the threshold, and are cut and paired to negatives. */
  readonly validation: ArrayLike<number>
  /** The part of the photographed pictures that is never trained on. */
  readonly photographed?: Photographed
  /** @default 0.995 */
  readonly accepted?: number
}

/**
 * Sets the threshold on validation digits, and counts what it refuses of everything else. The score is the probability
 * of "no digit" where the model has that answer; maximum probability, energy (Liu et al. 2020) and sums of them were
 * compared on validation and refuse less at the same acceptance. A model of ten classes has only its doubt, one minus
 * its confidence.
 */
export async function measureRefusal(options: RefusalOptions): Promise<RefusalReport> {
  const { model, temperature, noDigitBias = 0, train, validation, photographed, accepted = 0.995 } = options
  const scores = (predictions: Predictions) =>
    refusalScores(withNoDigitBias(atTemperature(predictions, temperature), noDigitBias))
  const digits = scores(await predictSet(model, train, validation))
  const threshold = acceptanceThreshold(digits, accepted)
  const kind = (name: string, own: Float64Array) => ({ name, own })
  const drawn: ReturnType<typeof kind>[] = []
  for (const one of negativeKinds) {
    const length = Math.min(drawnPerKind, validation.length)
    const set = drawNegativeSet({ seed: drawnSeed, length, digits: train, indices: validation, kinds: [one] })
    drawn.push(kind(one.name, scores(await predictSet(model, set))))
  }
  const signs = photographed ? signScores(photographed, scores(await predictSet(model, photographed.signs))) : []
  const family = (name: RefusedFamily['name'], members: readonly { name: string; own: Float64Array }[]) => {
    const all = members.flatMap(({ own }) => [...own])
    const kinds = members.map(one => ({
      name: one.name,
      count: one.own.length,
      refused: refusedShare(one.own, threshold),
    }))
    return { name, count: all.length, refused: refusedShare(all, threshold), ...detection(digits, all), kinds }
  }
  return {
    score: model.network.output[0] === 11 ? 'no digit' : 'doubt',
    accepted,
    threshold,
    families: [family('drawn negatives', drawn), ...(photographed ? [family('photographed signs', signs)] : [])],
    ...(photographed && {
      photographedDigitsRefused: refusedShare(scores(await predictSet(model, photographed.digits)), threshold),
    }),
  }
}

/** High for what is no digit, 0 to 1. */
export function refusalScores(predictions: Predictions): Float64Array {
  const { count, classes, probabilities } = predictions
  if (classes === 10) return answersOf(predictions).confidences.map(confidence => 1 - confidence)
  return Float64Array.from({ length: count }, (_, n) => probabilities[n * classes + 10]!)
}

function signScores({ signKinds }: Photographed, scores: Float64Array): { name: string; own: Float64Array }[] {
  return photographedSigns.flatMap(({ name }, k) => {
    const own = scores.filter((_, n) => signKinds[n] === k)
    return own.length === 0 ? [] : [{ name, own }]
  })
}
