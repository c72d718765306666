// What is in a PNG file? Its header and chunks are read here (ISO/IEC 15948; section numbers below); its pixels by pngjs,
// loaded with the first PNG file. pngjs trusts its input: it inflates without a bound, believes a second header, and under Node
// reads memory that nobody wrote when the compressed data is damaged. So it only gets files that were found sound before.
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import type { Format } from './format.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Deflate cannot shrink data by more than this (258 bytes in 2 bits). */
const deflateBest = 1032
/** Compressed bytes inflated at a time: some browsers hold all that they become, at most 17 MB. */
const inflateStep = 16384
/** What inflates to no more bytes, four megapixels in colour, is inflated at once where that can be done. */
const mostAtOnce = 16 * 2 ** 20
/** Writers start a chunk for every 8 kB or for every row; a million empty ones would keep pngjs busy for seconds. */
const mostChunks = 50_000

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

async function decode(bytes: Uint8Array): Promise<Raster> {
  const header = readHeader(bytes)
  const chunks = readChunks(bytes)
  if (header.colour === 3 && !chunks.some(({ type }) => type === 'PLTE')) throw corrupt('PLTE', 'none')
  const data = join(chunks.filter(({ type }) => type === 'IDAT').map(chunk => chunk.data))
  const [least, most] = rawSize(header)
  if (data.length * deflateBest < least) {
    const message = `png: ${header.width}×${header.height} needs ${least} bytes, ${data.length} compressed bytes cannot hold them.`
    throw new ImageError('truncated', message)
  }
  const size = await inflatedSize(data, most)
  if (size < least || size > most) throw corrupt(`${least} bytes of rows`, size > most ? 'more' : `${size}`)
  try {
    return await readPixels([bytes.subarray(0, 8), ...chunks.map(chunk => chunk.whole)])
  } catch (cause) {
    throw new ImageError('corrupt', 'png: pngjs cannot read this file. The file is damaged.', { cause })
  }
}

interface Chunk {
  type: string
  /** What it carries. */
  data: Uint8Array
  /** With its length, type and checksum. */
  whole: Uint8Array
}

/**
 * Clause 5: length, type, data, CRC. Chunks that say nothing about pixels are left out; bytes after IEND do not matter.
 * Checksums are left to pngjs.
 */
function readChunks(bytes: Uint8Array): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 8, count = 1; ; count++) {
    if (count > mostChunks) throw corrupt(`at most ${mostChunks} chunks`, 'more')
    if (at + 12 > bytes.length) throw truncated(bytes)
    const type = name(bytes, at + 4)
    const end = at + 12 + uint32(bytes, at)
    if (end > bytes.length) {
      if (!/^[A-Za-z]{4}$/.test(type)) throw corrupt('a chunk type', JSON.stringify(type))
      throw truncated(bytes)
    }
    const chunk = { type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) }
    if (type in mostOf) {
      if (chunk.data.length > mostOf[type]!) throw corrupt(`${type} of at most ${mostOf[type]} bytes`, 'more')
      if (type !== 'IDAT' && chunks.some(other => other.type === type)) throw corrupt(`one ${type}`, 'two')
      chunks.push(chunk)
    } else if ((bytes[at + 4]! & 32) === 0) throw corrupt('a known critical chunk', type)
    if (type === 'IEND') return chunks
    at = end
  }
}

/** 11.3.3 and 11.3.2.1: the chunks that say something about pixels, and the most bytes that they may carry. */
const mostOf: Record<string, number> = { IHDR: 13, PLTE: 768, tRNS: 256, IDAT: Number.POSITIVE_INFINITY, IEND: 0 }

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(totalLength(pieces))
  copyInto(joined, pieces)
  return joined
}

function totalLength(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

function copyInto(target: Uint8Array, pieces: readonly Uint8Array[]): void {
  let at = 0
  for (const piece of pieces) {
    target.set(piece, at)
    at += piece.length
  }
}

/**
 * The least and the most bytes that the rows of an honest file inflate to. Equal without interlacing; with it (8.2) there are
 * up to 2 · height + 7 rows, each of which may waste most of a byte and has one for its filter: pngjs counts those exactly.
 */
function rawSize({ width, height, depth, colour, interlaced }: Header): [least: number, most: number] {
  const pixelBits = samplesPerPixel[colour]! * depth
  const exact = height * (1 + Math.ceil((width * pixelBits) / 8))
  const packed = Math.ceil((width * height * pixelBits) / 8)
  return interlaced ? [packed, packed + 2 * (2 * height + 7)] : [exact, exact]
}

/**
 * How many bytes a zlib stream becomes. Stops soon after `most`.
 *
 * @throws ImageError `corrupt` when it is damaged or ends early
 */
async function inflatedSize(data: Uint8Array, most: number): Promise<number> {
  try {
    const zlib = most <= mostAtOnce ? (globalThis as Host).process?.getBuiltinModule?.('node:zlib') : undefined
    return zlib ? sizeAtOnce(zlib, data, most) : await sizeInSteps(data, most)
  } catch (cause) {
    throw new ImageError('corrupt', 'png: the compressed data is damaged.', { cause })
  }
}

/** What Node has and browsers do not, found without an import. */
interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:zlib'): Zlib }
}

interface Zlib {
  inflateSync(data: Uint8Array, options: { chunkSize: number; maxOutputLength: number }): Uint8Array
}

/** A drawing is inflated sooner than a stream for it is set up. */
function sizeAtOnce({ inflateSync }: Zlib, data: Uint8Array, most: number): number {
  try {
    return inflateSync(data, { chunkSize: Math.max(64, most + 1), maxOutputLength: most }).length // 64 is zlib's least
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return most + 1
    throw error
  }
}

/** Without keeping them. */
async function sizeInSteps(data: Uint8Array, most: number): Promise<number> {
  let next = 0
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (next >= data.length) controller.close()
      else controller.enqueue(data.slice(next, (next += inflateStep)))
    },
  })
  const reader = source.pipeThrough(new DecompressionStream('deflate')).getReader()
  try {
    for (let size = 0; ; ) {
      const { done, value } = await reader.read()
      if (!done) size += value.length
      if (done || size > most) return size
    }
  } finally {
    reader.cancel().catch(() => {}) // what is left of the stream, also of one that has failed
  }
}

/** @param pieces of a file that has been found sound */
async function readPixels(pieces: readonly Uint8Array[]): Promise<Raster> {
  const { PNG } = await load()
  // pngjs wants the bytes in a Buffer, its own kind in a browser. Its pictures hold one: alike everywhere, without a global.
  const length = totalLength(pieces)
  const file = new PNG({ width: Math.ceil(length / 4), height: 1 }).data.slice(0, length)
  copyInto(file, pieces)
  const { width, height, data } = PNG.sync.read(file)
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
}

async function load(): Promise<typeof import('pngjs')> {
  const module = await import('#pngjs')
  return (module as { default?: typeof import('pngjs') }).default ?? module // CommonJS, seen by Node or by a bundler
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
