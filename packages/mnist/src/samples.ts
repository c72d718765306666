// Which pictures does the product show itself with? A fixed list, drawn when asked for, the same every time.

import type { Raster } from '@digitrec/image'
import { createRandom } from '@digitrec/tensor'
import { drawShape } from './handwriting/draw.ts'
import { drawNumber, type NumberOptions } from './handwriting/number.ts'
import { type Look, looks, type PageOptions, paint } from './handwriting/page.ts'
import type { InkPatch } from './handwriting/pen.ts'
import { signs } from './handwriting/signs.ts'
import { createWriter, type Writer } from './handwriting/writer.ts'

/** A picture of the product, and what should be read from it. */
export interface Sample {
  /** Kebab-case; a file name without its ending. */
  readonly name: string
  /** One sentence for people who cannot see it. */
  readonly description: string
  /** The digits, lines joined by `\n`; empty when there are none. */
  readonly expected: string
  /** Draws it: the same bytes every time. */
  make(): Raster
}

/** The samples, singles first, then numbers, then two without digits. */
export const samples: readonly Sample[] = [
  write('seven-crossed-pen', 'A crossed seven in blue ink on white paper', '7', looks.bluePen, 11, {
    habits: { 7: 2 },
    number: { heightPx: 150, penPx: 9 },
    page: { marginPx: { x: 95, y: 55 } },
  }),
  write('four-open-canvas', 'An open four drawn in white on a black canvas', '4', looks.whiteOnBlack, 12, {
    habits: { 4: 0 },
    number: { heightPx: 180, penPx: 20 },
    page: { marginPx: { x: 80, y: 46 } },
  }),
  write('two-looped-pencil', 'A looped two in pencil on grey paper in a soft shadow', '2', looks.pencil, 13, {
    habits: { 2: 1 },
    number: { heightPx: 140, penPx: 8 },
    page: { marginPx: { x: 100, y: 60 } },
  }),
  write('one-flagged-marker', 'A one with a long flag in red marker', '1', looks.redMarker, 14, {
    habits: { 1: 3 },
    number: { heightPx: 150, penPx: 16 },
    page: { marginPx: { x: 110, y: 50 } },
  }),
  write('zero-slashed-chalk', 'A slashed zero in chalk on a board', '0', looks.chalk, 15, {
    habits: { 0: 4 },
    number: { heightPx: 150, penPx: 13 },
    page: { marginPx: { x: 90, y: 50 } },
  }),
  write('number-70413-pen', 'The number 70413 in blue ink on white paper', '70413', looks.bluePen, 21, {
    number: { heightPx: 96, penPx: 7 },
    page: { marginPx: { x: 48, y: 42 } },
  }),
  write('number-2026-canvas', 'The number 2026 drawn in white on a black canvas', '2026', looks.whiteOnBlack, 22, {
    number: { heightPx: 110, penPx: 12 },
    page: { marginPx: { x: 40, y: 40 } },
  }),
  write('number-58396-pencil', 'The number 58396 in pencil on grey paper in a soft shadow', '58396', looks.pencil, 23, {
    number: { heightPx: 90, penPx: 6 },
    page: { marginPx: { x: 60, y: 50 } },
  }),
  write('number-1777-crossed', 'The number 1777 with crossed sevens in black ink', '1777', looks.blackPen, 24, {
    habits: { 1: 1, 7: 2 },
    number: { heightPx: 90, penPx: 6 },
    page: { marginPx: { x: 52, y: 44 } },
  }),
  write('number-60-black', 'The number 60 drawn in black on a white canvas', '60', looks.blackOnWhite, 25, {
    number: { heightPx: 120, penPx: 11 },
    page: { marginPx: { x: 70, y: 40 } },
  }),
  write('two-lines-pen', 'Two lines, 4821 and 9305, in black ink on paper', '4821\n9305', looks.blackPen, 26, {
    number: { heightPx: 84, penPx: 6, lineHeight: 1.75 },
    page: { marginPx: { x: 60, y: 48 } },
  }),
  write('number-3194-ruled', 'The number 3194 in blue ink on ruled paper', '3194', looks.ruledBook, 27, {
    number: { heightPx: 88, penPx: 7 },
    page: { marginPx: { x: 60, y: 50 }, linesPx: 60 },
  }),
  {
    name: 'no-digit-smiley',
    description: 'A smiley in blue ink on white paper, with no digit',
    expected: '',
    make() {
      const random = createRandom(31)
      const smiley = signs.find(({ name }) => name === 'smiley')!
      const ink = drawShape(smiley, { ...createWriter(random), pen: 0.045, aspect: 1, slant: 0, topHeavy: 0 }, random, {
        heightPx: 150,
      })
      return paint(ink, looks.bluePen, random, { marginPx: { x: 90, y: 60 } })
    },
  },
  {
    name: 'no-digit-blank',
    description: 'Blank grey paper in a soft shadow, with no digit',
    expected: '',
    make() {
      const ink: InkPatch = { width: 320, height: 240, strength: new Float32Array(320 * 240) }
      return paint(ink, looks.pencil, createRandom(32), { marginPx: { x: 0, y: 0 } })
    },
  },
]

interface Details {
  /** Ways of writing certain digits: index into `allographs[digit]`. */
  readonly habits?: Readonly<Record<number, number>>
  readonly number: NumberOptions
  readonly page: PageOptions
}

function write(name: string, description: string, text: string, look: Look, seed: number, details: Details): Sample {
  const make = () => {
    const random = createRandom(seed)
    const number = drawNumber(text, neatWriter(random, details.habits), random.fork(1), details.number)
    return paint(number, look, random.fork(2), details.page)
  }
  return { name, description, expected: text, make }
}

/** A writer whom nobody would misread: a steady hand with the habits asked for. */
function neatWriter(random: ReturnType<typeof createRandom>, habits: Details['habits'] = {}): Writer {
  const writer = createWriter(random)
  return {
    ...writer,
    slant: Math.min(0.25, Math.max(0.06, writer.slant)),
    topHeavy: 0,
    taper: Math.min(0.25, writer.taper),
    jitter: 0.01,
    idiom: 0.018,
    spacing: Math.max(0.24, writer.spacing),
    faithful: 1,
    habits: writer.habits.map((habit, digit) => habits[digit] ?? habit),
  }
}
