// In which of the known ways is a digit written? One line for each way that can be told from its loops, ends and outline.

import { enlargement, sheetSide } from './enlarge.ts'
import type { Anatomy, Measures } from './measure.ts'
import { findStem, type Stem } from './stem.ts'
import type { Topology } from './topology.ts'

/** All that a line of the table may look at. */
export interface Written extends Topology {
  readonly digit: number
  readonly measures: Measures
  /** Greatest width of ink, against the mean width of the strokes: above about 1.5 a loop has been filled up. */
  readonly blot: number
  /** Top and height of the ink in pixels of a frame. */
  readonly top: number
  readonly height: number
  stem(): Stem
}

/** One way of writing a digit. */
export interface Way {
  readonly digit: number
  /** What is said of such a digit. */
  readonly words: string
  /** Whether the digit is written so. */
  readonly isWritten: (written: Written) => boolean
}

/** Height of a place in the digit, 0 top to 1 bottom. */
const down = ({ top, height }: Written, y: number) => (y - top) / height

/** Width of ink, in widths of the stroke, up to which no loop was filled up; more where strokes of a digit cross or meet. */
const widest: Readonly<Record<number, number>> = { 4: 2, 8: 1.6, 9: 1.6 }

/**
 * Fewer loops than the digit has, and not because a bold pen filled them up: then the ink is widest where the loop was. Where
 * strokes cross, as in a 4, ink is wide as well.
 */
const isOpen = ({ digit, loops, blot }: Written, closed: number) =>
  loops.length < closed && blot < (widest[digit] ?? 1.45)

const table = {
  'slashed-zero': { digit: 0, words: 'slashed', isWritten: ({ loops }) => loops.length > 1 },
  'flagged-one': { digit: 1, words: 'with a flag', isWritten: written => written.stem().flag > 1.4 },
  'footed-one': { digit: 1, words: 'with a foot', isWritten: written => written.stem().foot > 0.8 },
  'looped-two': {
    digit: 2,
    words: 'with a loop',
    isWritten: written => written.loops.some(({ y }) => down(written, y) > 0.5),
  },
  'open-four': { digit: 4, words: 'open', isWritten: written => isOpen(written, 1) },
  'open-six': { digit: 6, words: 'open', isWritten: written => isOpen(written, 1) },
  'crossed-seven': { digit: 7, words: 'crossed', isWritten: written => written.stem().bar > 1 },
  'open-eight': { digit: 8, words: 'open', isWritten: written => isOpen(written, 2) && written.ends.length > 1 },
  'open-nine': { digit: 9, words: 'open', isWritten: written => isOpen(written, 1) },
} as const satisfies Record<string, Way>

/** Ways of writing, by their stable name. */
export const allographs: Readonly<Record<keyof typeof table, Way>> = table

/** One of the ways of writing that are told apart. */
export type Allograph = keyof typeof allographs

/** The ways in which this digit is written, of those known for it. */
export function findAllographs(digit: number, anatomy: Anatomy, measures: Measures, shape: Topology): Allograph[] {
  const written = look(digit, anatomy, measures, shape)
  return (Object.keys(allographs) as Allograph[]).filter(name => {
    const way: Way = allographs[name]
    return way.digit === digit && way.isWritten(written)
  })
}

function look(digit: number, { mask, squared }: Anatomy, measures: Measures, shape: Topology): Written {
  const first = mask.indexOf(1)
  const last = mask.lastIndexOf(1)
  const deepest = Math.sqrt(squared.reduce((a, b) => Math.max(a, b), 0))
  return {
    ...shape,
    digit,
    measures,
    blot: (2 * deepest) / enlargement / measures.thickness,
    top: Math.floor(first / sheetSide) / enlargement,
    height: (Math.floor(last / sheetSide) - Math.floor(first / sheetSide) + 1) / enlargement,
    stem: () => findStem(mask),
  }
}
