// How are bytes made fewer? Deflate (RFC 1951) in its plainest useful form: repeats by a hash of three bytes, one block, fixed codes.

/** Longest match, its farthest distance, and the least length that is looked for. */
const longest = 258
const window = 32768
const shortest = 3

/** Least match length and distance of every code, and its extra bits (3.2.5). */
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceExtra = Array.from({ length: 30 }, (_, code) => Math.max(0, (code >> 1) - 1))
const distanceBase = distanceExtra.map((bits, code) => (code < 2 ? code + 1 : ((2 + (code & 1)) << bits) + 1))

/**
 * One final deflate block with fixed codes. Flat drawings become a hundredth; noise grows by up to an eighth.
 *
 * @returns a raw deflate stream, no zlib header
 */
export function deflate(bytes: Uint8Array): Uint8Array {
  const out = bitWriter(bytes.length)
  out.write(0b011, 3) // last block, fixed codes
  const seen = new Int32Array(1 << 15).fill(-window - 1)
  for (let at = 0; at < bytes.length; ) {
    const key = (bytes[at]! * 0x9e5 + bytes[at + 1]! * 0x6a7 + bytes[at + 2]! * 0x3d) & 0x7fff
    const before = at + shortest <= bytes.length ? seen[key]! : -window - 1
    seen[key] = at
    const length = at - before <= window ? matchLength(bytes, before, at) : 0
    if (length < shortest) {
      writeLiteral(out, bytes[at++]!)
      continue
    }
    writeMatch(out, length, at - before)
    at += length
  }
  writeLiteral(out, 256)
  return out.finish()
}

function matchLength(bytes: Uint8Array, before: number, at: number): number {
  const most = Math.min(longest, bytes.length - at)
  let length = 0
  while (length < most && bytes[before + length] === bytes[at + length]) length++
  return length
}

interface BitWriter {
  /** The low `count` bits of `value`, lowest first; at most 16. */
  write(value: number, count: number): void
  finish(): Uint8Array
}

function bitWriter(expected: number): BitWriter {
  let data = new Uint8Array((expected >> 2) + 64)
  let length = 0
  let held = 0
  let bits = 0
  const write = (value: number, count: number) => {
    held |= value << bits
    bits += count
    while (bits >= 8) {
      if (length === data.length) {
        const larger = new Uint8Array(2 * length)
        larger.set(data)
        data = larger
      }
      data[length++] = held & 255
      held >>>= 8
      bits -= 8
    }
  }
  return {
    write,
    finish() {
      write(0, 7)
      return data.slice(0, length)
    },
  }
}

/** Codes are written with their first bit first (3.1.1). */
function reversed(code: number, count: number): number {
  let out = 0
  for (let i = 0; i < count; i++) out |= ((code >> i) & 1) << (count - 1 - i)
  return out
}

/** Code and number of bits of every literal and length symbol (3.2.6). */
const symbols = Array.from({ length: 288 }, (_, n): [number, number] => {
  if (n < 144) return [reversed(0x30 + n, 8), 8]
  if (n < 256) return [reversed(0x190 + n - 144, 9), 9]
  return n < 280 ? [reversed(n - 256, 7), 7] : [reversed(0xc0 + n - 280, 8), 8]
})

function writeLiteral(out: BitWriter, symbol: number): void {
  const [code, count] = symbols[symbol]!
  out.write(code, count)
}

function writeMatch(out: BitWriter, length: number, distance: number): void {
  const lengthCode = lastAtMost(lengthBase, length)
  writeLiteral(out, 257 + lengthCode)
  out.write(length - lengthBase[lengthCode]!, lengthExtra[lengthCode]!)
  const distanceCode = lastAtMost(distanceBase, distance)
  out.write(reversed(distanceCode, 5), 5)
  out.write(distance - distanceBase[distanceCode]!, distanceExtra[distanceCode]!)
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let i = sorted.length - 1
  while (sorted[i]! > value) i--
  return i
}
