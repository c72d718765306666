// What is a corruption, and what do all of them share? Frames are 784 numbers, ink = 1 on paper = 0. Next: index.ts.

import type { Random } from '@digitrec/tensor'
import { pixelsPerDigit, sidePx } from '../idx.ts'

/** One way in which a picture of a digit goes wrong. */
export interface Corruption {
  readonly name: string
  /** What the amounts are, with their unit. */
  readonly unit: string
  /** Amounts of three severities: mild, medium (what the headline figure is measured at), strong; a person still reads all three. */
  readonly amounts: readonly [number, number, number]
  /**
   * Where it happens: `frame` when the classifier is given what is left of it, `page` when the walk from pixels to ink
   * is there to undo it (light, polarity, size and place on the page), so that the frame alone says little.
   */
  readonly happens: 'frame' | 'page'
  /** What training does that is of the same family, though drawn otherwise; undefined when training has nothing like it. */
  readonly kin?: string
  /**
   * A spoiled copy; the same stream state gives the same picture.
   *
   * @param frame 784 numbers 0..1; not changed
   * @param amount one of `amounts`, or anything between
   * @param random the picture's own stream
   * @returns 784 numbers 0..1
   */
  apply(frame: Float32Array, amount: number, random: Random): Float32Array
}

/** A frame whose pixel (x, y) is `value(x, y, i)`, cut off at 0 and 1. */
export function paintFrame(value: (x: number, y: number, i: number) => number): Float32Array {
  const out = new Float32Array(pixelsPerDigit)
  for (let y = 0, i = 0; y < sidePx; y++)
    for (let x = 0; x < sidePx; x++, i++) out[i] = Math.min(1, Math.max(0, value(x, y, i)))
  return out
}

/** Ink at a place between pixels, bilinear; paper outside. */
export function inkAt(frame: Float32Array, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const at = (u: number, v: number) => (u < 0 || v < 0 || u >= sidePx || v >= sidePx ? 0 : frame[v * sidePx + u]!)
  const above = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left)
  const below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left)
  return above + (below - above) * (y - top)
}

/** How much of a pixel lies under an edge `distance` pixels away: 1 well inside, 0 well outside. */
export function coverage(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 - distance))
}

/** −1 or 1. */
export function eitherSign(random: Random): number {
  return random.next() < 0.5 ? -1 : 1
}
