// What is in a BMP file? 1, 4, 8, 16, 24 and 32 bits, palettes, bit masks, run lengths, rows up or down.
// Layout: Microsoft's BITMAPFILEHEADER, BITMAPCOREHEADER and BITMAPINFOHEADER. Own code: the small libraries that install
// read neither palettes nor top-down rows.
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import type { Format } from './format.ts'

export const bmp: Format = {
  name: 'bmp',
  mimeTypes: ['image/bmp', 'image/x-ms-bmp'],
  matches: bytes => bytes[0] === 0x42 && bytes[1] === 0x4d && bytes.length > 17 && knownHeader(bytes[14]!, bytes[15]!),
  size: bytes => readHeader(bytes),
  decode,
}

/** Sizes of the headers in use: core, info, and its versions 2 to 5. */
function knownHeader(low: number, high: number): boolean {
  return high === 0 && [12, 40, 52, 56, 64, 108, 124].includes(low)
}

interface Header {
  width: number
  height: number
  topDown: boolean
  depth: number
  /** 0 none, 1 RLE8, 2 RLE4, 3 masks, 6 masks with alpha. */
  compression: number
  /** Where the palette starts, bytes per entry, entries. */
  palette: { at: number; entry: number; count: number }
  masks: number[]
  pixels: number
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 26) throw truncated(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(14, true)
  if (14 + length > bytes.length) throw truncated(bytes)
  const isCore = length === 12
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true)
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true)
  const depth = view.getUint16(isCore ? 24 : 28, true)
  const compression = isCore ? 0 : view.getUint32(30, true)
  if (width <= 0 || signedHeight === 0) throw corrupt('a size of at least 1×1', `${width}×${signedHeight}`)
  if (![1, 4, 8, 16, 24, 32].includes(depth)) throw unsupported('1, 4, 8, 16, 24 or 32 bits a pixel', `${depth}`)
  if (![0, 1, 2, 3, 6].includes(compression))
    throw unsupported('no compression, run lengths or masks', `${compression}`)
  const runDepth = { 1: 8, 2: 4 }[compression]
  if (runDepth !== undefined && runDepth !== depth) throw corrupt(`${runDepth} bits with this compression`, `${depth}`)
  const hasMasks = compression === 3 || compression === 6
  if (hasMasks && depth !== 16 && depth !== 32) throw corrupt('masks with 16 or 32 bits', `${depth}`)
  const outside = hasMasks && length === 40 ? (compression === 6 ? 16 : 12) : 0 // masks may stand behind the small header
  if (54 + outside > bytes.length && hasMasks) throw truncated(bytes)
  const used = isCore || length < 36 ? 0 : view.getUint32(46, true)
  const count = depth > 8 ? 0 : Math.min(used || 1 << depth, 256)
  const masks = hasMasks
    ? [0, 1, 2, 3].map(i => (i < 3 || compression === 6 || length >= 56 ? view.getUint32(54 + 4 * i, true) : 0))
    : depth === 16
      ? [0x7c00, 0x3e0, 0x1f, 0]
      : [0xff0000, 0xff00, 0xff, 0]
  const palette = { at: 14 + length + outside, entry: isCore ? 3 : 4, count }
  const height = Math.abs(signedHeight)
  return {
    width,
    height,
    topDown: signedHeight < 0,
    depth,
    compression,
    palette,
    masks,
    pixels: view.getUint32(10, true),
  }
}

