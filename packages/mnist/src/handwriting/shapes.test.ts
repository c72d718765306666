import { describe, expect, it } from 'vitest'
import { allographs } from './allographs.ts'
import { parseShape, smooth } from './shapes.ts'
import { letters, signs } from './signs.ts'

describe('parseShape', () => {
  it('reads points, corners and lifted pens', () => {
    const [first, second, ...rest] = parseShape({ name: 'x', weight: 1, path: '0,4 58,2! 20,100; 14,52 54.5,-50' })
    expect(rest).toEqual([])
    expect([...first!.x].map(value => value.toFixed(2))).toEqual(['0.00', '0.58', '0.20'])
    expect([...first!.corner]).toEqual([0, 1, 0])
    expect(second!.y[1]).toBeCloseTo(-0.5)
    expect(second!.x[1]).toBeCloseTo(0.545)
  })

  it.each(['1,2 3', '1,2,3 4,5', 'a,b', '1,2;'])('names the shape that it cannot read: %s', path => {
    expect(() => parseShape({ name: 'odd', weight: 1, path })).toThrow(/odd/)
  })

  const tables = { digits: allographs.flat(), letters, signs }
  it.each(Object.entries(tables))('reads all %s; names differ, weights count', (_, table) => {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length)
    for (const shape of table) {
      expect(shape.weight).toBeGreaterThan(0)
      for (const { x, y } of parseShape(shape)) {
        expect(Math.min(...x, ...y)).toBeGreaterThanOrEqual(-0.05)
        expect(Math.max(...x, ...y)).toBeLessThanOrEqual(1.45)
      }
    }
  })

  it('knows several ways of writing every digit, named after it', () => {
    expect(allographs.length).toBe(10)
    allographs.forEach((ways, digit) => {
      expect(ways.length).toBeGreaterThanOrEqual(4)
      for (const { name } of ways) expect(name.startsWith(`${digit} `)).toBe(true)
    })
  })
})

describe('smooth', () => {
  const stroke = (corner: number[]) => ({
    x: Float32Array.of(0, 1, 1),
    y: Float32Array.of(0, 0, 2),
    corner: Uint8Array.from(corner),
  })

  it('passes through every point, in steps no longer than asked (but for the bulge of a curve)', () => {
    const { x, y } = smooth(stroke([0, 0, 0]), 1, 0.25)
    expect(x.length).toBe(1 + 4 + 8)
    expect([x[4], y[4]]).toEqual([1, 0])
    expect([x[12], y[12]]).toEqual([1, 2])
  })

  it('is straight on both sides of a corner, and bulges without one', () => {
    const sharp = smooth(stroke([0, 1, 0]), 1, 0.25)
    expect(Math.max(...sharp.x)).toBe(1)
    expect(Math.min(...sharp.y)).toBe(0)
    const round = smooth(stroke([0, 0, 0]), 1, 0.25)
    expect(Math.max(...round.x)).toBeGreaterThan(1.01)
  })

  it('is straight everywhere at roundness 0', () => {
    const { x, y } = smooth(stroke([0, 0, 0]), 0, 0.1)
    x.forEach((value, i) => {
      expect(value === 1 || y[i] === 0).toBe(true)
    })
  })
})
