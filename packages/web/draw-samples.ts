// Which sample pictures the page offers, drawn as PNG files.

import { type Sample, samples } from '@digitrec/mnist'
import { writePng } from './write-png.ts'

/** Singles, numbers, two lines, ruled paper, a dark canvas, and one without digits. */
const shown = [
  'number-70413-pen',
  'seven-crossed-pen',
  'number-2026-canvas',
  'number-3194-ruled',
  'two-lines-pen',
  'zero-slashed-chalk',
  'number-60-black',
  'no-digit-smiley',
]

export interface SamplePicture {
  readonly name: string
  readonly description: string
  readonly expected: string
  readonly width: number
  readonly height: number
  readonly png: Uint8Array
}

/** @throws Error when a sample is no longer offered by @digitrec/mnist */
export function drawSamples(): SamplePicture[] {
  return shown.map(name => {
    const sample = samples.find(sample => sample.name === name)
    if (!sample) throw new Error(`samples: expected "${name}" in @digitrec/mnist, found none. Edit draw-samples.ts.`)
    return draw(sample)
  })
}

function draw({ name, description, expected, make }: Sample): SamplePicture {
  const { width, height, data } = make()
  const rgb = new Uint8Array(3 * width * height)
  // Six bits a channel: the grain of the paper hides the steps, and the file is half as large.
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = Math.min(255, (data[4 * i + c]! + 2) & ~3)
  return { name, description, expected, width, height, png: writePng(width, height, 3, rgb) }
}
