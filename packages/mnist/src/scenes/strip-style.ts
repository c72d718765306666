// How does a line look? Everything that one line's digits share, drawn at random: spacing, pen, slant, sizes, damage.

import type { Random } from '@digitrec/tensor'
import type { DigitPool } from './digit-pool.ts'

/** How close digits stand: `touching` ones meet or overlap, `spaced` ones leave paper between, `mixed` has both. */
export type Spacing = 'touching' | 'spaced' | 'mixed'

/** What the digits of one line have in common. Lengths are in pixels of the strip, where a digit is about 21 high. */
export interface StripStyle {
  readonly pool: DigitPool
  readonly spacing: Spacing
  /** Paper between neighbours that do not touch, more or less. */
  readonly gapPx: number
  /** How far into each other strokes of neighbours that touch may go. */
  readonly deepestPx: number
  /** Height of a typical digit. */
  readonly heightPx: number
  /** Factor on widths. */
  readonly aspect: number
  /** How far tops lean to the right per height. */
  readonly slant: number
  /** Spread of sizes, as log of the factor. */
  readonly sizes: number
  /** Spread of the digits' places up and down. */
  readonly wander: number
  /** Rows that the line falls per column. */
  readonly slope: number
  /** Height of the arc that the line makes. */
  readonly bow: number
  /** Gray at which paper becomes ink; low is bold, high is thin. Absent for pictures as they are. */
  readonly cut: { readonly level: number; readonly soft: number } | undefined
  /** Paper before the first digit. */
  readonly indent: number
  /** Whether the line is left as written, without cuts, specks, remains of printed lines, blur and noise. @default false */
  readonly isClean?: boolean
}

/** Share of lines with each spacing in training. */
const spacingShares: readonly (readonly [Spacing, number])[] = [
  ['touching', 0.4],
  ['spaced', 0.3],
  ['mixed', 0.3],
]

/**
 * Strokes that touch go so far into each other at most: a pen's width and a half. People's go no further as a rule, or nobody
 * could read them.
 */
export const deepestPx = 3.5

/**
 * Draws a style.
 *
 * @param options.spacing as drawn, unless given
 * @param options.deepestPx how far into each other strokes may go. @default 3.5
 */
export function drawStyle(
  pools: readonly DigitPool[],
  random: Random,
  options: { readonly spacing?: Spacing | undefined; readonly deepestPx?: number | undefined } = {},
): StripStyle {
  const pool = pick(pools, random)
  const isCut = random.next() < 0.7
  return {
    pool,
    spacing: options.spacing ?? drawSpacing(random),
    // Most people leave little paper, some as much as a digit is wide.
    gapPx: 2 * Math.exp(random.next() ** 1.5 * Math.log(12)),
    deepestPx: options.deepestPx ?? deepestPx,
    // Digits that hang together count as one high one when the strip is cut, and come out smaller.
    heightPx: 21 * Math.exp(clamp(0.11 * random.normal() - 0.03, -0.3, 0.2)),
    aspect: Math.exp(clamp(0.12 * random.normal(), -0.35, 0.3)),
    slant: random.next() < 0.3 ? random.uniform(-0.35, 0.35) : clamp(0.14 * random.normal(), -0.4, 0.4),
    sizes: random.next() < 0.2 ? random.uniform(0.1, 0.2) : random.uniform(0.02, 0.08),
    wander: random.next() < 0.15 ? 2.2 : random.uniform(0.2, 1.2),
    slope: clamp(0.015 * random.normal(), -0.045, 0.045),
    bow: random.next() < 0.2 ? 2 * random.normal() : 0,
    cut: isCut ? { level: random.uniform(0.22, 0.62), soft: random.uniform(0.25, 0.9) } : undefined,
    indent: random.uniform(1, 10),
  }
}

/** Paper between two neighbours where they come closest; negative where strokes overlap. */
export function drawGap(
  { spacing, gapPx, deepestPx }: Pick<StripStyle, 'spacing' | 'gapPx' | 'deepestPx'>,
  random: Random,
): number {
  const touches = spacing === 'touching' || (spacing === 'mixed' && random.next() < 0.35)
  if (touches) return random.uniform(-deepestPx, 0.4)
  const isGroup = random.next() < 0.05
  return Math.max(1.5, gapPx * random.uniform(0.5, 1.6)) + (isGroup ? random.uniform(10, 24) : 0)
}

/** Digits of a line: any, or few kinds, or with runs, which are the hardest to count. */
export function drawText(length: number, random: Random): number[] {
  const kind = random.next()
  const few = [1, random.int(10), random.int(10)]
  const text: number[] = []
  for (let i = 0; i < length; i++) {
    if (kind < 0.12 && i > 0 && random.next() < 0.55) text.push(text[i - 1]!)
    else if (kind < 0.22) text.push(few[random.int(3)]!)
    else text.push(random.int(10))
  }
  return text
}

function drawSpacing(random: Random): Spacing {
  let left = random.next()
  for (const [spacing, share] of spacingShares) {
    left -= share
    if (left < 0) return spacing
  }
  return 'mixed'
}

function pick(pools: readonly DigitPool[], random: Random): DigitPool {
  let left = random.next() * pools.reduce((sum, { weight }) => sum + weight, 0)
  return pools.find(({ weight }) => (left -= weight) < 0) ?? pools.at(-1)!
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