function decode(bytes: Uint8Array): Raster {
  const header = readHeader(bytes)
  const { width, height, depth } = header
  if (header.palette.at + header.palette.count * header.palette.entry > bytes.length) throw truncated(bytes)
  const stride = Math.ceil((width * depth) / 32) * 4
  const isRuns = header.compression === 1 || header.compression === 2
  if (!isRuns && header.pixels + stride * (height - 1) + Math.ceil((width * depth) / 8) > bytes.length)
    throw truncated(bytes)
  const data = new Uint8Array(width * height * 4)
  const indices = isRuns ? readRuns(bytes, header) : undefined
  const setPixel = depth <= 8 ? paletteSetter(bytes, header, data) : maskSetter(header, data)
  for (let row = 0; row < height; row++) {
    const from = header.pixels + row * stride
    let to = (header.topDown ? row : height - 1 - row) * width * 4
    for (let x = 0; x < width; x++, to += 4)
      setPixel(indices ? indices[row * width + x]! : readPixel(bytes, from, x, depth), to)
  }
  return { width, height, data }
}

function readPixel(bytes: Uint8Array, row: number, x: number, depth: number): number {
  if (depth < 8) return (bytes[row + ((x * depth) >> 3)]! >> (8 - depth - ((x * depth) & 7))) & ((1 << depth) - 1)
  const at = row + x * (depth >> 3)
  if (depth === 8) return bytes[at]!
  const low = bytes[at]! | (bytes[at + 1]! << 8)
  if (depth === 16) return low
  return depth === 24 ? low | (bytes[at + 2]! << 16) : (low | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
}

function paletteSetter(bytes: Uint8Array, header: Header, data: Uint8Array): (value: number, to: number) => void {
  const { at, entry, count } = header.palette
  return (value, to) => {
    if (value >= count) throw corrupt(`a palette index below ${count}`, `${value}`)
    data[to] = bytes[at + value * entry + 2]!
    data[to + 1] = bytes[at + value * entry + 1]!
    data[to + 2] = bytes[at + value * entry]!
    data[to + 3] = 255
  }
}

function maskSetter(header: Header, data: Uint8Array): (value: number, to: number) => void {
  const fields = header.masks.map(mask => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask)
    return { shift, max: mask >>> shift }
  })
  return (value, to) => {
    for (let i = 0; i < 4; i++) {
      const { shift, max } = fields[i]!
      data[to + i] = max === 0 ? (i === 3 ? 255 : 0) : Math.round((((value >>> shift) & max) * 255) / max)
    }
  }
}

/** Palette indices of a run-length picture, in file row order; what the file does not mention is 0. */
function readRuns(bytes: Uint8Array, header: Header): Uint8Array {
  const { width, height, depth } = header
  const out = new Uint8Array(width * height)
  let x = 0
  let y = 0
  const put = (value: number) => {
    if (x < width && y < height) out[y * width + x] = value
    x++
  }
  for (let at = header.pixels; y < height; ) {
    if (at + 1 >= bytes.length) throw truncated(bytes)
    const count = bytes[at]!
    const value = bytes[at + 1]!
    at += 2
    if (count > 0) for (let i = 0; i < count; i++) put(depth === 8 ? value : i & 1 ? value & 15 : value >> 4)
    else if (value === 1) break
    else if (value === 0) {
      x = 0
      y++
    } else if (value === 2) {
      x += bytes[at] ?? 0
      y += bytes[at + 1] ?? 0
      at += 2
    } else {
      for (let i = 0; i < value; i++) {
        const byte = bytes[at + (depth === 8 ? i : i >> 1)] ?? 0
        put(depth === 8 ? byte : i & 1 ? byte & 15 : byte >> 4)
      }
      at += 2 * Math.ceil((depth === 8 ? value : Math.ceil(value / 2)) / 2) // padded to 16 bits
    }
  }
  return out
}

function truncated(bytes: Uint8Array): ImageError {
  return new ImageError(
    'truncated',
    `bmp: the file ends after ${bytes.length} bytes, inside the picture. Send the whole file.`,
  )
}

function corrupt(expected: string, got: string): ImageError {
  return new ImageError('corrupt', `bmp: expected ${expected}, got ${got}. The file is damaged.`)
}

function unsupported(expected: string, got: string): ImageError {
  return new ImageError('unsupported', `bmp: expected ${expected}, got ${got}. Save the picture as PNG.`)
}
