// What does the reader of whole lines say of one part of a line? Its frames between two places, read as one digit.

import { ctcBeam, ctcLogP } from '@digitrec/cnn'
import type { LineReader } from '@digitrec/cnn/lines'
import { type Ink, lineStrip, type Segment } from '@digitrec/image'

/** A point in the ink, in working pixels; undefined at an end of the line. */
export type Point = { readonly x: number; readonly y: number } | undefined

/** What the reader makes of a line. */
export interface LineOpinion {
  /** The digits that it reads there by itself. */
  readonly text: string
  /** Log-probabilities that the frames from one point of the line to another spell just this digit, for each of the ten. */
  between(from: Point, to: Point): number[]
}

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
  const text = ctcBeam(logP, frames, 1)[0]?.digits.join('') ?? ''
  const between = (from: Point, to: Point) => {
    const first = from ? frameAt(from) : 0
    const last = Math.max(first, to ? frameAt(to) : frames)
    const own = logP.subarray(first * 11, last * 11)
    return Array.from({ length: 10 }, (_, digit) => Math.max(faintest, ctcLogP(own, last - first, [digit])))
  }
  return { text, between }
}

/** What the reader holds for impossible may still be: it knows only what its training showed. */
const faintest = -20
