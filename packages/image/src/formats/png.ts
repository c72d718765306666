// What is in a PNG file? All colour types, 1 to 16 bits, interlaced or not, tRNS (ISO/IEC 15948; section numbers below).
// Own code instead of pngjs: that one inflates interlaced files without a bound, adds 570 kB to a page (it brings a copy of
// Buffer and zlib) and takes about 2.6 ms for a 280 px drawing. The tests compare with pngjs.
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import type { Format } from './format.ts'
import { inflate } from './inflate.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Deflate cannot shrink data by more than this (258 bytes in 2 bits). */
const deflateBest = 1032

export const png: Format = {
  name: 'png',
  mimeTypes: ['image/png', 'image/apng'],
  matches: bytes => signature.every((byte, i) => bytes[i] === byte),
  size: bytes => readHeader(bytes),
  decode,
}

interface Header {
  width: number
  height: number
  /** Bits per sample. */
  depth: number
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA (11.2.2). */
  colour: number
  interlaced: boolean
}

const samplesPerPixel: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const depths: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

/** 11.2.2, IHDR. */
function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 33) throw truncated(bytes)
  if (uint32(bytes, 8) !== 13 || name(bytes, 12) !== 'IHDR') throw corrupt('IHDR first', name(bytes, 12))
  const width = uint32(bytes, 16)
  const height = uint32(bytes, 20)
  const [depth, colour, compression, filter, interlace] = bytes.subarray(24, 29) as unknown as number[]
  if (width === 0 || height === 0) throw corrupt('a size of at least 1×1', `${width}×${height}`)
  if (!depths[colour!]?.includes(depth!)) throw corrupt('a colour type and its depth', `${colour} with ${depth} bits`)
  if (compression !== 0 || filter !== 0) throw corrupt('compression and filter method 0', `${compression}, ${filter}`)
  if (interlace! > 1) throw corrupt('interlace method 0 or 1', `${interlace}`)
  return { width, height, depth: depth!, colour: colour!, interlaced: interlace === 1 }
}

function decode(bytes: Uint8Array): Raster {
  const header = readHeader(bytes)
  const { palette, transparency, data } = readChunks(bytes)
  if (header.colour === 3 && !palette) throw corrupt('PLTE before IDAT', 'none')
  const passes = header.interlaced ? adam7(header) : [whole(header)]
  const rawSize = passes.reduce((sum, pass) => sum + passBytes(pass, header), 0)
  if (data.length * deflateBest < rawSize) {
    const message = `png: ${header.width}×${header.height} needs ${rawSize} bytes, ${data.length} compressed bytes cannot hold them.`
    throw new ImageError('truncated', message)
  }
  const raw = inflate(data, rawSize)
  const raster = { width: header.width, height: header.height, data: new Uint8Array(header.width * header.height * 4) }
  const toRgba = rowReader(header, palette, transparency)
  let at = 0
  for (const pass of passes) at = decodePass(raw, at, pass, header, raster, toRgba)
  return raster
}

interface Chunks {
  palette: Uint8Array | undefined
  transparency: Uint8Array | undefined
  /** All IDAT data, joined. */
  data: Uint8Array
}

/** Clause 5: length, type, data, CRC. Chunks that say nothing about pixels are stepped over; bytes after IEND do not matter. */
function readChunks(bytes: Uint8Array): Chunks {
  const pieces: Uint8Array[] = []
  let palette: Uint8Array | undefined
  let transparency: Uint8Array | undefined
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw truncated(bytes)
    const length = uint32(bytes, at)
    const type = name(bytes, at + 4)
    const end = at + 12 + length
    if (end > bytes.length) {
      if (!/^[A-Za-z]{4}$/.test(type)) throw corrupt('a chunk type', JSON.stringify(type))
      throw truncated(bytes)
    }
    const isCritical = (bytes[at + 4]! & 32) === 0
    if (isCritical || type === 'tRNS') {
      if (crc32(bytes, at + 4, end - 4) !== uint32(bytes, end - 4)) throw corrupt(`the checksum of ${type}`, 'another')
      const chunk = bytes.subarray(at + 8, end - 4)
      if (type === 'IEND') break
      if (type === 'IDAT') pieces.push(chunk)
      else if (type === 'PLTE') palette = chunk
      else if (type === 'tRNS') transparency = chunk
      else if (type !== 'IHDR') throw corrupt('a known critical chunk', type)
    }
    at = end
  }
  return { palette, transparency, data: pieces.length === 1 ? pieces[0]! : join(pieces) }
}

