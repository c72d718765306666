import { describe, expect, test } from 'vitest'
import { createRandom, type Random, randomErrorCodes } from './random.ts'

const take = (random: Random, count: number) => Array.from({ length: count }, () => random.next())

/** How far counts lie from equal ones, as chi-square; with n−1 degrees of freedom it is near n−1 ± √(2n). */
function chiSquare(counts: number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

/** Six standard deviations above the mean: a fair generator passes with any seed. */
const limit = (cells: number) => cells - 1 + 6 * Math.sqrt(2 * (cells - 1))

function correlation(a: number[], b: number[]): number {
  const mean = (list: number[]) => list.reduce((x, y) => x + y) / list.length
  const [ma, mb] = [mean(a), mean(b)]
  const dot = (x: number[], mx: number, y: number[], my: number) =>
    x.reduce((s, v, i) => s + (v - mx) * (y[i]! - my), 0)
  return dot(a, ma, b, mb) / Math.sqrt(dot(a, ma, a, ma) * dot(b, mb, b, mb))
}

describe('the generator', () => {
  test("is xoshiro128**: the authors' C code from state 1, 2, 3, 4 (as quoted by the Rust crate rand_xoshiro)", () => {
    const random = createRandom(0)
    random.state = [0, 0, 0, 0, 1, 2, 3, 4]
    const bits = take(random, 10).map(value => value * 2 ** 32)
    const authors = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]
    expect(bits).toEqual(authors)
  })

  test('gives the same numbers for ever: changing these changes every trained model', () => {
    const random = createRandom(1)
    const seen = [...take(random, 2), random.int(10), random.uniform(-1, 1), random.normal(), random.normal()]
    expect(seen).toEqual([
      0.5686547800432891, 0.596619472373277, 5, -0.9442058084532619, -1.4343367220408443, 0.5322355137404644,
    ])
    expect(createRandom(1).fork(3, 7).next()).toBe(0.9752264716662467)
    expect(createRandom(2 ** 53 - 1).next()).toBe(0.4855897768866271)
    expect(createRandom(-1).next()).toBe(0.44135044096037745)
  })

  test('tells neighbouring, negative and large seeds apart', () => {
    const seeds = [0, 1, 2, 3, -1, -2, 2 ** 32, 2 ** 32 + 1, -(2 ** 32), 2 ** 53 - 1]
    expect(new Set(seeds.map(seed => createRandom(seed).next())).size).toBe(seeds.length)
  })

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the seed %d', seed => {
    expect(() => createRandom(seed)).toThrow(expect.objectContaining({ code: 'bad-seed' }))
    expect(() => createRandom(1).fork(seed)).toThrow(expect.objectContaining({ code: 'bad-seed' }))
  })
})

describe('next', () => {
  test.each([1, 2, 99])('fills 100 cells evenly, alone and in pairs, seed %i', seed => {
    const random = createRandom(seed)
    const single = new Array<number>(100).fill(0)
    const pairs = new Array<number>(100).fill(0)
    let last = random.next()
    for (let i = 0; i < 100_000; i++) {
      const value = random.next()
      if (!(value >= 0 && value < 1)) throw new Error(`next() gave ${value}`)
      single[Math.floor(value * 100)]!++
      pairs[Math.floor(last * 10) * 10 + Math.floor(value * 10)]!++
      last = value
    }
    expect(chiSquare(single)).toBeLessThan(limit(100))
    expect(chiSquare(pairs)).toBeLessThan(limit(100))
  })

  test('its lowest bits are as random as its highest', () => {
    const random = createRandom(4)
    const low = new Array<number>(16).fill(0)
    for (let i = 0; i < 50_000; i++) low[(random.next() * 2 ** 32) % 16]!++
    expect(chiSquare(low)).toBeLessThan(limit(16))
  })
})

describe('int', () => {
  test.each([1, 2, 3, 7, 10, 60])('gives each number below %i equally often', n => {
    const random = createRandom(n)
    const counts = new Array<number>(n).fill(0)
    for (let i = 0; i < 30_000; i++) counts[random.int(n)]!++
    if (n > 1) expect(chiSquare(counts)).toBeLessThan(limit(n))
    expect(counts.reduce((a, b) => a + b)).toBe(30_000)
  })

  test('has no bias where the range does not divide 2^32', () => {
    // By bits % n alone, the first third of 3·2^30 numbers would come twice as often as the others.
    const random = createRandom(8)
    const thirds = [0, 0, 0]
    for (let i = 0; i < 30_000; i++) thirds[Math.floor(random.int(3 * 2 ** 30) / 2 ** 30)]!++
    expect(chiSquare(thirds)).toBeLessThan(limit(3))
    expect(random.int(2 ** 32)).toBeLessThan(2 ** 32)
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])('refuses %d', n => {
    expect(() => createRandom(1).int(n)).toThrow(expect.objectContaining({ code: 'bad-range' }))
  })
})

