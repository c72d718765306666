// How is one digit written? Its measures, how far they are from what is usual for this digit, and the same in plain words.

import { frameSide, type Patch } from '@digitrec/image'
import { type Allograph, allographs, findAllographs } from './allographs.ts'
import { blur, enlargeFrame, enlargement, type Sheet, sheetSide } from './enlarge.ts'
import type { InkLook } from './ink-look.ts'
import { dissect, type Measures, measure } from './measure.ts'
import { topology } from './topology.ts'
import { usualStyle } from './usual.ts'

/** Measures that are compared with what is usual. */
export type Compared = keyof Measures | 'aspect'

/** How one digit is written. Lengths are pixels of a frame, in which a digit is 20 pixels long. */
export interface DigitStyle extends Measures {
  /** The slant in degrees from upright; positive leans to the right. */
  readonly slantDegrees: number
  /** Width over height. */
  readonly aspect: number
  /** Number of loops: paper with ink all around. */
  readonly loops: number
  /** Number of ends of strokes. */
  readonly ends: number
  /** Number of places where strokes meet or cross. */
  readonly junctions: number
  /** Ways in which the digit is written, of those that are told apart: names of {@link allographs}. */
  readonly allographs: readonly Allograph[]
  /** Distance of every measure from the mean of this digit in MNIST, in standard deviations. */
  readonly z: Readonly<Record<Compared, number>>
  /** The same in plain words, such as "leans right"; empty for an ordinary digit. */
  readonly words: readonly string[]
  /** Pen and ink on the page; absent when only a frame was there to look at. */
  readonly ink?: InkLook
}

/**
 * Describes how a digit is written.
 *
 * @param frame 28×28, ink = 1, in MNIST's geometry, as `RecognizedDigit.frame` and MNIST's own images are
 * @param digit 0 to 9: which digit it is, since what is usual depends on it
 * @returns undefined when there is no ink
 * @throws RangeError when the frame has not 784 values or `digit` is none
 * @example
 * const style = describeStyle(frame, 7)   // { thickness: 2.14, slantDegrees: 4.03, allographs: ['crossed-seven'], words: ['narrow'], ... }
 */
export function describeStyle(frame: Float32Array, digit: number): DigitStyle | undefined {
  if (frame.length !== frameSide * frameSide) {
    throw new RangeError(`describeStyle: expected a frame of ${frameSide ** 2} values, got ${frame.length}.`)
  }
  return describeSheet(enlargeFrame(frame), checkDigit(digit))
}

/** Longest side of a digit on a sheet, in measuring pixels. */
export const shapeSide = 20 * enlargement

/**
 * Describes a digit that is there in more detail than a frame has: no pixel is lost and no stroke mended before it is measured.
 *
 * @param shape ink 0 to 1, its longer side {@link shapeSide} pixels
 */
export function describeShape(shape: Patch, digit: number): DigitStyle | undefined {
  return describeSheet(toSheet(shape), checkDigit(digit))
}

function checkDigit(digit: number): number {
  if (Number.isInteger(digit) && digit >= 0 && digit <= 9) return digit
  throw new RangeError(`describeStyle: expected a digit 0 to 9, got ${digit}.`)
}

/** The shape in the middle of a sheet, as soft at the edges as an enlarged frame. */
function toSheet({ strength, width, height }: Patch): Sheet {
  const plane = new Float64Array(sheetSide * sheetSide)
  const left = (sheetSide - width) >> 1
  const top = (sheetSide - height) >> 1
  for (let y = 0; y < height; y++) {
    plane.set(strength.subarray(y * width, (y + 1) * width), (top + y) * sheetSide + left)
  }
  return Uint8Array.from(blur(plane), ink => 255 * ink)
}

function describeSheet(sheet: Sheet, digit: number): DigitStyle | undefined {
  const anatomy = dissect(sheet)
  if (!anatomy) return undefined
  const measures = measure(anatomy)
  const shape = topology(anatomy)
  const aspect = measures.width / measures.height
  const z = compare({ ...measures, aspect }, digit)
  const ways = findAllographs(digit, anatomy, measures, shape)
  return {
    ...measures,
    slantDegrees: (measures.slant * 180) / Math.PI,
    aspect,
    loops: shape.loops.length,
    ends: shape.ends.length,
    junctions: shape.junctions.length,
    allographs: ways,
    z,
    words: [...ways.map(way => allographs[way].words), ...wordsFor(z)],
  }
}

function compare(measures: Readonly<Record<Compared, number>>, digit: number): Record<Compared, number> {
  const usual = usualStyle[digit]!
  const z = {} as Record<Compared, number>
  for (const name of Object.keys(usual) as Compared[]) z[name] = (measures[name] - usual[name][0]) / usual[name][1]
  return z
}

/** Standard deviations from which on a digit is said to be so. */
const remarkable = 0.7

/** What is said of a measure that is remarkably small or large. */
const plainWords = {
  slant: ['leans left', 'leans right'],
  thickness: ['thin', 'bold'],
  aspect: ['narrow', 'wide'],
  length: ['short strokes', 'loopy'],
} as const satisfies Partial<Record<Compared, readonly [string, string]>>

/** Words for distances from what is usual, such as ["leans right", "bold"]. */
export function wordsFor(z: Readonly<Record<keyof typeof plainWords, number>>): string[] {
  return (Object.keys(plainWords) as (keyof typeof plainWords)[]).flatMap(name => {
    if (Math.abs(z[name]) < remarkable) return []
    return [plainWords[name][z[name] < 0 ? 0 : 1]]
  })
}
