// Who is writing? A hand with its habits: the same writer's digits look alike, another's differ.

import type { Random } from '@digitrec/tensor'
import { allographs } from './allographs.ts'
import type { Shape } from './shapes.ts'

/** One person's hand. Lengths are in heights of a digit. */
export interface Writer {
  /** How far the top leans to the right per height; negative leans back. */
  readonly slant: number
  /** Factor on widths. */
  readonly aspect: number
  /** Width of the pen's line. */
  readonly pen: number
  /** How much the line swells and thins, 0..1. */
  readonly pressure: number
  /** How much the line thins where the pen lands and leaves, 0..1. */
  readonly taper: number
  /** How a broad nib changes the width with the direction: 0 is round. */
  readonly nib: number
  /** Direction in which the nib is broad, in radians. */
  readonly nibAngle: number
  /** Length of the curve's tangents: 0.88 (flat) to 1.12 (bulging). */
  readonly roundness: number
  /** How much of the line is averaged away: the hurry that rounds corners and kinks. */
  readonly flow: number
  /** How far points of the shape stray from one digit to the next. */
  readonly jitter: number
  /** How far this writer's own version of a shape strays from the table's. */
  readonly idiom: number
  /** Shaking of the line. */
  readonly tremor: number
  /** How far lines go on past their end, or stop before it. */
  readonly overshoot: number
  /** Size of the upper half against the lower, as log of the factor. */
  readonly topHeavy: number
  /** Gap between digits. */
  readonly spacing: number
  /** How far digits stand off the baseline. */
  readonly baseline: number
  /** How digits differ in size, as log of the factor. */
  readonly sizes: number
  /** Rise of the line per length, to the right and up. */
  readonly climb: number
  /** The preferred way of writing each digit: index into `allographs[digit]`. */
  readonly habits: readonly number[]
  /** How often a digit is written in the preferred way and not in any, 0..1. */
  readonly faithful: number
  /** Seed of the writer's own versions of shapes. */
  readonly seed: number
}

/**
 * A new writer. Ranges of slant, width and pen follow what is measured on MNIST (thickness 1.7 to 3.8 px of 20, slant sd 0.22), a
 * little wider, since photos hold finer pens and rounder hands.
 *
 * @example
 * const writer = createWriter(createRandom(1))
 * const drawing = drawNumber('70413', writer, createRandom(2))
 */
export function createWriter(random: Random): Writer {
  const between = (low: number, value: number, high: number) => Math.min(high, Math.max(low, value))
  // Most people write with some care, a few hardly legibly.
  const care = between(0.3, Math.exp(0.45 * random.normal()), 2)
  return {
    slant: between(-0.45, 0.06 + 0.22 * random.normal(), 0.65),
    aspect: Math.exp(between(-0.4, 0.2 * random.normal(), 0.4)),
    pen: between(0.045, 0.115 * Math.exp(0.32 * random.normal()), 0.22),
    pressure: 0.3 * random.next() ** 2,
    taper: 0.6 * random.next() ** 2,
    nib: 0.3 * random.next() ** 3,
    nibAngle: random.uniform(-1.2, 1.2),
    roundness: random.uniform(0.88, 1.12),
    flow: random.uniform(0.005, 0.05),
    jitter: 0.02 * care,
    idiom: 0.035 * care,
    tremor: 0.012 * random.next() ** 3,
    overshoot: 0.07 * random.next(),
    topHeavy: 0.15 * random.normal(),
    spacing: random.uniform(0.16, 0.42),
    baseline: random.uniform(0.005, 0.05),
    sizes: random.uniform(0.02, 0.09),
    climb: 0.025 * random.normal(),
    habits: allographs.map(ways => pickByWeight(ways, random)),
    faithful: 0.85,
    seed: random.int(0x7fffffff),
  }
}

/** The way this writer writes the digit this time: mostly the habit. */
export function pickAllograph(digit: number, writer: Writer, random: Random): Shape {
  const ways = allographs[digit]!
  return random.next() < writer.faithful ? ways[writer.habits[digit]!]! : ways[pickByWeight(ways, random)]!
}

/** An index of the list, with the chances of the weights. */
export function pickByWeight(list: readonly { readonly weight: number }[], random: Random): number {
  let left = random.next() * list.reduce((sum, { weight }) => sum + weight, 0)
  for (let k = 0; k < list.length - 1; k++) {
    left -= list[k]!.weight
    if (left < 0) return k
  }
  return list.length - 1
}
