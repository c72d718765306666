// Whose digits does a line consist of? Pictures of single digits by digit, and which of them one person wrote.

import type { Random } from '@digitrec/tensor'
import { type DigitSet, pixelsPerDigit, sidePx } from '../idx.ts'
import type { LabelledImages } from '../sources.ts'
import { stratifiedSplit } from '../split.ts'
import { drawDigitSet, perWriter } from '../synthetic.ts'

/** Pictures of digits that lines are put together from. */
export interface DigitPool {
  readonly images: Uint8Array
  /** How often lines take from this pool rather than from the others. */
  readonly weight: number
  /** A hand for one line: picks a picture (its index) for every digit asked for. */
  hand(random: Random): (digit: number) => number
}

/** Which digits a pool may use, so that validation has pictures that training never saw. */
export type Part = 'train' | 'validation'

/** Digits of a set, anybody's next to anybody's. */
export function setPool(set: LabelledImages, indices: ArrayLike<number>, weight = 1): DigitPool {
  const byDigit: number[][] = Array.from({ length: 10 }, () => [])
  for (let i = 0; i < indices.length; i++) byDigit[set.labels[indices[i]!]!]!.push(indices[i]!)
  return {
    images: set.images,
    weight,
    hand: random => digit => byDigit[digit]![random.int(byDigit[digit]!.length)]!,
  }
}

/** Drawn digits, one writer a line. */
export function drawnPool(options: { seed: number; length: number }, weight = 1): DigitPool {
  const set = drawDigitSet(options)
  const writers = Math.floor(options.length / perWriter)
  return {
    images: set.images,
    weight,
    hand(random) {
      // Every writer has written 0 to 9 twice, in turn.
      const first = random.int(writers) * perWriter
      return digit => first + digit + 10 * random.int(perWriter / 10)
    },
  }
}

/** Seeds of drawn digits; apart from those of the classifiers' recipes, and from each other. */
const drawnSeeds: Readonly<Record<Part, number>> = { train: 70_001, validation: 95_001 }

/**
 * The pools that lines are made of: MNIST's training digits (those that the classifiers' recipes train on, or those that
 * they validate on), and drawn digits of other writers for each part.
 *
 * @param train MNIST's training set
 * @param options.drawn how many drawn digits. @default 24,000 for training, 4,000 for validation
 * @param options.photographed digits cut out of photographed sheets, of the same part. @default none
 */
export function digitPools(
  train: DigitSet,
  part: Part,
  options: { drawn?: number; photographed?: LabelledImages | undefined } = {},
): readonly DigitPool[] {
  const split = stratifiedSplit(train.labels, { validation: Math.min(5000, Math.floor(train.length / 12)) })
  const { drawn = part === 'train' ? 24_000 : 4_000, photographed } = options
  return [
    setPool(train, split[part], 0.6),
    ...(drawn > 0 ? [drawnPool({ seed: drawnSeeds[part], length: drawn }, 0.4)] : []),
    ...(photographed
      ? [
          setPool(
            photographed,
            Array.from({ length: photographed.length }, (_, i) => i),
            0.25,
          ),
        ]
      : []),
  ]
}

/** The ink of a picture: its box, in pixels of the 28. Empty pictures have the size 0. */
export function inkBoxOf(images: Uint8Array, index: number, least = 60) {
  const start = index * pixelsPerDigit
  let [left, top, right, bottom] = [sidePx, sidePx, -1, -1]
  for (let y = 0; y < sidePx; y++)
    for (let x = 0; x < sidePx; x++) {
      if (images[start + y * sidePx + x]! < least) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  return { left, top, width: Math.max(0, right - left + 1), height: Math.max(0, bottom - top + 1) }
}
