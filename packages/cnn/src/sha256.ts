// SHA-256 of bytes, the same in Node and in a page without a secure context (where crypto.subtle is missing).

interface Host {
  readonly process?: { getBuiltinModule?(name: 'node:crypto'): NodeCrypto }
}
interface NodeCrypto {
  createHash(name: 'sha256'): { update(bytes: Uint8Array): { digest(encoding: 'hex'): string } }
}

/**
 * The digest as 64 hexadecimal digits. Where the host is Node, its own code makes it, found without an import: code that
 * runs for the first time takes five times as long.
 *
 * @see FIPS 180-4, section 6.2
 */
export function sha256(bytes: Uint8Array): string {
  const crypto = (globalThis as Host).process?.getBuiltinModule?.('node:crypto')
  if (crypto) return crypto.createHash('sha256').update(bytes).digest('hex')
  // Whole blocks: the bytes, a one bit, zeros, and how many bits there were.
  const blocks = new DataView(new ArrayBuffer(Math.ceil((bytes.length + 9) / 64) * 64))
  new Uint8Array(blocks.buffer).set(bytes)
  blocks.setUint8(bytes.length, 0x80)
  blocks.setBigUint64(blocks.byteLength - 8, BigInt(bytes.length * 8))
  // Fractional parts of the square roots of the first 8 primes, and of the cube roots of 64; sections 5.3.3 and 4.2.2.
  const hash = Int32Array.from(primes(8), prime => fraction(Math.sqrt(prime)))
  const constants = Int32Array.from(primes(64), prime => fraction(Math.cbrt(prime)))
  const words = new Int32Array(64)
  for (let start = 0; start < blocks.byteLength; start += 64) {
    let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number]
    for (let t = 0; t < 64; t++) {
      const [early, late] = [words[t - 15]!, words[t - 2]!]
      words[t] =
        t < 16
          ? blocks.getInt32(start + 4 * t)
          : words[t - 16]! +
            words[t - 7]! +
            (rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) +
            (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10))
      const choice = (e & f) ^ (~e & g)
      const t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + constants[t]! + words[t]!
      const majority = (a & b) ^ (a & c) ^ (b & c)
      const t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) hash[i]! += value
  }
  return Array.from(hash, word => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return (value % 1) * 2 ** 32
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every(prime => n % prime)) found.push(n)
  return found
}
