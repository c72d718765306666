// Which pictures are measured on? A folder of them with labels.csv, or numbers drawn here.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Raster } from '@digitrec/image'
import { createWriter, drawNumber, looks, renderPage } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'

/** A line of labels.csv. */
export interface Row {
  readonly file: string
  /** Digits in reading order without gaps and line ends; empty when nothing must be read. */
  readonly label: string
  readonly kind: string
}

/** The lines of a labels.csv with the columns file,label,...,kind; in a label `|` is the next line and a space a gap. */
export function readRows(folder: string): Row[] {
  const [head, ...lines] = readFileSync(join(folder, 'labels.csv'), 'utf8').trim().split(/\r?\n/)
  const columns = head!.split(',')
  return lines.map(line => {
    const cells = line.split(',')
    const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
    return { file: cell('file'), label: cell('label').replace(/[|\s]/g, ''), kind: cell('kind') }
  })
}

const drawnLooks = [looks.blackOnWhite, looks.bluePen, looks.blackPen, looks.redMarker, looks.whiteOnBlack] as const

/** A number that nobody uploaded: three of five times one digit, else up to seven, well apart. The same for the same index. */
export function drawPicture(index: number): { row: Row; raster: Raster } {
  const random = createRandom(20_000 + index)
  const count = random.next() < 0.6 ? 1 : 2 + random.int(6)
  const label = Array.from({ length: count }, () => random.int(10)).join('')
  const heightPx = Math.round(count === 1 ? random.uniform(90, 260) : random.uniform(50, 120))
  const writer = createWriter(random.fork(1))
  const number = drawNumber(label, { ...writer, spacing: Math.max(0.22, writer.spacing) }, random.fork(2), { heightPx })
  const marginPx = {
    x: Math.round(random.uniform(0.35, 1) * heightPx),
    y: Math.round(random.uniform(0.35, 0.8) * heightPx),
  }
  const look = drawnLooks[random.int(drawnLooks.length)]!
  const { raster } = renderPage(number, look, random.fork(3), { marginPx })
  return { row: { file: `drawn-${index}`, label, kind: count === 1 ? 'single-drawn' : 'multi-drawn' }, raster }
}
