// What does the reader of whole lines say of one part of a line? Its frames between two places, read as one digit.

import { ctcBeam, ctcLogP, ctcSubstitutions } from '@digitrec/cnn'
import type { LineReader } from '@digitrec/cnn/lines'
import { type Ink, lineStrip, type Segment } from '@digitrec/image'

/** A point in the ink, in working pixels; undefined at an end of the line. */
export type Point = { readonly x: number; readonly y: number } | undefined

/** What the reader makes of a line. */
export interface LineOpinion {
  /** The digits that it reads there by itself, the likeliest reading first; at least one reading, which may be empty. */
  readonly texts: readonly (readonly number[])[]
  /** Log-probabilities that the frames from one point of the line to another spell just this digit, for each of the ten. */
  between(from: Point, to: Point): number[]
  /** Log-probability of a text on the whole line, not lower than what is held for impossible. */
  logP(digits: readonly number[]): number
  /**
   * What the whole line says of a text and of all that differ from it in one digit: `[digits.length][10]` log-probabilities,
   * not lower than what is held for impossible.
   */
  whole(digits: readonly number[]): number[][]
}

/** Readings of its own that the reader is asked for. */
const ownReadings = 8

/**
 * Reads a line, and says what its parts are.
 *
 * Frames of a network trained with CTC are independent given the ink, so what a text scores under an alignment is the sum of what
 * its digits score on their own frames: the opinion on the parts of a cut adds up to that on the whole.
 *
 * @param segments those of one line, at least one
 * @see Graves et al. 2006, eq. 2
 */
export function readLine(reader: LineReader, ink: Ink, segments: readonly Segment[]): LineOpinion {
  const strip = lineStrip(ink, segments)
  const { frames, logP } = reader.read(strip)
  const start = strip.toInk(0, strip.height / 2)
  const end = strip.toInk(strip.width, strip.height / 2)
  const length = (end.x - start.x) ** 2 + (end.y - start.y) ** 2
  const frameAt = ({ x, y }: { x: number; y: number }) => {
    const share = ((x - start.x) * (end.x - start.x) + (y - start.y) * (end.y - start.y)) / length
    return Math.min(frames, Math.max(0, Math.round((share * strip.width) / reader.framePx)))
  }
  const texts = ctcBeam(logP, frames, ownReadings).map(({ digits }) => digits)
  const between = (from: Point, to: Point) => {
    const first = from ? frameAt(from) : 0
    const last = Math.max(first, to ? frameAt(to) : frames)
    const own = logP.subarray(first * 11, last * 11)
    return Array.from({ length: 10 }, (_, digit) => Math.max(faintest, ctcLogP(own, last - first, [digit])))
  }
  const whole = (digits: readonly number[]) => {
    const all = ctcSubstitutions(logP, frames, digits)
    return digits.map((_, i) => Array.from(all.subarray(10 * i, 10 * i + 10), value => Math.max(faintest, value)))
  }
  return { texts, between, logP: digits => Math.max(faintest, ctcLogP(logP, frames, digits)), whole }
}

/** What the reader holds for impossible may still be: it knows only what its training showed. */
const faintest = -20
