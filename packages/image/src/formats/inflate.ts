// How does a zlib stream become bytes, and never more bytes than were asked for?
// Deflate is RFC 1951, its zlib wrapper RFC 1950. Own code because the output must be bounded before it is made, also for
// interlaced PNG, alike in Node and the browser, and without waiting for a stream.
import { ImageError } from '../image-error.ts'

const lookupBits = 9
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] // RFC 1951, 3.2.7
// RFC 1951, 3.2.5: base and extra bits of length codes 257..285 and of distance codes 0..29.
const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]
const distanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]

/**
 * Inflates a zlib stream into exactly `size` bytes. Stops as soon as they are there: what the stream would say beyond
 * them, and its Adler checksum, are not read (PNG carries its own checksums).
 *
 * @param input a whole zlib stream
 * @param size bytes to make; nothing larger is ever allocated
 * @throws ImageError `truncated` when the input ends early, `corrupt` when it is no deflate data or ends short of `size`
 */
export function inflate(input: Uint8Array, size: number): Uint8Array {
  if (input.length < 2) throw new ImageError('truncated', `inflate: expected a zlib stream, got ${input.length} bytes.`)
  if ((input[0]! & 15) !== 8 || ((input[0]! << 8) | input[1]!) % 31 !== 0 || input[1]! & 32) throw bad('a zlib header')
  const state: State = { input, next: 2, hold: 0, held: 0, output: new Uint8Array(size), made: 0 }
  let last = false
  while (!last && state.made < size) {
    last = bits(state, 1) === 1
    const kind = bits(state, 2)
    if (kind === 0) stored(state)
    else if (kind === 1) codes(state, fixedLengths(), fixedDistances())
    else if (kind === 2) {
      const { lengths, distances } = dynamicTables(state)
      codes(state, lengths, distances)
    } else throw bad('block type 0, 1 or 2')
  }
  if (state.made < size) throw new ImageError('corrupt', `inflate: expected ${size} bytes, got ${state.made}.`)
  return state.output
}

interface State {
  readonly input: Uint8Array
  next: number
  /** Bits read from the input and not yet used, lowest first. */
  hold: number
  held: number
  readonly output: Uint8Array
  made: number
}

function bad(expected: string): ImageError {
  return new ImageError('corrupt', `inflate: expected ${expected}, got other bits. The file is damaged.`)
}

function ended(): ImageError {
  return new ImageError('truncated', 'inflate: the compressed data ends early. Send the whole file.')
}

function bits(state: State, count: number): number {
  while (state.held < count) {
    if (state.next >= state.input.length) throw ended()
    state.hold |= state.input[state.next++]! << state.held
    state.held += 8
  }
  const value = state.hold & ((1 << count) - 1)
  state.hold >>>= count
  state.held -= count
  return value
}

function stored(state: State): void {
  state.next -= state.held >> 3 // whole bytes that were read ahead go back
  state.hold = state.held = 0
  const { input, next } = state
  if (next + 4 > input.length) throw ended()
  const length = input[next]! | (input[next + 1]! << 8)
  if ((length ^ 0xffff) !== (input[next + 2]! | (input[next + 3]! << 8)))
    throw bad('a stored length and its complement')
  const wanted = Math.min(length, state.output.length - state.made)
  if (next + 4 + wanted > input.length) throw ended()
  state.output.set(input.subarray(next + 4, next + 4 + wanted), state.made)
  state.made += wanted
  state.next = next + 4 + length
}

/** Canonical Huffman codes: a table for the short ones, counts and sorted symbols for the long ones. */
interface Codes {
  /** Index: the next `lookupBits` bits; value: symbol << 4 | length, 0 when the code is longer. */
  readonly table: Uint16Array
  readonly counts: Uint16Array
  readonly symbols: Uint16Array
}

