// Which numbers dropout drops: the right share of them, independently of one another and of other seeds.

import { expect, test } from 'vitest'
import { dropoutForward } from './dropout.ts'

function dropped(length: number, rate: number, seed: number): boolean[] {
  const [y, mask, x] = [new Float32Array(length), new Float32Array(length), new Float32Array(length)]
  dropoutForward(y, mask, x, { length }, rate, seed)
  return Array.from(mask, value => value === 0)
}

const share = (flags: boolean[]) => flags.filter(Boolean).length / flags.length

test('drops the same numbers for the same seed, for ever', () => {
  const letters = (seed: number) =>
    dropped(32, 0.5, seed)
      .map(flag => (flag ? '.' : '#'))
      .join('')
  expect(letters(1)).toBe('#####...#.###.....#...###.######')
  expect(letters(2 ** 32 - 1)).toBe('...#..#...#..#..#..###..#.#.##..')
})

test('drops the share that was asked for', () => {
  // The share of 100 000 fair draws has standard deviation √(r(1−r)/100000) ≤ 0.0016; four of them.
  for (const rate of [0.1, 0.25, 0.5, 0.9])
    for (const seed of [0, 1, 2, 12345, 2 ** 32 - 1])
      expect(Math.abs(share(dropped(100_000, rate, seed)) - rate), `rate ${rate}, seed ${seed}`).toBeLessThan(0.0064)
})

test('neighbours, rows and seeds know nothing of each other', () => {
  const length = 100_000
  const first = dropped(length, 0.5, 7)
  for (const distance of [1, 2, 4, 28, 64, 784, 1024])
    expect(Math.abs(share(first.map((flag, i) => flag === first[(i + distance) % length])) - 0.5)).toBeLessThan(0.0064)
  for (const seed of [0, 6, 8, 7 + 2 ** 16, 7 + 2 ** 31]) {
    const other = dropped(length, 0.5, seed)
    expect(Math.abs(share(first.map((flag, i) => flag === other[i])) - 0.5), `seed ${seed}`).toBeLessThan(0.0064)
  }
})