describe('normal', () => {
  test('has the moments and the tails of the normal distribution', () => {
    const random = createRandom(11)
    const count = 200_000
    const values = Array.from({ length: count }, () => random.normal())
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / count
    // Standard errors of the moments are √(E x^2p − (E x^p)²)/√count: 0.0022, 0.0032, 0.0087, 0.022; five of each.
    expect(Math.abs(moment(1))).toBeLessThan(0.011)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.016)
    expect(Math.abs(moment(3))).toBeLessThan(0.044)
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.11)
    const beyond = (z: number) => values.filter(value => Math.abs(value) > z).length / count
    expect(Math.abs(beyond(1) - 0.3173)).toBeLessThan(0.0053)
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0024)
    expect(Math.abs(beyond(3) - 0.0027)).toBeLessThan(0.0006)
  })

  test('agrees with the formula written with Math.log to the last few bits', () => {
    const [random, uniform] = [createRandom(12), createRandom(12)]
    for (let i = 0; i < 2000; i++) {
      let [u, square] = [0, 1]
      while (square >= 1 || square === 0) {
        u = 2 * uniform.next() - 1
        square = u ** 2 + (2 * uniform.next() - 1) ** 2
      }
      const expected = u * Math.sqrt((-2 * Math.log(square)) / square)
      expect(Math.abs(random.normal() - expected)).toBeLessThan(1e-14 * (1 + Math.abs(expected)))
    }
  })
})

test('uniform stays between its ends', () => {
  const random = createRandom(3)
  const values = Array.from({ length: 10_000 }, () => random.uniform(-3, 5))
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-3)
  expect(Math.max(...values)).toBeLessThan(5)
  expect(values.reduce((a, b) => a + b) / 10_000).toBeCloseTo(1, 0)
})

describe('shuffle', () => {
  test('gives each of the 24 orders of four equally often', () => {
    const random = createRandom(5)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle([0, 1, 2, 3]).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    expect(chiSquare([...counts.values()])).toBeLessThan(limit(24))
  })

  test('works in place on lists and on Uint32Array, with the same order', () => {
    const list = Array.from({ length: 50 }, (_, i) => i)
    const typed = Uint32Array.from(list)
    expect(createRandom(6).shuffle(list)).toBe(list)
    expect(createRandom(6).shuffle(typed)).toBe(typed)
    expect([...typed]).toEqual(list)
    expect(list.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(createRandom(6).shuffle([])).toEqual([])
  })
})

describe('state', () => {
  test('survives JSON and continues exactly, forks included', () => {
    const random = createRandom(21)
    take(random, 37)
    random.normal()
    const saved = JSON.parse(JSON.stringify(random.state))
    const expected = [...take(random, 5), random.normal(), random.fork(4).next()]
    const other = createRandom(0)
    other.state = saved
    expect([...take(other, 5), other.normal(), other.fork(4).next()]).toEqual(expected)
  })

  test('is a copy', () => {
    const random = createRandom(22)
    const saved = random.state as number[]
    const before = createRandom(22).next()
    saved.fill(0)
    expect(random.next()).toBe(before)
  })

  test.each([
    [[1, 2, 3]],
    [[0, 0, 0, 0, 0, 0, 0, 0]],
    [[1, 2, 3, 4, 1, 2, 3, 2 ** 32]],
    [[1, 2, 3, 4, 1, 2, 3, 0.5]],
    [[1, 2, 3, 4, 1, 2, 3, -1]],
  ])('refuses %j', state => {
    expect(() => {
      createRandom(1).state = state
    }).toThrow(expect.objectContaining({ code: 'bad-state' }))
  })
})

describe('fork', () => {
  test('depends on the seed and the keys, not on what was drawn', () => {
    const [fresh, used] = [createRandom(31), createRandom(31)]
    take(used, 1000)
    expect(take(used.fork(2, 5), 4)).toEqual(take(fresh.fork(2, 5), 4))
    expect(take(used.fork(2).fork(5), 4)).toEqual(take(fresh.fork(2, 5), 4))
    expect(take(createRandom(32).fork(2, 5), 4)).not.toEqual(take(fresh.fork(2, 5), 4))
  })

  test('does not move its parent', () => {
    const [forking, plain] = [createRandom(33), createRandom(33)]
    forking.fork(1).next()
    expect(take(forking, 4)).toEqual(take(plain, 4))
  })

  test('order and size of keys matter, and seeds are not keys', () => {
    const random = createRandom(34)
    const streams = [[0], [1], [0, 1], [1, 0], [0, 0], [-1], [2 ** 32], [2 ** 32 + 1], [34]].map(keys =>
      random.fork(...keys),
    )
    expect(new Set(streams.map(stream => stream.next())).size).toBe(9)
    expect(createRandom(34).fork(0).next()).not.toBe(createRandom(0).next())
  })

  test('streams with neighbouring keys are not correlated', () => {
    const random = createRandom(35)
    // The correlation of 20 000 independent pairs has standard deviation 0.0071; five of them.
    const across = Array.from({ length: 20_001 }, (_, key) => random.fork(3, key).next())
    expect(Math.abs(correlation(across.slice(1), across.slice(0, -1)))).toBeLessThan(0.036)
    const cells = new Array<number>(50).fill(0)
    for (const value of across) cells[Math.floor(value * 50)]!++
    expect(chiSquare(cells)).toBeLessThan(limit(50))
    const [a, b] = [take(random.fork(1), 20_000), take(random.fork(2), 20_000)]
    expect(Math.abs(correlation(a, b))).toBeLessThan(0.036)
    expect(Math.abs(correlation(a, take(createRandom(35), 20_000)))).toBeLessThan(0.036)
  })

  test('20 000 streams start in 20 000 states', () => {
    const random = createRandom(36)
    const states = Array.from({ length: 20_000 }, (_, key) =>
      random.fork(key % 100, Math.floor(key / 100)).state.join(),
    )
    expect(new Set(states).size).toBe(20_000)
  })
})

test('every code is explained', () => {
  for (const text of Object.values(randomErrorCodes)) expect(text).toMatch(/\.$/)
})
