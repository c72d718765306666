// How long does a picture take, from bytes to text? Pictures are drawn and encoded here, in memory, from fixed seeds.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePng, type Raster } from '@digitrec/image'
import { createWriter, drawNumber, looks, type NumberOptions, renderPage, samples } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import jpeg from 'jpeg-js'
import { type Contender, nodeCommand } from '../contenders.ts'
import { compare, start } from '../interleave.ts'
import type { BenchResult } from '../result.ts'
import { pace } from './inference.ts'
import type { Setting, Suite } from './suite.ts'

/** A picture and what it says. */
export interface Sheet {
  readonly title: string
  readonly text: string
  make(): Uint8Array
}

/** What is read: a photo, a drawing, a long number. */
export const sheets: readonly Sheet[] = [
  {
    title: 'JPEG photo of 12 MP, 5 digits',
    text: '70413',
    make: () => encodeJpeg(page('70413', 4, { heightPx: 700 }, { width: 4000, height: 3000 })),
  },
  {
    title: 'PNG drawing of 280×280 px, 1 digit',
    text: '4',
    make: () => encodePng(crop(samples.find(({ name }) => name === 'four-open-canvas')!.make(), 280)),
  },
  {
    title: 'PNG strip, 12 digits',
    text: '602214076150',
    make: () => encodePng(page('602214076150', 11, { heightPx: 64, spacing: 0.3 })),
  },
]

/** Pictures through the recognizer, on each of our backends. */
export const reading: Suite = {
  name: 'reading',
  summary: 'pictures from bytes to text: 12 MP JPEG, 280 px PNG, strip of 12 digits',
  async run(setting) {
    setting.progress('drawing pictures')
    for (const [i, sheet] of sheets.entries()) writeFileSync(join(setting.folder, `sheet-${i}`), sheet.make())
    const { runners, absent } = await start(readers(setting))
    const results: BenchResult[] = []
    try {
      for (const [i, { title, text }] of sheets.entries()) {
        setting.progress(title)
        const taking = runners.filter(({ contender }) => !tooSlow(contender.name, title, setting))
        const rows = await compare(
          taking.map(runner => ({
            runner,
            images: 1,
            task: { kind: 'reading', folder: setting.folder, net: `sheet-${i}`, batch: 1 },
            judge: answer => {
              const read = String.fromCharCode(...answer)
              return read === text ? {} : `wrong: read '${read}', expected '${text}'`
            },
          })),
          pace(setting),
        )
        results.push({ suite: 'reading', title, metric: 'p50Ms', rows })
      }
    } finally {
      for (const { process } of runners) process.stop()
    }
    return { results, absent }
  },
}

/** Most of the time of a photo goes into decoding, whatever the backend. */
function tooSlow(name: string, title: string, { quick }: Setting): boolean {
  return quick && name === 'digitrec reference' && title.startsWith('JPEG')
}

function readers({ contenders }: Setting): Contender[] {
  const ours = contenders.filter(({ group }) => group === 'ours')
  return ours.map(one => ({ ...one, command: () => nodeCommand('bench/src/reader.ts', one.name.split(' ')[1]!) }))
}

/** A number in blue ink; in the middle of a page of a given size (a pixel less where an odd rest is left), if one is given. */
function page(text: string, seed: number, style: NumberOptions, size?: { width: number; height: number }): Raster {
  const random = createRandom(seed)
  const number = drawNumber(text, createWriter(random), random, style)
  if (!size) return renderPage(number, looks.bluePen, random).raster
  const marginPx = { x: Math.floor((size.width - number.width) / 2), y: Math.floor((size.height - number.height) / 2) }
  return renderPage(number, looks.bluePen, random, { marginPx }).raster
}

function encodeJpeg({ width, height, data }: Raster): Uint8Array {
  return jpeg.encode({ width, height, data: Buffer.from(data.buffer) }, 85).data
}

/** The middle of a picture. */
function crop({ width, height, data }: Raster, side: number): Raster {
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)]
  const cut = new Uint8Array(4 * side * side)
  for (let y = 0; y < side; y++) {
    const start = 4 * ((top + y) * width + left)
    cut.set(data.subarray(start, start + 4 * side), 4 * y * side)
  }
  return { width: side, height: side, data: cut }
}
