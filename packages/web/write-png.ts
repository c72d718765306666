// Pixels to a small PNG file (ISO/IEC 15948), with Node's zlib: for the samples of the page and the pictures of its tests.

import { crc32, deflateSync } from 'node:zlib'

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
/** 11.2.2: colour type by number of channels. */
const colourTypes = { 1: 0, 3: 2 } as const
/** 9.2: each byte less the same channel of the pixel to its left. */
const filterSub = 1

/** @param data 8 bits a channel, row by row, `width * height * channels` bytes */
export function writePng(width: number, height: number, channels: 1 | 3, data: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  header[9] = colourTypes[channels]
  const stride = width * channels
  const rows = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    const row = y * (stride + 1)
    rows[row] = filterSub
    for (let i = 0; i < stride; i++) {
      const left = i >= channels ? data[y * stride + i - channels]! : 0
      rows[row + 1 + i] = data[y * stride + i]! - left
    }
  }
  const body = deflateSync(rows, { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(named))
  return Buffer.concat([size, named, check])
}
