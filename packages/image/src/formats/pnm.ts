// What is in a PNM file? Netpbm's six plain and raw kinds, P1 to P6, up to 16 bits (netpbm.sourceforge.net/doc/pnm.html).
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import type { Format } from './format.ts'

export const pnm: Format = {
  name: 'pnm',
  mimeTypes: [
    'image/x-portable-anymap',
    'image/x-portable-pixmap',
    'image/x-portable-graymap',
    'image/x-portable-bitmap',
  ],
  matches: bytes =>
    bytes[0] === 0x50 && bytes[1]! >= 0x31 && bytes[1]! <= 0x36 && (isSpace(bytes[2]) || bytes[2] === 0x23),
  size: bytes => readHeader(bytes),
  decode,
}

interface Header {
  /** 1 bits, 2 gray, 3 RGB. */
  kind: number
  isText: boolean
  width: number
  height: number
  max: number
  /** Where the samples start. */
  data: number
}

function readHeader(bytes: Uint8Array): Header {
  const type = bytes[1]! - 0x30
  const kind = type > 3 ? type - 3 : type
  const { value: width, next: afterWidth } = readNumber(bytes, 2)
  const { value: height, next: afterHeight } = readNumber(bytes, afterWidth)
  const { value: max, next } = kind === 1 ? { value: 1, next: afterHeight } : readNumber(bytes, afterHeight)
  if (width === 0 || height === 0) throw corrupt('a size of at least 1×1', `${width}×${height}`)
  if (max < 1 || max > 65535) throw corrupt('a maximum from 1 to 65535', `${max}`)
  return { kind, isText: type <= 3, width, height, max, data: next + 1 }
}

function decode(bytes: Uint8Array): Raster {
  const { kind, isText, width, height, max, data: start } = readHeader(bytes)
  const samples = width * height * (kind === 3 ? 3 : 1)
  const sampleBytes = max > 255 ? 2 : 1
  const rowBytes = kind === 1 ? (width + 7) >> 3 : 0
  const needed = isText ? samples : kind === 1 ? rowBytes * height : samples * sampleBytes
  if (start + needed > bytes.length + 1) throw truncated(bytes)
  const data = new Uint8Array(width * height * 4)
  let at = start
  const next = isText ? nextText : sampleBytes === 2 ? () => (bytes[at++]! << 8) | bytes[at++]! : () => bytes[at++]!
  function nextText(): number {
    while (isSpace(bytes[at])) at++
    if (at >= bytes.length) throw truncated(bytes)
    if (kind === 1) return bytes[at++]! - 0x30 // P1 needs no space between its bits
    const number = readNumber(bytes, at)
    at = number.next
    return number.value
  }
  for (let i = 0, to = 0; i < width * height; i++, to += 4) {
    if (kind === 3) for (let channel = 0; channel < 3; channel++) data[to + channel] = scale(next(), max)
    else if (kind === 2) data.fill(scale(next(), max), to, to + 3)
    else {
      const x = i % width
      const isBlack = isText
        ? next() === 1
        : (bytes[start + Math.floor(i / width) * rowBytes + (x >> 3)]! >> (7 - (x & 7))) & 1
      data.fill(isBlack ? 0 : 255, to, to + 3)
    }
    data[to + 3] = 255
  }
  return { width, height, data }
}

function scale(value: number, max: number): number {
  return max === 255 ? value : Math.min(255, Math.round((value * 255) / max))
}

/** A decimal number after spaces and comments. */
function readNumber(bytes: Uint8Array, at: number): { value: number; next: number } {
  while (isSpace(bytes[at]) || bytes[at] === 0x23) {
    if (bytes[at] === 0x23) while (at < bytes.length && bytes[at] !== 10) at++
    else at++
  }
  const start = at
  let value = 0
  while (at < bytes.length && bytes[at]! >= 0x30 && bytes[at]! <= 0x39 && at - start < 9)
    value = value * 10 + bytes[at++]! - 0x30
  if (at >= bytes.length && at === start) throw truncated(bytes)
  if (at === start) throw corrupt('a number', 'something else')
  return { value, next: at }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13)
}

function truncated(bytes: Uint8Array): ImageError {
  return new ImageError(
    'truncated',
    `pnm: the file ends after ${bytes.length} bytes, inside the picture. Send the whole file.`,
  )
}

function corrupt(expected: string, got: string): ImageError {
  return new ImageError('corrupt', `pnm: expected ${expected}, got ${got}. The file is damaged.`)
}
