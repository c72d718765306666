// Random numbers that are the same everywhere: 32-bit integers and correctly rounded arithmetic (+ − × ÷ √) only.
// Math.log and Math.cos are not used: their last bit differs between engines.

/** Codes of {@link RandomError}. */
export const randomErrorCodes = {
  'bad-seed': 'A seed or a key of a fork is not a whole number that a double holds exactly.',
  'bad-range': 'int() was asked for a number below something that is not 1 to 2^32.',
  'bad-state': 'A saved state is not eight 32-bit integers, or its last four are all zero.',
} as const

/** Random numbers were asked for in a way that has no answer. */
export class RandomError extends Error {
  override readonly name = 'RandomError'
  constructor(
    readonly code: keyof typeof randomErrorCodes,
    message: string,
  ) {
    super(message)
  }
}

/** Where a stream stands, as plain JSON: four 32-bit integers of its origin (what forks grow from), four of now. */
export type RandomState = readonly number[]

/** A stream of random numbers that a seed determines. */
export interface Random {
  /** A number from 0 up to but not including 1, in steps of 2^-32. */
  next(): number
  /**
   * A whole number from 0 to n−1, each exactly as likely.
   *
   * @param n whole, 1 to 2^32
   * @throws RandomError `bad-range`
   */
  int(n: number): number
  /** A number from a up to b. */
  uniform(a: number, b: number): number
  /** A number of the normal distribution with mean 0 and variance 1. */
  normal(): number
  /** Puts a list into random order, in place, each order equally likely; returns the same list. */
  shuffle<T extends unknown[] | Uint32Array>(list: T): T
  /**
   * Where the stream stands: a copy that survives JSON.
   */
  get state(): RandomState
  /** Takes the stream back to where it stood. @throws RandomError `bad-state` */
  set state(state: RandomState)
  /**
   * An independent stream named by whole numbers, such as (epoch, index). It depends on this stream's seed and on the
   * keys, never on how many numbers were drawn; `fork(a, b)` is `fork(a).fork(b)`.
   *
   * @throws RandomError `bad-seed`
   */
  fork(...keys: number[]): Random
}

/**
 * A stream of random numbers from a seed: the same ones in every JavaScript engine.
 *
 * The generator is xoshiro128** (period 2^128 − 1). Not for secrets.
 *
 * @param seed any whole number up to 2^53 in size
 * @throws RandomError `bad-seed`
 * @see Blackman, Vigna 2021, Scrambled Linear Pseudorandom Number Generators
 * @example
 * const random = createRandom(1)
 * random.next()       // 0 up to 1
 * random.int(10)      // 0 to 9
 * random.fork(3, 7)   // the stream of epoch 3, example 7
 */
export function createRandom(seed: number): Random {
  return new Xoshiro128(absorb([0, 0, 0, 0], seed))
}

class Xoshiro128 implements Random {
  readonly #origin: Uint32Array
  readonly #s: Uint32Array

  constructor(origin: ArrayLike<number>) {
    this.#origin = Uint32Array.from(origin)
    this.#s = Uint32Array.from(origin)
  }

  next(): number {
    return this.#bits() * 2 ** -32
  }

  int(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32)
      throw new RandomError('bad-range', `int: expected a whole number from 1 to 2^32, got ${n}.`)
    // The last, incomplete run of n is thrown away: with it, small answers would come a little more often.
    const fair = 2 ** 32 - (2 ** 32 % n)
    let bits = this.#bits()
    while (bits >= fair) bits = this.#bits()
    return bits % n
  }

  uniform(a: number, b: number): number {
    return a + (b - a) * this.next()
  }

  /**
   * The polar method: a point of the unit disc, and its squared radius turned into a normal one. The second number of
   * the pair is thrown away, so that the state is the generator's alone.
   *
   * @see Marsaglia, Bray 1964; Knuth, The Art of Computer Programming, volume 2, 3.4.1 algorithm P
   */
  normal(): number {
    for (;;) {
      const u = 2 * this.next() - 1
      const v = 2 * this.next() - 1
      const square = u * u + v * v
      if (square > 0 && square < 1) return u * Math.sqrt((-2 * logarithm(square)) / square)
    }
  }

  shuffle<T extends unknown[] | Uint32Array>(list: T): T {
    for (let last = list.length - 1; last > 0; last--) {
      const chosen = this.int(last + 1)
      const kept = list[last]!
      list[last] = list[chosen]!
      list[chosen] = kept
    }
    return list
  }

  get state(): RandomState {
    return [...this.#origin, ...this.#s]
  }

  set state(state: RandomState) {
    const whole = state.length === 8 && state.every(word => Number.isInteger(word) && word >= 0 && word < 2 ** 32)
    if (!whole || state.slice(4).every(word => word === 0))
      throw new RandomError(
        'bad-state',
        `random: expected a state of eight 32-bit integers, got [${state.join(',')}]. Pass what .state gave.`,
      )
    this.#origin.set(state.slice(0, 4))
    this.#s.set(state.slice(4))
  }

  fork(...keys: number[]): Random {
    return new Xoshiro128(keys.reduce<ArrayLike<number>>(absorb, this.#origin))
  }

  /** One step of xoshiro128**: 32 random bits, as a number from 0 to 2^32 − 1. */
  #bits(): number {
    const s = this.#s
    const product = Math.imul(s[1]!, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = s[1]! << 9
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= shifted
    s[3] = (s[3]! << 11) | (s[3]! >>> 21)
    return result
  }
}

/**
 * Four words made of four words and a whole number: every bit of either moves every word.
 *
 * @throws RandomError `bad-seed`
 */
function absorb(words: ArrayLike<number>, key: number): number[] {
  if (!Number.isSafeInteger(key))
    throw new RandomError('bad-seed', `random: expected a whole number up to 2^53 as seed or key, got ${key}.`)
  const low = key >>> 0
  const high = Math.floor(key / 2 ** 32) >>> 0
  let h = 0
  const next = (word: number) => {
    h = mix32(h ^ word)
    return h
  }
  // Once through everything that goes in, then each word again with what was gathered.
  for (const word of [low, high, words[0]!, words[1]!, words[2]!, words[3]!]) next(word)
  const mixed = [next(words[0]!) ^ low, next(words[1]!) ^ high, next(words[2]!), next(words[3]!)].map(
    word => word >>> 0,
  )
  return mixed.every(word => word === 0) ? [1, 0, 0, 0] : mixed
}

/**
 * A bijection of 32-bit integers in which every bit that goes in moves every bit that comes out: the finalizer of
 * Austin Appleby's MurmurHash3, after adding the golden ratio, without which 0 would stay 0.
 */
export function mix32(value: number): number {
  let h = (value + 0x9e3779b9) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/**
 * Natural logarithm of a number from above 0 to 1, by the series of atanh: with x = m·2^e and t = (m−1)/(m+1),
 * log x = e·log 2 + 2·(t + t³/3 + t⁵/5 + ...). For m in [√½, 1] or so, |t| < 0.172 and ten terms fill a double.
 *
 * @see Abramowitz, Stegun 1964, 4.1.27
 */
function logarithm(x: number): number {
  let m = x
  let e = 0
  while (m < Math.SQRT1_2) {
    m *= 2
    e--
  }
  const t = (m - 1) / (m + 1)
  const square = t * t
  let series = 0
  for (let n = 21; n >= 1; n -= 2) series = series * square + 1 / n
  return e * Math.LN2 + 2 * t * series
}
