// How do the ways of telling digits apart compare on one split and one machine?

import { evaluate, type Model, wilsonInterval } from '@digitrec/cnn'
import { shapeSize } from '@digitrec/tensor'
import { type DigitSet, pixelsPerDigit } from '../idx.ts'
import type { Photographed } from '../photographed.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { trainRecipe } from '../recipes/train.ts'
import { digitSource } from '../sources.ts'
import type { Baseline } from './baseline.ts'

/** What one method came to. */
export interface Compared {
  readonly name: string
  readonly summary: string
  readonly count: number
  readonly correct: number
  readonly accuracy: number
  /** 95 % Wilson interval. */
  readonly interval: readonly [number, number]
  /** Seconds of learning; undefined for a network that came trained. */
  readonly fitSeconds: number | undefined
  /** Microseconds an answer, asked many at a time. */
  readonly predictMicroseconds: number
  /** What has to be kept to answer, in bytes. */
  readonly bytes: number
}

/** What {@link compare} wants. */
export interface CompareOptions {
  /** What is learnt from. */
  readonly train: DigitSet
  /** What is measured on; none of it in `train`. */
  readonly measure: DigitSet
  readonly seed: number
  /** For recipes that take it. */
  readonly photographed?: Photographed
  /** Milliseconds since some moment: give the time of the processor where others use it as well. @default performance.now */
  readonly clock?: () => number
  readonly signal?: AbortSignal
  /** Told who is at it, what for, and the share that is done, 0 to 1. */
  readonly onProgress?: (name: string, stage: 'fit' | 'predict', done: number) => void
}

/** One that takes part: a baseline, a recipe that is trained here, or a network that is trained already. */
export type Contender =
  | { readonly baseline: Baseline }
  | { readonly recipe: Recipe }
  | { readonly model: Model; readonly bytes: number }

const now = () => performance.now()

/**
 * Fits and measures one contender.
 *
 * @throws the signal's reason when stopped; what fitting throws
 */
export async function compare(contender: Contender, options: CompareOptions): Promise<Compared> {
  if ('baseline' in contender) return compareBaseline(contender.baseline, options)
  if ('model' in contender) return measureNetwork(contender.model, contender.bytes, 'trained before', options)
  const { train, seed, photographed, clock = now, signal, onProgress } = options
  const { recipe } = contender
  const start = clock()
  const { model, bytes } = await trainRecipe(recipe, {
    train,
    seed,
    // The recipe's own validation would be taken from what it may learn from.
    validation: 10,
    ...(photographed && { photographed }),
    ...(signal && { signal }),
    onProgress: ({ step, steps }) => onProgress?.(recipe.name, 'fit', step / steps),
  })
  const fitSeconds = (clock() - start) / 1000
  return { ...measureNetwork(model, bytes.length, recipe.summary, options), name: recipe.name, fitSeconds }
}

async function compareBaseline(baseline: Baseline, options: CompareOptions): Promise<Compared> {
  const { train, measure, seed, clock = now, signal, onProgress } = options
  const { name, summary } = baseline
  const start = clock()
  const fitted = await baseline.fit(train, {
    seed,
    ...(signal && { signal }),
    onProgress: done => onProgress?.(name, 'fit', done),
  })
  const fitSeconds = (clock() - start) / 1000
  const asked = clock()
  const answers = await fitted.predict(measure.images, {
    ...(signal && { signal }),
    onProgress: done => onProgress?.(name, 'predict', done),
  })
  const predictMicroseconds = (1000 * (clock() - asked)) / measure.length
  const correct = answers.reduce((sum, answer, n) => sum + Number(answer === measure.labels[n]), 0)
  return { ...counted(measure, correct), name, summary, fitSeconds, predictMicroseconds, bytes: fitted.bytes }
}

function measureNetwork(model: Model, bytes: number, summary: string, options: CompareOptions): Compared {
  const { measure, clock = now } = options
  const classes = shapeSize(model.network.output) === 11 ? 11 : 10
  const { correct } = evaluate(model, digitSource(measure, { classes }), { among: 10 })
  const some = measure.images.subarray(0, Math.min(measure.length, 512) * pixelsPerDigit)
  model.predict(some)
  const asked = clock()
  model.predict(some)
  const predictMicroseconds = (1000 * (clock() - asked)) / (some.length / pixelsPerDigit)
  const { name } = model.network
  return { ...counted(measure, correct), name, summary, fitSeconds: undefined, predictMicroseconds, bytes }
}

function counted({ length }: DigitSet, correct: number) {
  return { count: length, correct, accuracy: correct / length, interval: wilsonInterval(correct, length) }
}
