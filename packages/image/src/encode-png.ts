// How do pixels become a PNG? Unfiltered rows, deflated: a few lines, no library, right everywhere.
import { deflate } from './deflate.ts'

const blockMax = 65535 // RFC 1951, 3.2.4

/**
 * Pixels as a PNG file, 8 bits a channel: for samples, reports and debugging. Drawings become small, photos hardly.
 *
 * @param picture `data` holds `width · height` times 1 (gray), 3 (RGB) or 4 (RGBA) bytes
 * @throws RangeError when `data` has another length
 * @example
 * const file = encodePng({ width: 2, height: 1, data: new Uint8Array([0, 255]) })
 */
export function encodePng(picture: {
  width: number
  height: number
  data: Uint8Array | Uint8ClampedArray
}): Uint8Array {
  const { width, height, data } = picture
  const channels = data.length / (width * height)
  const colour = ({ 1: 0, 3: 2, 4: 6 } as Record<number, number>)[channels]
  if (colour === undefined) {
    const message = `encodePng: expected ${width}×${height} times 1, 3 or 4 bytes, got ${data.length}.`
    throw new RangeError(message)
  }
  const rowLength = width * channels
  const raw = new Uint8Array(height * (rowLength + 1)) // each row starts with filter type 0
  for (let y = 0; y < height; y++) raw.set(data.subarray(y * rowLength, (y + 1) * rowLength), y * (rowLength + 1) + 1)
  const header = new Uint8Array([...uint32(width), ...uint32(height), 8, colour, 0, 0, 0])
  const chunks = [chunk('IHDR', header), chunk('IDAT', zlib(raw)), chunk('IEND', new Uint8Array(0))]
  const file = new Uint8Array(8 + chunks.reduce((sum, part) => sum + part.length, 0))
  file.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  let at = 8
  for (const part of chunks) {
    file.set(part, at)
    at += part.length
  }
  return file
}

/** RFC 1950: two bytes of header, the deflated data (stored where that is shorter), the checksum. */
function zlib(raw: Uint8Array): Uint8Array {
  const deflated = deflate(raw)
  const data = deflated.length < raw.length ? deflated : stored(raw)
  const out = new Uint8Array(2 + data.length + 4)
  out.set([0x78, 0x01])
  out.set(data, 2)
  out.set(uint32(adler32(raw)), 2 + data.length)
  return out
}

function stored(raw: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(raw.length / blockMax))
  const out = new Uint8Array(blocks * 5 + raw.length)
  let to = 0
  for (let from = 0, block = 0; block < blocks; block++, from += blockMax) {
    const part = raw.subarray(from, from + blockMax)
    out.set(
      [
        block === blocks - 1 ? 1 : 0,
        part.length & 255,
        part.length >> 8,
        ~part.length & 255,
        (~part.length >> 8) & 255,
      ],
      to,
    )
    out.set(part, to + 5)
    to += 5 + part.length
  }
  return out
}

/** RFC 1950, section 8. */
function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (let i = 0; i < bytes.length; ) {
    for (const end = Math.min(bytes.length, i + 3800); i < end; i++) b += a += bytes[i]! // below 2^32 until here
    a %= 65521
    b %= 65521
  }
  return ((b << 16) | a) >>> 0
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length)
  out.set(uint32(data.length))
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i)
  out.set(data, 8)
  out.set(uint32(crc32(out, 4, 8 + data.length)), 8 + data.length)
  return out
}

let crcTable: Int32Array | undefined

/** ISO/IEC 15948, Annex D: bytes from `start` to before `end`; unsigned. */
function crc32(bytes: Uint8Array, start: number, end: number): number {
  crcTable ??= Int32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1
    return n
  })
  let crc = -1
  for (let i = start; i < end; i++) crc = crcTable[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
}
