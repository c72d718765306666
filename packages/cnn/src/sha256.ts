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
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, bytes.length * 8)
  // Fractional parts of the square roots of the first 8 primes, and of the cube roots of 64; sections 5.3.3 and 4.2.2.
  const hash = Int32Array.from(primes(8), prime => fraction(Math.sqrt(prime)))
  const constants = Int32Array.from(primes(64), prime => fraction(Math.cbrt(prime)))
  const words = new Int32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let t = 0; t < 16; t++) words[t] = view.getInt32(block + 4 * t)
    for (let t = 16; t < 64; t++) {
      const [a, b] = [words[t - 15]!, words[t - 2]!]
      words[t] =
        words[t - 16]! +
        words[t - 7]! +
        (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) +
        (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10))
    }
    compress(hash, words, constants)
  }
  return Array.from(hash, word => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function compress(hash: Int32Array, words: Int32Array, constants: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number]
  for (let t = 0; t < 64; t++) {
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + constants[t]! + words[t]!) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  ;[a, b, c, d, e, f, g, h].forEach((value, i) => {
    hash[i]! += value
  })
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

function fraction(value: number): number {
  return Math.floor((value % 1) * 2 ** 32)
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) if (found.every(prime => n % prime !== 0)) found.push(n)
  return found
}
