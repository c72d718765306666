// In which order are pixels taken that nothing else tells apart? Shuffled, so that no side is favoured, and always alike.
// The shuffle is the one of numpy's `default_rng(42).permutation(n)`: then the medial axis, and every length measured along
// it, is the very one of Morpho-MNIST's code, which seeds skimage so.

/**
 * A permutation of 0 to count - 1.
 *
 * @see numpy 1.24: `random/_generator.pyx` (shuffle) and `random/src/distributions/distributions.c` (random_interval)
 */
export function shuffled(count: number): Uint32Array {
  const list = Uint32Array.from({ length: count }, (_, i) => i)
  let drawn = 0
  for (let i = count - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1
    let j = stream(drawn++) & mask
    while (j > i) j = stream(drawn++) & mask
    const swapped = list[i]!
    list[i] = list[j]!
    list[j] = swapped
  }
  return list
}

/** State and increment of PCG64 after numpy's seeding with 42. */
let state = 274674114334540486603088602300644985544n
const increment = 332724090758049132448979897138935081983n
const multiplier = 0x2360ed051fc65da44385df649fccf645n
const words: number[] = []

/**
 * Word `index` of 32 bits of the random stream; what was drawn once is kept, the longest shuffle is of the pixels of a digit.
 *
 * @see O'Neill 2014, "PCG", section 6.3.3 (XSL-RR 128/64)
 */
function stream(index: number): number {
  while (words.length <= index) {
    state = BigInt.asUintN(128, state * multiplier + increment)
    const high = state >> 64n
    const folded = BigInt.asUintN(64, high ^ state)
    const turn = high >> 58n
    const word = BigInt.asUintN(64, (folded >> turn) | (folded << (64n - turn)))
    words.push(Number(word & 0xffffffffn), Number(word >> 32n))
  }
  return words[index]!
}
