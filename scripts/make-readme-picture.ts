// Draws docs/images/samples.png, the picture of the README: samples of the product in rows, with the boxes that the
// recognizer found on them.
//
//   npx tsx --conditions=@digitrec/source scripts/make-readme-picture.ts

import { mkdirSync, writeFileSync } from 'node:fs'
import type { Box, Raster } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { loadRecognizer } from '@digitrec/recognizer'
import { writePng } from '../packages/web/write-png.ts'

const rows = [
  ['number-70413-pen', 'four-open-canvas', 'number-1777-crossed'],
  ['two-lines-pen', 'zero-slashed-chalk', 'number-2026-canvas', 'seven-crossed-pen'],
]
const [widthPx, gapPx] = [740, 6]
const target = new URL('../docs/images/samples.png', import.meta.url)

const recognizer = await loadRecognizer()
const strips: Raster[] = []
for (const names of rows) strips.push(justify(await Promise.all(names.map(readAndMark))))
const heightPx = strips.reduce((sum, { height }) => sum + height + gapPx, -gapPx)
const sheet = new Uint8Array(3 * widthPx * heightPx).fill(255)
let top = 0
for (const strip of strips) {
  // Four bits a channel: the steps are hidden by the grain of the paper, and the file is small.
  for (let i = 0; i < widthPx * strip.height; i++)
    for (let c = 0; c < 3; c++)
      sheet[3 * (top * widthPx + i) + c] = Math.min(255, Math.round(strip.data[4 * i + c]! / 16) * 16)
  top += strip.height + gapPx
}
const png = writePng(widthPx, heightPx, 3, sheet)
mkdirSync(new URL('.', target), { recursive: true })
writeFileSync(target, png)
console.log(`docs/images/samples.png: ${widthPx}×${heightPx}, ${png.length} bytes`)

/** A sample with its boxes drawn on it. Throws when it was misread: the README shows what works. */
async function readAndMark(name: string): Promise<Raster> {
  const sample = samples.find(sample => sample.name === name)!
  const raster = sample.make()
  const { text, digits } = await recognizer.read(raster)
  if (text !== sample.expected) throw new Error(`${name}: expected ${sample.expected}, read ${text}.`)
  for (const { box } of digits) outline(raster, box)
  return raster
}

function outline({ width, height, data }: Raster, box: Box): void {
  const [margin, pen] = [5, 3]
  const [left, right] = [box.x - margin, box.x + box.width + margin]
  const [above, below] = [box.y - margin, box.y + box.height + margin]
  for (let y = Math.max(0, above); y < Math.min(height, below); y++)
    for (let x = Math.max(0, left); x < Math.min(width, right); x++)
      if (x < left + pen || x >= right - pen || y < above + pen || y >= below - pen)
        data.set([240, 128, 32], 4 * (y * width + x))
}

/** Pictures side by side, scaled to one height so that together they are as wide as the sheet. */
function justify(pictures: readonly Raster[]): Raster {
  const shapes = pictures.reduce((sum, { width, height }) => sum + width / height, 0)
  const height = Math.round((widthPx - gapPx * (pictures.length - 1)) / shapes)
  const data = new Uint8Array(4 * widthPx * height).fill(255)
  let left = 0
  for (const [i, picture] of pictures.entries()) {
    const isLast = i === pictures.length - 1
    const width = isLast ? widthPx - left : Math.round((picture.width / picture.height) * height)
    const small = shrink(picture, width, height)
    for (let y = 0; y < height; y++)
      data.set(small.subarray(4 * y * width, 4 * (y + 1) * width), 4 * (y * widthPx + left))
    left += width + gapPx
  }
  return { width: widthPx, height, data }
}

/** Each new pixel is the mean of the old pixels that it covers. */
function shrink(picture: Raster, width: number, height: number): Uint8Array {
  const data = new Uint8Array(4 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 4; c++) data[4 * (y * width + x) + c] = mean(picture, x / width, y / height, width, height, c)
  return data
}

function mean({ width, height, data }: Raster, u: number, v: number, columns: number, lines: number, channel: number) {
  const [left, above] = [Math.floor(u * width), Math.floor(v * height)]
  const right = Math.max(left + 1, Math.floor((u + 1 / columns) * width))
  const below = Math.max(above + 1, Math.floor((v + 1 / lines) * height))
  let sum = 0
  for (let y = above; y < below; y++) for (let x = left; x < right; x++) sum += data[4 * (y * width + x) + channel]!
  return sum / ((right - left) * (below - above))
}
