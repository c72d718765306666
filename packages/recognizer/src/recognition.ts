// What reading gives: the types, and how an answer becomes plain JSON.

import type { Box } from '@digitrec/image'
import { toBase64 } from './base64.ts'
import type { Change, ConstraintOutcome } from './constrain.ts'
import type { Explanation } from './explain/explanation.ts'
import type { InkLattice } from './lattice.ts'
import type { DigitStyle } from './style/describe-style.ts'
import type { NumberStyle } from './style/number-style.ts'

/** Whether an answer can be used as it is, should be looked at, or is none. */
export type Status = 'accept' | 'review' | 'reject'

/** Why an answer is not simply accepted; each with its meaning. */
export const reasons = {
  'no-ink': 'There is nothing written in the picture.',
  'not-a-digit': 'What is written does not look like a number.',
  'unread-mark': 'A mark among the digits was not read: a point, a minus, or a digit that is too thin.',
  'struck-out': 'A line goes through a digit, as if it were struck out.',
  ambiguous: 'A digit could also be another one.',
  'low-contrast': 'The writing is hardly darker or lighter than its background.',
  'too-small': 'The writing is only a few pixels high.',
  blurred: 'The picture is out of focus, or the camera was moved.',
  'too-many-marks': 'There are more marks than a handwritten number has.',
  'too-many-lines': 'There are more lines of writing than may be read; those further down were not.',
  'unclear-lines': 'It is not clear which digits stand on one line, and so in which order they are read.',
  'not-valid': 'No number that obeys the constraint is likely enough.',
} as const

/** One of {@link reasons}. */
export type Reason = keyof typeof reasons

/** A digit that something might be. */
export interface Alternative {
  readonly digit: number
  /** 0 to 1; over the ten alternatives they sum to 1. */
  readonly probability: number
}

/** One digit of an answer. */
export interface RecognizedDigit {
  /** The digit of the text: the likeliest, unless a constraint needed another. */
  readonly digit: number
  /** Where it stands, in pixels of the picture as given. */
  readonly box: Box
  /** Line it stands on, from 0. */
  readonly line: number
  /** Number of its group, from 0 in reading order: a new one begins on each line and after each wide gap. */
  readonly group: number
  /** Probability that it is a digit and this one, 0 to 1. */
  readonly confidence: number
  /** All ten digits, the likeliest first. */
  readonly alternatives: readonly Alternative[]
  /** Probability that it is no digit at all, 0 to 1. */
  readonly notDigit: number
  /** What the network saw: 28x28, ink = 1. */
  readonly frame: Float32Array
  /** How it is written; only when asked for. */
  readonly style?: DigitStyle
}

/** A way to read the whole number. */
export interface Reading {
  /** Digits in reading order, lines separated by a newline. */
  readonly text: string
  /** Probability of this reading, 0 to 1. Where the answer is rejected: what it would be if this were a number at all. */
  readonly confidence: number
}

/** Milliseconds spent in each part of the walk. */
export interface Timings {
  readonly decodeMs: number
  readonly inkMs: number
  readonly segmentMs: number
  readonly classifyMs: number
  readonly totalMs: number
}

/** An answer as plain data. */
export interface RecognitionJson {
  /** Version of this form. */
  readonly version: 1
  readonly text: string
  readonly status: Status
  readonly reasons: readonly Reason[]
  readonly confidence: number
  readonly digits: readonly (Omit<RecognizedDigit, 'frame'> & {
    /** 784 bytes 0 to 255 as base64; only when asked for. */
    readonly frame?: string
  })[]
  /** What became of the constraint; only when there was one. */
  readonly constraint?: ConstraintOutcome
  /** Digits that the constraint changed; only when there was one. */
  readonly changed?: readonly Change[]
  /** Where marks stand that were not read, though they may belong to the number; only when there are some. */
  readonly unread?: readonly Box[]
  /** The likeliest readings: five, or as many as were asked for. */
  readonly nbest: readonly Reading[]
  readonly model: ModelName
  readonly image: { readonly width: number; readonly height: number }
  readonly timings: Timings
  /** How the number is written; only when asked for, and when there are digits. */
  readonly style?: NumberStyle
  /** How the picture was read, where a door adds it: see {@link explanationOf}. */
  readonly explanation?: Explanation
}

/** Which model read. */
export interface ModelName {
  readonly name: string
  /** Names the very weights. */
  readonly id: string
}

/** What was read in a picture. */
export interface Recognition {
  readonly version: 1
  /** The number: digits in reading order, lines separated by a newline; empty when the status is 'reject'. */
  readonly text: string
  readonly status: Status
  readonly reasons: readonly Reason[]
  /** Probability that the text is right, 0 to 1. */
  readonly confidence: number
  /** Every mark that was considered, also when the whole was rejected. */
  readonly digits: readonly RecognizedDigit[]
  /** What became of the constraint; only when there was one. */
  readonly constraint?: ConstraintOutcome
  /** Digits that the constraint changed, always said; only when there was one. */
  readonly changed?: readonly Change[]
  /**
   * Where marks stand that were not read, though they may belong to the number: a point, a minus, a digit in a pen much thinner than
   * that of the others. In pixels of the picture as given; only when there are some.
   */
  readonly unread?: readonly Box[]
  /** All ways to read the marks, for other questions about the same ink, such as which entry of a roster it is. */
  readonly lattice: InkLattice
  /** The `count` likeliest readings of the whole number, the likeliest first; under a constraint, of those that obey. */
  nbest(count: number): readonly Reading[]
  readonly model: ModelName
  /** Size of the picture in pixels, upright. */
  readonly image: { readonly width: number; readonly height: number }
  readonly timings: Timings
  /** How the number is written; only when asked for, and when there are digits. */
  readonly style?: NumberStyle
  /** The answer as plain data; with what the network saw, if asked for, and so many readings (5 when left out). */
  toJSON(options?: { frames?: boolean; alternatives?: number }): RecognitionJson
}

/** Adds to the parts of an answer what can be worked out from them. */
export function recognition(parts: Omit<Recognition, 'version' | 'toJSON'>): Recognition {
  const { nbest, lattice: _, ...plain } = parts
  return {
    version: 1,
    ...parts,
    toJSON: options => {
      // JSON.stringify calls toJSON with a key, which is no options.
      const { frames = false, alternatives = 5 } = typeof options === 'object' ? options : {}
      const digits = parts.digits.map(({ frame, ...digit }) => ({
        ...digit,
        ...(frames && { frame: frameToBase64(frame) }),
      }))
      return { version: 1, ...plain, digits, nbest: nbest(alternatives) }
    },
  }
}

/** What the network saw, 0 to 1, as bytes in base64. */
export function frameToBase64(frame: Float32Array): string {
  return toBase64(Uint8Array.from(frame, ink => Math.round(255 * Math.min(1, Math.max(0, ink)))))
}
