// What is in a GIF file? Its first frame. (CompuServe, GIF89a specification, 1990; LZW is its Appendix F.)
// Own code: omggif never returns from some damaged files.
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

/** The screen, or the first frame where that is larger: room is made for both. */
function size(bytes: Uint8Array): { width: number; height: number } {
  if (bytes.length < 13) throw truncated(bytes)
  const { at } = firstFrame(bytes)
  const width = Math.max(uint16(bytes, 6), uint16(bytes, at + 5))
  const height = Math.max(uint16(bytes, 8), uint16(bytes, at + 7))
  if (uint16(bytes, 6) === 0 || uint16(bytes, 8) === 0) throw corrupt('a screen of at least 1×1', 'an empty one')
  return { width, height }
}

function decode(bytes: Uint8Array): Raster {
  const { at, transparent } = firstFrame(bytes)
  const width = uint16(bytes, 6)
  const height = uint16(bytes, 8)
  const frame = {
    x: uint16(bytes, at + 1),
    y: uint16(bytes, at + 3),
    width: uint16(bytes, at + 5),
    height: uint16(bytes, at + 7),
  }
  if (frame.x + frame.width > width || frame.y + frame.height > height)
    throw corrupt('a frame within the screen', 'a larger one')
  const flags = bytes[at + 9]!
  const palette = flags & 0x80 ? paletteAt(bytes, at + 10, flags) : paletteAt(bytes, 13, bytes[10]!)
  const start = at + 10 + (flags & 0x80 ? palette.length : 0)
  const indices = unpack(joinBlocks(bytes, start + 1), bytes[start]!, frame.width * frame.height)
  const data = new Uint8Array(width * height * 4)
  const rows = rowOrder(frame.height, (flags & 0x40) !== 0)
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    if (index === transparent) continue
    if (index * 3 + 2 >= palette.length) throw corrupt('an index within the palette', `${index}`)
    const to = ((frame.y + rows[Math.floor(i / frame.width)]!) * width + frame.x + (i % frame.width)) * 4
    data[to] = palette[index * 3]!
    data[to + 1] = palette[index * 3 + 1]!
    data[to + 2] = palette[index * 3 + 2]!
    data[to + 3] = 255
  }
  return { width, height, data }
}

function paletteAt(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  if ((flags & 0x80) === 0) throw corrupt('a palette', 'none')
  const length = 3 << ((flags & 7) + 1)
  if (at + length > bytes.length) throw truncated(bytes)
  return bytes.subarray(at, at + length)
}

/** Stored row to shown row: interlaced frames come in four passes (Appendix E). */
function rowOrder(height: number, interlaced: boolean): number[] {
  const passes = interlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]]
  const rows: number[] = []
  for (const [first, step] of passes) for (let row = first!; row < height; row += step!) rows.push(row)
  return rows
}

/** Variable-length LZW codes to palette indices: `size` of them, never more. */
function unpack(data: Uint8Array, minBits: number, size: number): Uint8Array {
  if (minBits < 1 || minBits > 8) throw corrupt('codes of 2 to 9 bits', `${minBits + 1}`)
  const clear = 1 << minBits
  const out = new Uint8Array(size)
  const starts = new Int32Array(4096) // every string is a piece of the output: where it starts and how long it is
  const lengths = new Int32Array(4096)
  let bits = minBits + 1
  let next = clear + 2
  let made = 0
  let previous = -1 // start of the string of the code before, -1 after a clear
  let previousLength = 0
  for (let at = 0, hold = 0, held = 0; made < size; ) {
    while (held < bits) {
      if (at >= data.length) throw corrupt(`${size} pixels`, `${made}`)
      hold |= data[at++]! << held
      held += 8
    }
    const code = hold & ((1 << bits) - 1)
    hold >>>= bits
    held -= bits
    if (code === clear) {
      bits = minBits + 1
      next = clear + 2
      previous = -1
      continue
    }
    if (code === clear + 1) throw corrupt(`${size} pixels`, `${made}`)
    const isNew = code === next && previous >= 0
    if (code > clear && code >= next && !isNew) throw corrupt('a code that was defined', `${code}`)
    const start = made
    if (code < clear) out[made++] = code
    else {
      const from = isNew ? previous : starts[code]!
      const end = Math.min(size, made + (isNew ? previousLength + 1 : lengths[code]!))
      for (let i = from; made < end; ) out[made++] = out[i++]! // a new string reaches into itself
    }
    if (previous >= 0 && next < 4096) {
      starts[next] = previous // the string before and the first index of this one, which follows it in the output
      lengths[next] = previousLength + 1
      next++
      if (next === 1 << bits && bits < 12) bits++
    }
    previous = start
    previousLength = made - start
  }
  return out
}

/** Position of the first image descriptor (2C), and the palette index that the extension before it calls transparent. */
function firstFrame(bytes: Uint8Array): { at: number; transparent: number } {
  const flags = bytes[10]!
  let transparent = -1
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  for (;;) {
    if (at + 10 > bytes.length) throw truncated(bytes)
    if (bytes[at] === 0x2c) return { at, transparent }
    if (bytes[at] === 0x3b) throw corrupt('a frame', 'none')
    if (bytes[at] !== 0x21) throw corrupt('an image or an extension', `block ${bytes[at]}`)
    if (bytes[at + 1] === 0xf9 && bytes[at + 3]! & 1) transparent = bytes[at + 6]! // graphic control, section 23
    at = skipBlocks(bytes, at + 2)
  }
}

/** The data of a chain of sub-blocks, without their lengths. */
function joinBlocks(bytes: Uint8Array, at: number): Uint8Array {
  const out = new Uint8Array(skipBlocks(bytes, at) - at)
  let length = 0
  for (; bytes[at] !== 0; at += bytes[at]! + 1) {
    out.set(bytes.subarray(at + 1, at + 1 + bytes[at]!), length)
    length += bytes[at]!
  }
  return out.subarray(0, length)
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
