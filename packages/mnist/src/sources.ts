// How do sets of pictures become what training reads, one example at a time?

import type { ExampleSource } from '@digitrec/cnn'
import { type AugmentOptions, createAugmenter, warps } from './augment.ts'
import { pixelsPerDigit, sidePx } from './idx.ts'

/** A source whose augmentation can be turned down while training goes on. */
export interface FadingSource extends ExampleSource {
  /** Factor on the augmentation's limits, 0 (pictures as stored) to 1; set it between epochs, so that every thread agrees. */
  strength: number
}

/** Pictures with a class each: a `DigitSet`, or negatives with class `notDigit`. */
export interface LabelledImages {
  /** How many. */
  readonly length: number
  /** length x 784 bytes, ink = 255. */
  readonly images: Uint8Array
  /** length bytes: 0..9, or 10 for "no digit". */
  readonly labels: Uint8Array
}

/** The eleventh class: what is no digit. */
export const notDigit = 10

/** How a set is read. */
export interface SourceOptions {
  /** Which pictures, in this order. @default all */
  readonly indices?: ArrayLike<number>
  /** How each reading changes the picture; none when left out, as evaluation wants it. */
  readonly augment?: AugmentOptions
  /** 10, or 11 with "no digit" as the last. @default 10 */
  readonly classes?: 10 | 11
}

/** Time that augmenting one picture takes, in multiply-adds of training: 60 microseconds where 64 digits of `base` take 46 ms. */
const augmentEffort = 900_000

/**
 * A set as training reads it: x is [28,28,1] with ink = 1, the target one-hot.
 *
 * With 10 classes a picture of class "no digit" gets the even target 1/10, which teaches doubt (Hendrycks et al. 2019, "Deep Anomaly
 * Detection with Outlier Exposure", section 3).
 *
 * @example
 * const source = digitSource(train, { indices: split.train, augment: { warp: warps.moderate } })
 * source.strength = 0.3
 */
export function digitSource(set: LabelledImages, options: SourceOptions = {}): FadingSource {
  const { indices, classes = 10, augment } = options
  const augmenter = createAugmenter(augment ?? { warp: warps.none })
  const isPlain = augment === undefined
  return {
    length: indices?.length ?? set.length,
    inputShape: [sidePx, sidePx, 1],
    classes,
    effort: isPlain ? 0 : augmentEffort,
    strength: 1,
    write(index, x, target, random) {
      const at = indices ? indices[index]! : index
      if (isPlain) copy(set.images, at, x)
      else augmenter.apply(set.images, at, x, random, this.strength)
      writeTarget(set.labels[at]!, target)
    },
  }
}

/**
 * Several sources one after the other, as one; shuffling is the training loop's.
 *
 * @throws RangeError when there is none, or they differ in classes or shape
 * @example
 * const all = mixSources([digitSource(train, { classes: 11 }), negativeSource({ seed: 1, length: 4000, digits: train })])
 */
export function mixSources(sources: readonly ExampleSource[]): FadingSource {
  const [first] = sources
  if (!first) throw new RangeError('mixSources: expected at least one source, got none.')
  for (const source of sources) checkAlike(first, source)
  const ends = sources.map((_, k) => sources.slice(0, k + 1).reduce((sum, source) => sum + source.length, 0))
  let strength = 1
  return {
    length: ends.at(-1)!,
    inputShape: first.inputShape,
    classes: first.classes,
    effort: sources.reduce((sum, { effort = 0, length }) => sum + (effort * length) / ends.at(-1)!, 0),
    get strength() {
      return strength
    },
    set strength(value) {
      strength = value
      for (const source of sources) if ('strength' in source) source.strength = value
    },
    write(index, x, target, random) {
      let k = 0
      while (index >= ends[k]!) k++
      sources[k]!.write(index - (k > 0 ? ends[k - 1]! : 0), x, target, random)
    },
  }
}

function copy(images: Uint8Array, index: number, x: Float32Array): void {
  const start = index * pixelsPerDigit
  for (let i = 0; i < pixelsPerDigit; i++) x[i] = images[start + i]! * (1 / 255)
}

function writeTarget(label: number, target: Float32Array): void {
  target.fill(label < target.length ? 0 : 1 / target.length)
  if (label < target.length) target[label] = 1
}

function checkAlike(first: ExampleSource, source: ExampleSource): void {
  const describe = ({ classes, inputShape }: ExampleSource) => `${classes} classes of [${inputShape}]`
  if (describe(first) === describe(source)) return
  throw new RangeError(`mixSources: expected ${describe(first)} like the first source, got ${describe(source)}.`)
}
