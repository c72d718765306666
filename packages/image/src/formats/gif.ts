// What is in a GIF file? Its first frame. The blocks are found here (GIF89a), the pixels unpacked by omggif.
import { ImageError } from '../image-error.ts'
import type { Raster } from '../raster.ts'
import type { Format } from './format.ts'

export const gif: Format = {
  name: 'gif',
  mimeTypes: ['image/gif'],
  matches: bytes => ['GIF87a', 'GIF89a'].includes(String.fromCharCode(...bytes.subarray(0, 6))),
  size,
  decode,
}

/** The screen, or the first frame where that is larger: omggif makes room for both. */
function size(bytes: Uint8Array): { width: number; height: number } {
  if (bytes.length < 13) throw truncated(bytes)
  const frame = firstFrame(bytes)
  const width = Math.max(uint16(bytes, 6), uint16(bytes, frame + 5))
  const height = Math.max(uint16(bytes, 8), uint16(bytes, frame + 7))
  if (uint16(bytes, 6) === 0 || uint16(bytes, 8) === 0) throw corrupt('a screen of at least 1×1', 'an empty one')
  return { width, height }
}

async function decode(bytes: Uint8Array): Promise<Raster> {
  const frame = firstFrame(bytes)
  const width = uint16(bytes, 6)
  const height = uint16(bytes, 8)
  if (
    uint16(bytes, frame + 1) + uint16(bytes, frame + 5) > width ||
    uint16(bytes, frame + 3) + uint16(bytes, frame + 7) > height
  ) {
    throw corrupt('a first frame within the screen', 'a larger one')
  }
  // Only the first frame is handed over, closed by a trailer: later frames cannot fail or cost anything.
  const end = frameEnd(bytes, frame)
  const single = new Uint8Array(end + 1)
  single.set(bytes.subarray(0, end))
  single[end] = 0x3b
  const { GifReader } = await import('omggif')
  const reader = new GifReader(single)
  const data = new Uint8Array(width * height * 4)
  reader.decodeAndBlitFrameRGBA(0, data)
  return { width, height, data }
}

/** Position of the first image descriptor (2C). */
function firstFrame(bytes: Uint8Array): number {
  const flags = bytes[10]!
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  for (;;) {
    if (at + 10 > bytes.length) throw truncated(bytes)
    if (bytes[at] === 0x2c) return at
    if (bytes[at] === 0x3b) throw corrupt('a frame', 'none')
    if (bytes[at] !== 0x21) throw corrupt('an image or an extension', `block ${bytes[at]}`)
    at = skipBlocks(bytes, at + 2)
  }
}

function frameEnd(bytes: Uint8Array, frame: number): number {
  const flags = bytes[frame + 9]!
  return skipBlocks(bytes, frame + 11 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0))
}

/** Data sub-blocks: a length byte and so many bytes, until a length of 0. */
function skipBlocks(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1
  if (at >= bytes.length) throw truncated(bytes)
  return at + 1
}

function uint16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8)
}

function truncated(bytes: Uint8Array): ImageError {
  return new ImageError(
    'truncated',
    `gif: the file ends after ${bytes.length} bytes, inside its first frame. Send the whole file.`,
  )
}

function corrupt(expected: string, got: string): ImageError {
  return new ImageError('corrupt', `gif: expected ${expected}, got ${got}. The file is damaged.`)
}
