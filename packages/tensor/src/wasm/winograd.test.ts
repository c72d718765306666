// The matrices of Winograd's algorithm, and the rule that chooses a tile.

import { describe, expect, test } from 'vitest'
import { conv2dGeometry } from '../kernels/conv2d.ts'
import { chooseTile } from '../kernels/conv2d-winograd.wasm.ts'
import { makeExample } from '../kernels/harness.cases.ts'
import { operations } from '../kernels/index.cases.ts'
import { pool2dGeometry } from '../kernels/pool2d.ts'
import { createRandom } from '../random.ts'
import { tiles } from './winograd.ts'

const times = (matrix: readonly (readonly number[])[], vector: readonly number[]) =>
  matrix.map(row => row.reduce((sum, value, i) => sum + value * vector[i]!, 0))

test.each(Object.values(tiles))('F($m, 3) is the filter, in doubles', ({ m, n, input, filter, output }) => {
  const random = createRandom(m)
  const d = Array.from({ length: n }, () => random.normal())
  const g = Array.from({ length: 3 }, () => random.normal())
  const products = times(filter, g).map((value, i) => value * times(input, d)[i]!)
  const direct = Array.from({ length: m }, (_, i) => g[0]! * d[i]! + g[1]! * d[i + 1]! + g[2]! * d[i + 2]!)
  for (const [i, value] of times(output, products).entries()) expect(value).toBeCloseTo(direct[i]!, 12)
})

test('F(4, 3) has the inputs of Lavin & Gray', () => {
  expect(tiles[4].input).toEqual(
    [
      [4, -0, -5, 0, 1, 0],
      [0, -4, -4, 1, 1, 0],
      [-0, 4, -4, -1, 1, 0],
      [0, -2, -1, 2, 1, 0],
      [-0, 2, -1, -2, 1, 0],
      [0, 4, -0, -5, 0, 1],
    ].map(row => row.map(value => expect.closeTo(value, 12))),
  )
})

describe('the choice', () => {
  const conv = (size: number, channels: number, filters: number, stride = 1) =>
    conv2dGeometry({ batch: 1, height: size, width: size, channels, filters, kernel: [3, 3], stride: [stride, stride] })

  test('is the fastest that was measured', () => {
    expect(chooseTile(conv(28, 1, 32))).toBeUndefined()
    expect(chooseTile(conv(3, 32, 32))).toBeUndefined()
    expect(chooseTile(conv(28, 4, 32))).toBe(4)
    expect([4, 6, 7, 12, 15].map(size => chooseTile(conv(size, 32, 32)))).toEqual([undefined, 4, 5, 5, 5])
    expect(chooseTile(conv(14, 64, 64))).toBe(4)
    expect(chooseTile(conv(14, 64, 64, 2))).toBeUndefined()
  })

  test('counts what a pooling keeps', () => {
    const g = conv(13, 32, 64)
    const pool = pool2dGeometry({ batch: 1, height: 11, width: 11, channels: 64, window: [2, 2] })
    expect([chooseTile(g), chooseTile(g, pool)]).toEqual([4, 5])
  })

  test('meets every tile, and the direct way, in the conformance suite', () => {
    const conv2d = operations.find(({ name }) => name === 'conv2d')!
    const chosen = Array.from({ length: 120 }, (_, i) => chooseTile(makeExample(conv2d, i + 1).geometry as never))
    for (const tile of [undefined, 4, 5]) expect(chosen.filter(one => one === tile).length).toBeGreaterThan(4)
  })
})
