// How do digits and signs that somebody else cut out of photographed sheets join what training sees? BHMSDS: black on white,
// 1,500 of each kind, brought into MNIST's geometry like anything else that is read.

import { normaliseFrame } from '@digitrec/image'
import { type DigitSet, pixelsPerDigit, sidePx } from './idx.ts'
import { type LabelledImages, notDigit } from './sources.ts'
import { putFrame } from './synthetic.ts'

/** Digits and signs from photographed sheets, in MNIST's geometry. */
export interface Photographed {
  readonly digits: LabelledImages
  /** Signs that nobody takes for a digit, all labelled `notDigit`. */
  readonly signs: LabelledImages
  /** Which sign each of them is, an index into `photographedSigns`. */
  readonly signKinds: Uint8Array
}

/** What the eight labels of BHMSDS's signs mean, and whether the sign looks like no digit: a slash is a 1 for many, a z a 2. */
export const photographedSigns = [
  { name: 'dot', isDistinct: true },
  { name: 'minus', isDistinct: true },
  { name: 'plus', isDistinct: true },
  { name: 'slash', isDistinct: false },
  { name: 'w', isDistinct: true },
  { name: 'x', isDistinct: true },
  { name: 'y', isDistinct: true },
  { name: 'z', isDistinct: false },
] as const

/** Share of every kind that training may see; the rest, by other writers since the files go sheet by sheet, is for measuring. */
const trainingShare = 0.8

/**
 * One part of BHMSDS.
 *
 * @param files digits and signs as their IDX files have them: black ink on white
 * @param part 'training' is the first 80 % of every kind, 'held-out' the rest
 * @see W. Błachowski, "Basic Handwritten Math Symbols Dataset", 2019, MIT licence
 */
export function photographedPart(
  files: { readonly digits: DigitSet; readonly signs: DigitSet },
  part: 'training' | 'held-out',
): Photographed {
  const digits = photographedIndices(files.digits, part)
  const signs = photographedIndices(files.signs, part).filter(
    index => photographedSigns[files.signs.labels[index]!]?.isDistinct,
  )
  return {
    digits: { ...redrawn(files.digits, digits), labels: Uint8Array.from(digits, index => files.digits.labels[index]!) },
    signs: { ...redrawn(files.signs, signs), labels: new Uint8Array(signs.length).fill(notDigit) },
    signKinds: Uint8Array.from(signs, index => files.signs.labels[index]!),
  }
}

/** Indices of a part, in the order of the file: kind by kind, and sheet by sheet. */
export function photographedIndices({ labels, length }: DigitSet, part: 'training' | 'held-out'): number[] {
  const total = new Uint32Array(256)
  for (const label of labels) total[label]!++
  const seen = new Uint32Array(256)
  const isTraining = Array.from(labels, label => seen[label]!++ < trainingShare * total[label]!)
  return Array.from({ length }, (_, index) => index).filter(index => isTraining[index] === (part === 'training'))
}

/** Gray below this is the paper of a scan. */
const paperLevel = 0.15

function redrawn(set: DigitSet, indices: readonly number[]): Pick<LabelledImages, 'length' | 'images'> {
  const images = new Uint8Array(indices.length * pixelsPerDigit)
  for (const [i, index] of indices.entries()) {
    const bytes = set.images.subarray(index * pixelsPerDigit, (index + 1) * pixelsPerDigit)
    const strength = Float32Array.from(bytes, value => Math.max(0, (1 - value / 255 - paperLevel) / (1 - paperLevel)))
    putFrame(images, i, normaliseFrame(strength, sidePx, sidePx))
  }
  return { length: indices.length, images }
}