function buildCodes(lengths: Uint8Array): Codes {
  const counts = new Uint16Array(16)
  for (const length of lengths) counts[length]!++
  counts[0] = 0
  let room = 1
  for (let length = 1; length < 16; length++) {
    room = room * 2 - counts[length]!
    if (room < 0) throw bad('a prefix code')
  }
  const offsets = new Uint16Array(16)
  const starts = new Uint16Array(16)
  for (let length = 1, code = 0; length < 15; length++) {
    offsets[length + 1] = offsets[length]! + counts[length]!
    starts[length + 1] = code = (code + counts[length]!) << 1
  }
  const symbols = new Uint16Array(lengths.length)
  const table = new Uint16Array(1 << lookupBits)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!
    if (length === 0) continue
    symbols[offsets[length]!++] = symbol
    const code = starts[length]!++
    if (length > lookupBits) continue
    let reversed = 0
    for (let bit = 0; bit < length; bit++) if (code & (1 << bit)) reversed |= 1 << (length - 1 - bit)
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length
  }
  return { table, counts, symbols }
}

let fixed: Codes | undefined
let fixedDistance: Codes | undefined

function fixedLengths(): Codes {
  if (!fixed) {
    const lengths = new Uint8Array(288).fill(8) // RFC 1951, 3.2.6
    lengths.fill(9, 144, 256).fill(7, 256, 280)
    fixed = buildCodes(lengths)
  }
  return fixed
}

function fixedDistances(): Codes {
  fixedDistance ??= buildCodes(new Uint8Array(30).fill(5))
  return fixedDistance
}

function dynamicTables(state: State): { lengths: Codes; distances: Codes } {
  const literals = bits(state, 5) + 257
  const distances = bits(state, 5) + 1
  const lengthCodes = bits(state, 4) + 4
  const lengths = new Uint8Array(19)
  for (let i = 0; i < lengthCodes; i++) lengths[order[i]!] = bits(state, 3)
  const meta = buildCodes(lengths)
  const all = new Uint8Array(literals + distances)
  for (let i = 0; i < all.length; ) {
    const symbol = readSymbol(state, meta)
    if (symbol < 16) all[i++] = symbol
    else {
      if (symbol === 16 && i === 0) throw bad('a length to repeat')
      const value = symbol === 16 ? all[i - 1]! : 0
      const repeat = symbol === 16 ? 3 + bits(state, 2) : symbol === 17 ? 3 + bits(state, 3) : 11 + bits(state, 7)
      if (i + repeat > all.length) throw bad(`${all.length} code lengths`)
      all.fill(value, i, i + repeat)
      i += repeat
    }
  }
  return { lengths: buildCodes(all.subarray(0, literals)), distances: buildCodes(all.subarray(literals)) }
}

function readSymbol(state: State, codes: Codes): number {
  while (state.held < 15 && state.next < state.input.length) {
    state.hold |= state.input[state.next++]! << state.held
    state.held += 8
  }
  const entry = codes.table[state.hold & ((1 << lookupBits) - 1)]!
  if (entry !== 0) {
    const length = entry & 15
    if (length > state.held) throw ended()
    state.hold >>>= length
    state.held -= length
    return entry >> 4
  }
  return readLongSymbol(state, codes)
}

function readLongSymbol(state: State, codes: Codes): number {
  for (let length = 1, code = 0, first = 0, index = 0; length < 16; length++) {
    if (length > state.held) throw ended()
    code |= (state.hold >> (length - 1)) & 1
    const count = codes.counts[length]!
    if (code - count < first) {
      state.hold >>>= length
      state.held -= length
      return codes.symbols[index + code - first]!
    }
    index += count
    first = (first + count) << 1
    code <<= 1
  }
  throw bad('a code of the block')
}

/** Literals and copies until the block ends or the output is full. */
function codes(state: State, lengths: Codes, distances: Codes): void {
  const { output } = state
  const size = output.length
  while (state.made < size) {
    const symbol = readSymbol(state, lengths)
    if (symbol < 256) {
      output[state.made++] = symbol
      continue
    }
    if (symbol === 256) return
    if (symbol > 285) throw bad('a length code')
    const length = lengthBase[symbol - 257]! + bits(state, lengthExtra[symbol - 257]!)
    const far = readSymbol(state, distances)
    if (far > 29) throw bad('a distance code')
    const distance = distanceBase[far]! + bits(state, distanceExtra[far]!)
    let to = state.made
    let from = to - distance
    if (from < 0) throw bad('a distance within the data')
    const end = Math.min(to + length, size)
    if (distance === 1) output.fill(output[from]!, to, end)
    else if (distance >= end - to) output.copyWithin(to, from, from + end - to)
    else while (to < end) output[to++] = output[from++]!
    state.made = end
  }
}
