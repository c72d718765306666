// Pixels to a small PNG file, for the samples of the page and the pictures of its tests.

import { PNG } from 'pngjs'

/** Colour type by number of channels (ISO/IEC 15948, 11.2.2). */
const colourTypes = { 1: 0, 3: 2 } as const

/** @param data 8 bits a channel, row by row, `width * height * channels` bytes */
export function writePng(width: number, height: number, channels: 1 | 3, data: Uint8Array): Buffer {
  const colorType = colourTypes[channels]
  const picture = Object.assign(new PNG(), { width, height, data: Buffer.from(data) })
  return PNG.sync.write(picture, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: false,
    filterType: 1, // each byte less the same channel of the pixel to its left (9.2)
    deflateStrategy: 0,
  })
}
