// How does a file get damaged? In transit, by a bad disk, by somebody who means harm: the ways in which bytes go wrong, seeded.

/** A random whole number from 0 to n - 1. */
export type Dice = (n: number) => number

/** Dice from a seed (xorshift32). */
export function diceOf(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1
  return n => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % n
  }
}

const ways: readonly ((bytes: Uint8Array, dice: Dice) => Uint8Array)[] = [
  (bytes, dice) => bytes.subarray(0, dice(bytes.length)), // cut off
  (bytes, dice) => flipped(bytes, dice, 1 + dice(4), bytes.length),
  (bytes, dice) => flipped(bytes, dice, 1 + dice(60), bytes.length),
  (bytes, dice) => flipped(bytes, dice, 1 + dice(6), Math.min(64, bytes.length)), // in the header
  (bytes, dice) => bytes.fill(dice(2) * 255, dice(bytes.length), dice(bytes.length)), // a block of zeros or ones
  (bytes, dice) => {
    const [from, length] = [dice(bytes.length), dice(200)] // a piece is missing
    return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + length)])
  },
  (bytes, dice) => {
    const [from, length] = [dice(bytes.length), dice(200)] // a piece comes twice
    return Uint8Array.from([...bytes.subarray(0, from + length), ...bytes.subarray(from)])
  },
  (bytes, dice) => {
    new DataView(bytes.buffer).setUint32(
      dice(Math.max(1, bytes.length - 4)),
      [0, 1, 0x7fffffff, 0xffffffff, 20_000][dice(5)]!,
    )
    return bytes // a number that is far too large or too small
  },
]

function flipped(bytes: Uint8Array, dice: Dice, count: number, within: number): Uint8Array {
  for (let i = 0; i < count; i++) bytes[dice(within)]! ^= 1 << dice(8)
  return bytes
}

/** A damaged copy of a file of at least 8 bytes. */
export function mutate(bytes: Uint8Array, dice: Dice): Uint8Array {
  return ways[dice(ways.length)]!(Uint8Array.from(bytes), dice)
}
