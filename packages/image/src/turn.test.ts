import { createRandom } from '@digitrec/tensor'
import { describe, expect, test } from 'vitest'
import { turnBack, turnedSize, turnPlane } from './turn.ts'

const random = createRandom(3)
const size = { width: 9, height: 5 }
const plane = Float32Array.from({ length: 45 }, () => random.next())

describe('turnPlane', () => {
  test('a quarter turn clockwise moves every pixel, and no turn none', () => {
    expect(turnedSize(size, Math.PI / 2)).toEqual({ width: 6, height: 9 }) // cos(π/2) is a little above 0
    const turned = turnPlane(plane, size, Math.PI / 2, { width: 5, height: 9 })
    for (let y = 0; y < 5; y++)
      for (let x = 0; x < 9; x++) expect(turned[x * 5 + (4 - y)]).toBeCloseTo(plane[y * 9 + x]!, 5)
    expect(turnPlane(plane, size, 0, size)).toEqual(plane)
  })

  test('between pixels values are mixed, and beyond the border they are 0', () => {
    // A plane that is larger by an odd number: every pixel of the result lies between two columns and two rows.
    const mixed = turnPlane([1, 2, 3, 4], { width: 2, height: 2 }, 0, { width: 3, height: 3 })
    expect([...mixed]).toEqual([0.25, 0.75, 0.5, 1, 2.5, 1.5, 0.75, 1.75, 1])
  })

  test.each([-0.6, 0.2, 1.1])('there and back by %d, a smooth bump is where it was', angle => {
    const bump = Float32Array.from({ length: 41 * 31 }, (_, i) => {
      const [x, y] = [(i % 41) - 26, Math.floor(i / 41) - 13]
      return Math.exp(-(x * x + 2 * y * y) / 40)
    })
    const from = { width: 41, height: 31 }
    const to = turnedSize(from, angle)
    const back = turnPlane(turnPlane(bump, from, angle, to), to, -angle, from)
    for (let i = 0; i < bump.length; i++) expect(Math.abs(back[i]! - bump[i]!)).toBeLessThan(0.05)
  })
})

describe('turnBack', () => {
  test('a level patch is given back itself; a stroke that falls to the right becomes level, without the blur around it', () => {
    const strength = new Float32Array(40 * 40)
    const tilt = 0.3
    for (let x = 4; x < 36; x++)
      for (let dy = -2; dy <= 2; dy++) strength[(Math.round(20 + (x - 20) * Math.tan(tilt)) + dy) * 40 + x] = 1
    const patch = { strength, width: 40, height: 40 }
    expect(turnBack(patch, 0)).toBe(patch)
    const level = turnBack(patch, tilt)
    const rows = [...level.strength.keys()].filter(i => level.strength[i]! > 0).map(i => Math.floor(i / level.width))
    expect(Math.max(...rows) - Math.min(...rows)).toBeLessThan(8)
    expect(level.strength.every(value => value === 0 || value > 0.25)).toBe(true)
  })
})