function join(pieces: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

/** One reduced image (8.1): pixels x0, x0 + dx, … of rows y0, y0 + dy, … */
interface Pass {
  x0: number
  y0: number
  dx: number
  dy: number
  width: number
  height: number
}

function whole(header: Header): Pass {
  return { x0: 0, y0: 0, dx: 1, dy: 1, width: header.width, height: header.height }
}

/** 8.2, Adam7. Empty passes are left out. */
function adam7({ width, height }: Header): Pass[] {
  const starts = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const
  return starts
    .map(([x0, y0, dx, dy]) => ({
      x0,
      y0,
      dx,
      dy,
      width: Math.ceil((width - x0) / dx),
      height: Math.ceil((height - y0) / dy),
    }))
    .filter(pass => pass.width > 0 && pass.height > 0)
}

function rowBytes(width: number, header: Header): number {
  return Math.ceil((width * samplesPerPixel[header.colour]! * header.depth) / 8)
}

function passBytes(pass: Pass, header: Header): number {
  return pass.height * (1 + rowBytes(pass.width, header))
}

type RowReader = (row: Uint8Array, width: number, out: Uint8Array, start: number, step: number) => void

/** Unfilters the rows of one pass in place and writes their pixels. Returns where the next pass starts. */
function decodePass(
  raw: Uint8Array,
  at: number,
  pass: Pass,
  header: Header,
  raster: Raster,
  toRgba: RowReader,
): number {
  const length = rowBytes(pass.width, header)
  const pixelBytes = Math.max(1, (samplesPerPixel[header.colour]! * header.depth) >> 3)
  let above: Uint8Array = new Uint8Array(length)
  for (let y = 0; y < pass.height; y++, at += 1 + length) {
    const row = raw.subarray(at + 1, at + 1 + length)
    unfilter(raw[at]!, row, above, pixelBytes)
    toRgba(row, pass.width, raster.data, ((pass.y0 + y * pass.dy) * raster.width + pass.x0) * 4, pass.dx * 4)
    above = row
  }
  return at
}

/** Clause 9. `row` is overwritten; `above` is the row over it, already unfiltered. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, pixelBytes: number): void {
  const length = row.length
  if (filter === 0) return
  if (filter === 1) for (let i = pixelBytes; i < length; i++) row[i]! += row[i - pixelBytes]!
  else if (filter === 2) for (let i = 0; i < length; i++) row[i]! += above[i]!
  else if (filter === 3) {
    for (let i = 0; i < length; i++) row[i]! += ((i < pixelBytes ? 0 : row[i - pixelBytes]!) + above[i]!) >> 1
  } else if (filter === 4) {
    for (let i = 0; i < Math.min(pixelBytes, length); i++) row[i]! += above[i]!
    for (let i = pixelBytes; i < length; i++) {
      const a = row[i - pixelBytes]!
      const b = above[i]!
      const c = above[i - pixelBytes]!
      const pa = Math.abs(b - c)
      const pb = Math.abs(a - c)
      const pc = Math.abs(a + b - 2 * c)
      row[i]! += pa <= pb && pa <= pc ? a : pb <= pc ? b : c // 9.4, Paeth
    }
  } else throw corrupt('filter type 0 to 4', `${filter}`)
}

/** The function that turns one unfiltered row into RGBA: 8-bit samples are copied, smaller ones stretched, 16-bit ones rounded. */
function rowReader(header: Header, palette: Uint8Array | undefined, transparency: Uint8Array | undefined): RowReader {
  const { depth, colour } = header
  if (colour === 3) return paletteReader(depth, palette!, transparency)
  const channels = samplesPerPixel[colour]!
  const isGray = colour === 0 || colour === 4
  const hasAlpha = colour >= 4
  const keyed =
    hasAlpha || !transparency || transparency.length < channels * 2 ? undefined : keySamples(transparency, channels)
  const max = (1 << depth) - 1
  const sample = sampleReader(depth)
  return (row, width, out, start, step) => {
    for (let x = 0, s = 0, to = start; x < width; x++, s += channels, to += step) {
      const r = sample(row, s)
      const g = isGray ? r : sample(row, s + 1)
      const b = isGray ? r : sample(row, s + 2)
      const isKey = keyed !== undefined && r === keyed[0] && (isGray || (g === keyed[1] && b === keyed[2]))
      out[to] = depth === 8 ? r : Math.round((r * 255) / max)
      out[to + 1] = depth === 8 ? g : Math.round((g * 255) / max)
      out[to + 2] = depth === 8 ? b : Math.round((b * 255) / max)
      const alpha = hasAlpha ? sample(row, s + channels - 1) : max
      out[to + 3] = isKey ? 0 : depth === 8 ? alpha : Math.round((alpha * 255) / max)
    }
  }
}

/** 11.3.2.1: the one colour that is transparent, in samples of the picture's own depth. */
function keySamples(transparency: Uint8Array, channels: number): number[] {
  return Array.from({ length: channels }, (_, i) => (transparency[2 * i]! << 8) | transparency[2 * i + 1]!)
}

function paletteReader(depth: number, palette: Uint8Array, transparency: Uint8Array | undefined): RowReader {
  const sample = sampleReader(depth)
  return (row, width, out, start, step) => {
    for (let x = 0, to = start; x < width; x++, to += step) {
      const index = sample(row, x)
      if (index * 3 + 2 >= palette.length) throw corrupt('a palette index within PLTE', `${index}`)
      out[to] = palette[index * 3]!
      out[to + 1] = palette[index * 3 + 1]!
      out[to + 2] = palette[index * 3 + 2]!
      out[to + 3] = transparency?.[index] ?? 255
    }
  }
}

/** 7.2: samples smaller than a byte are packed from the high end. */
function sampleReader(depth: number): (row: Uint8Array, index: number) => number {
  if (depth === 8) return (row, index) => row[index]!
  if (depth === 16) return (row, index) => (row[2 * index]! << 8) | row[2 * index + 1]!
  const perByte = 8 / depth
  const max = (1 << depth) - 1
  return (row, index) => (row[Math.floor(index / perByte)]! >> (8 - depth * ((index % perByte) + 1))) & max
}

let crcTable: Int32Array | undefined

/**
 * Annex D: the CRC-32 that PNG chunks carry.
 *
 * @param start first byte counted
 * @param end one past the last
 * @returns unsigned 32 bits
 */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  crcTable ??= Int32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1
    return n
  })
  let crc = -1
  for (let i = start; i < end; i++) crc = crcTable[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

function name(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}

function truncated(bytes: Uint8Array): ImageError {
  return new ImageError(
    'truncated',
    `png: the file ends after ${bytes.length} bytes, before its IEND chunk. Send the whole file.`,
  )
}

function corrupt(expected: string, got: string): ImageError {
  return new ImageError('corrupt', `png: expected ${expected}, got ${got}. The file is damaged.`)
}
