// All ways to read a picture at once: which marks could be digits, and which digit each could be.

import type { Box } from '@digitrec/image'
import type { RecognizedDigit } from './recognition.ts'

/** Ways to read marks as digits: a directed acyclic graph over places between pieces of ink, in reading order. */
export interface Lattice {
  /** Nodes are 0 (before everything) to nodes - 1 (after everything); every arc goes from a lower to a higher node. */
  readonly nodes: number
  readonly arcs: readonly Arc[]
}

/** Ink between two places, read as one digit. */
export interface Arc {
  readonly from: number
  readonly to: number
  /** 10 log-probabilities: that this arc is a digit and this one, everything known of the arc included (not-a-digit, width, cut). */
  readonly logP: Float64Array | readonly number[]
  /** Line of writing it stands on, from 0 (a change of line is a newline in the text, and nothing for a constraint). */
  readonly line: number
  /** Arcs with the same number stand for the same ink, weighed together with other neighbours. @default no other arc does */
  readonly ink?: number
}

/** The lattice of a picture: of every arc, the ink that it stands for. */
export interface InkLattice extends Lattice {
  /** One for each arc, in the same order. */
  readonly marks: readonly ArcMark[]
}

/** Ink that may be one digit. */
export interface ArcMark {
  /** Where it stands, in pixels of the picture. */
  readonly segment: { readonly box: Box }
  /** What the network saw: 28x28, ink = 1. */
  readonly frame: Float32Array
  /** Probability that it is no digit at all. */
  readonly notDigit: number
}

/** Digits that stand well apart: one arc between neighbouring nodes, one path through all of them. */
export function chainOf(digits: readonly Pick<RecognizedDigit, 'alternatives' | 'line' | 'notDigit'>[]): Lattice {
  const arcs = digits.map(({ alternatives, line, notDigit }, from) => {
    const logP = new Float64Array(10).fill(Number.NEGATIVE_INFINITY)
    for (const { digit, probability } of alternatives) logP[digit] = Math.log(probability * (1 - notDigit))
    return { from, to: from + 1, logP, line }
  })
  return { nodes: digits.length + 1, arcs }
}
