// How do the ways of telling digits apart compare on one split and one machine?

import { wilsonInterval } from '@digitrec/cnn'
import { digitClassifier } from '@digitrec/cnn/digits'
import { type DigitSet, pixelsPerDigit } from '../idx.ts'
import type { Photographed } from '../photographed.ts'
import type { Recipe } from '../recipes/recipe.ts'
import { trainRecipe } from '../recipes/train.ts'
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

/** One that takes part: a baseline, a recipe that is trained here, or the file of a classifier that is trained already. */
export type Contender =
  | { readonly baseline: Baseline }
  | { readonly recipe: Recipe }
  | { readonly name: string; readonly trained: Uint8Array }

const now = () => performance.now()

/**
 * Fits and measures one contender.
 *
 * @throws the signal's reason when stopped; what fitting throws
 */
export async function compare(contender: Contender, options: CompareOptions): Promise<Compared> {
  if ('baseline' in contender) return compareBaseline(contender.baseline, options)
  if ('trained' in contender)
    return { ...measureClassifier(contender.trained, 'trained before', options), name: contender.name }
  const { train, seed, photographed, clock = now, signal, onProgress } = options
  const { recipe } = contender
  const start = clock()
  const { bytes } = await trainRecipe(recipe, {
    train,
    seed,
    // The recipe's own validation would be taken from what it may learn from.
    validation: 10,
    ...(photographed && { photographed }),
    ...(signal && { signal }),
    onProgress: ({ step, steps }) => onProgress?.(recipe.name, 'fit', step / steps),
  })
  const fitSeconds = (clock() - start) / 1000
  return { ...measureClassifier(bytes, recipe.summary, options), name: recipe.name, fitSeconds }
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

function measureClassifier(bytes: Uint8Array, summary: string, options: CompareOptions): Compared {
  const { measure, clock = now } = options
  const { name, classify } = digitClassifier(bytes)
  const chunk = 512
  let correct = 0
  for (let from = 0; from < measure.length; from += chunk) {
    const { digits } = classify(measure.images.subarray(from * pixelsPerDigit, (from + chunk) * pixelsPerDigit))
    for (let n = 0; n < digits.length / 10; n++) {
      const row = digits.subarray(n * 10, n * 10 + 10)
      if (row.indexOf(Math.max(...row)) === measure.labels[from + n]) correct++
    }
  }
  const some = measure.images.subarray(0, chunk * pixelsPerDigit)
  const asked = clock()
  classify(some)
  const predictMicroseconds = (1000 * (clock() - asked)) / (some.length / pixelsPerDigit)
  return {
    ...counted(measure, correct),
    name,
    summary,
    fitSeconds: undefined,
    predictMicroseconds,
    bytes: bytes.length,
  }
}

function counted({ length }: DigitSet, correct: number) {
  return { count: length, correct, accuracy: correct / length, interval: wilsonInterval(correct, length) }
}
