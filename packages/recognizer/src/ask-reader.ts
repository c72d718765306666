// What does the reader of whole lines say of one part of a line? Its frames between two places, read as one digit.

import { ctcBeam, ctcLogP, ctcSubstitutions } from '@digitrec/cnn'
import type { LineReader } from '@digitrec/cnn/lines'
import { type Ink, type LineStrip, lineStrip, type Segment } from '@digitrec/image'

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
 * A line is read at these sizes, and what they say is averaged as probabilities: how high a digit is can only be guessed where
 * several hang together, and what is read at one size by chance is not read at another.
 */
const zooms = [0.9, 1, 1.1]
/** A third of the work, for what is very likely to be plain. */
export const glance = [1]

/**
 * Reads a line, and says what its parts are.
 *
 * Frames of a network trained with CTC are independent given the ink, so what a text scores under an alignment is the sum of what
 * its digits score on their own frames: the opinion on the parts of a cut adds up to that on the whole.
 *
 * @param segments those of one line, at least one
 * @param sizes factors on the size of the digits; what is read at each is averaged
 * @see Graves et al. 2006, eq. 2
 */
export function readLine(
  reader: LineReader,
  ink: Ink,
  segments: readonly Segment[],
  sizes: readonly number[] = zooms,
): LineOpinion {
  const looks = sizes.map(zoom => look(reader, lineStrip(ink, segments, zoom)))
  const logP = (digits: readonly number[]) => average(looks.map(one => one.logP(digits)))
  const texts = new Map(looks.flatMap(({ texts }) => texts.map(text => [text.join(), text])))
  return {
    texts: [...texts.values()]
      .map(text => ({ text, score: logP(text) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, ownReadings)
      .map(({ text }) => text),
    between: (from, to) => averages(looks.map(one => one.between(from, to))),
    logP,
    whole: digits => {
      const all = looks.map(one => one.whole(digits))
      return digits.map((_, i) => averages(all.map(one => one[i]!)))
    },
  }
}

/** What the reader makes of one strip of a line. */
function look(reader: LineReader, strip: LineStrip): LineOpinion {
  const { frames, logP } = reader.read(strip)
  const start = strip.toInk(0, strip.height / 2)
  const end = strip.toInk(strip.width, strip.height / 2)
  const length = (end.x - start.x) ** 2 + (end.y - start.y) ** 2
  const frameAt = ({ x, y }: { x: number; y: number }) => {
    const share = ((x - start.x) * (end.x - start.x) + (y - start.y) * (end.y - start.y)) / length
    return Math.min(frames, Math.max(0, Math.round((share * strip.width) / reader.framePx)))
  }
  return {
    texts: ctcBeam(logP, frames, ownReadings).map(({ digits }) => digits),
    between: (from, to) => {
      const first = from ? frameAt(from) : 0
      const last = Math.max(first, to ? frameAt(to) : frames)
      const own = logP.subarray(first * 11, last * 11)
      return Array.from({ length: 10 }, (_, digit) => Math.max(faintest, ctcLogP(own, last - first, [digit])))
    },
    logP: digits => Math.max(faintestOf(digits.length), ctcLogP(logP, frames, digits)),
    whole: digits => {
      const least = faintestOf(digits.length)
      const all = ctcSubstitutions(logP, frames, digits, { least: 2 * least })
      return digits.map((_, i) => Array.from(all.subarray(10 * i, 10 * i + 10), value => Math.max(least, value)))
    },
  }
}

/** Logarithm of the mean of probabilities that are given as logarithms. */
function average(logs: readonly number[]): number {
  const most = Math.max(...logs)
  return most + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - most), 0) / logs.length)
}

/** The same place by place. */
function averages(rows: readonly (readonly number[])[]): number[] {
  return rows[0]!.map((_, k) => average(rows.map(row => row[k]!)))
}

/**
 * What the reader holds for impossible may still be: it knows only what its training showed. There are ten times as many such
 * texts with each further digit, which together must not become likely; up to six digits the weights have learned that.
 */
function faintestOf(digits: number): number {
  return faintest - Math.LN10 * Math.max(0, digits - shortDigits)
}

const faintest = -20
const shortDigits = 6
