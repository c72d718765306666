// Does one digit of a number look as if written with another pen or by another hand? A hint to look there, never a verdict.

import type { InkLook } from './ink-look.ts'
import { usualStyle } from './usual.ts'

/** What a digit can stand out by. */
export type OddOneOut = 'stroke-width' | 'ink-strength' | 'ink-colour' | 'slant' | 'size'

/** A digit that differs from the others of its number: something to check by eye. */
export interface StyleHint {
  /** Index of the digit in the number. */
  readonly index: number
  readonly what: OddOneOut
  /** How far it is from the others, in standard deviations of what one writer does with one pen; signed, for colour positive. */
  readonly z: number
}

/** What is compared of one digit. */
export interface Traits {
  readonly digit: number
  /** Radians; positive leans to the right. */
  readonly slant: number
  /** In pixels of the picture. */
  readonly heightPx: number
  readonly ink: InkLook
}

/** Something that a digit can stand out by. */
interface Trait {
  readonly what: OddOneOut
  readonly of: (traits: Traits) => number
  /** How much it varies within a number by one writer with one pen, standard deviation; measured with `npm run measure:style`. */
  readonly spread: number
}

/** What digits are compared by. */
export const traits: readonly Trait[] = [
  { what: 'stroke-width', of: ({ ink }) => Math.log(ink.strokeWidthPx), spread: 0.07 },
  { what: 'ink-strength', of: ({ ink }) => ink.strength, spread: 0.03 },
  { what: 'ink-colour', of: ({ ink }) => ink.tint[0], spread: 0.03 },
  { what: 'ink-colour', of: ({ ink }) => ink.tint[1], spread: 0.03 },
  { what: 'slant', of: ({ digit, slant }) => slant - usualStyle[digit]!.slant[0], spread: 0.14 },
  { what: 'size', of: ({ heightPx }) => Math.log(heightPx), spread: 0.1 },
]

/** Fewer digits say too little about their writer. */
const fewest = 4
/** How many digits' worth the spread of the table weighs against the spread of the number at hand. */
const priorWeight = 8
/** Standard deviations from which on a digit is pointed at. */
const striking = 4.5

/**
 * Digits that stand out of their number, the most striking first. Each digit is compared with the mean of all the others; the
 * spread is pooled from theirs and from what is usual, so that few digits do not seem more alike than writing is.
 *
 * @returns nothing for fewer than four digits
 */
export function findOddOnes(digits: readonly Traits[]): StyleHint[] {
  if (digits.length < fewest) return []
  const hints = new Map<string, StyleHint>()
  for (const { index, what, z } of distances(digits)) {
    const known = hints.get(`${index} ${what}`)
    if (Math.abs(z) >= striking && Math.abs(z) > Math.abs(known?.z ?? 0)) {
      hints.set(`${index} ${what}`, { index, what, z: what === 'ink-colour' ? Math.abs(z) : z })
    }
  }
  return [...hints.values()].sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
}

/** Every trait of every digit against the others. */
function distances(digits: readonly Traits[]): StyleHint[] {
  return traits.flatMap(({ what, of, spread }) => {
    const values = digits.map(of)
    return values.map((value, index) => {
      const others = values.filter((_, i) => i !== index)
      const n = others.length
      const mean = others.reduce((a, b) => a + b) / n
      const scatter = others.reduce((sum, other) => sum + (other - mean) ** 2, 0)
      const variance = (priorWeight * spread ** 2 + scatter) / (priorWeight + n - 1)
      return { index, what, z: (value - mean) / Math.sqrt(variance * (1 + 1 / n)) }
    })
  })
}
