import { describe, expect, it } from 'vitest'
import { findComponents } from './components.ts'
import { maximumAround, meanAround, minimumAround } from './neighbourhood.ts'
import { areaAverage, bicubic, bilinear } from './resample.ts'
import { strokeWidth } from './stroke-width.ts'

const [width, height] = [13, 9]
const plane = Float32Array.from({ length: width * height }, (_, i) => (i * 37 + (i >> 2) * 11) % 101)

/** Values of the window around (x, y) by definition. */
function window(x: number, y: number, radius: number): number[] {
  const values: number[] = []
  for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
    for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) values.push(plane[v * width + u]!)
  }
  return values
}

describe('planes', () => {
  it.each([1, 2, 4, 7, 20])('largest and smallest agree with their definition, radius %i', radius => {
    const largest = maximumAround(plane, width, height, radius)
    const smallest = minimumAround(plane, width, height, radius)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        expect(largest[y * width + x], `${x},${y}`).toBe(Math.max(...window(x, y, radius)))
        expect(smallest[y * width + x], `${x},${y}`).toBe(Math.min(...window(x, y, radius)))
      }
    }
  })

  it('the mean of a window inside agrees with its definition', () => {
    const values = window(6, 4, 2)
    expect(meanAround(plane, width, height, 2)[4 * width + 6]).toBeCloseTo(values.reduce((a, b) => a + b) / 25, 3)
  })

  it.each([
    [5, 4],
    [13, 9],
    [26, 18],
    [40, 2],
  ])('area averaging to %i×%i keeps the mean', (w, h) => {
    const mean = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length
    expect(mean(areaAverage(plane, width, height, w, h))).toBeCloseTo(mean(plane), 3)
  })

  it('area averaging takes one channel of pixels', () => {
    const [step, offset] = [4, 2]
    const pixels = new Uint8Array(step * plane.length).fill(250)
    plane.forEach((value, i) => {
      pixels[step * i + offset] = value
    })
    const alone = areaAverage(plane, width, height, 5, 4)
    expect(areaAverage(pixels, width, height, 5, 4, { step, offset })).toEqual(alone)
  })

  it('interpolation keeps a slope inside the picture', () => {
    const slope = Float32Array.from({ length: 11 * 7 }, (_, i) => 3 * (i % 11) + 5 * Math.floor(i / 11))
    for (const resize of [bilinear, bicubic]) {
      const large = resize(slope, 11, 7, 33, 28)
      expect(large[14 * 33 + 16]).toBeCloseTo(3 * (16.5 / 3 - 0.5) + 5 * (14.5 / 4 - 0.5), 3)
    }
  })

  it('components touch at corners and have exact boxes', () => {
    const rows = ['#..#.#', '.#.##.', '......', '##...#', '.#..#.']
    const mask = Uint8Array.from([...rows.join('')].map(letter => Number(letter === '#')))
    const { components } = findComponents(mask, 6, 5)
    expect(components.map(({ x, y, width, height, area }) => [x, y, width, height, area])).toEqual([
      [0, 0, 2, 2, 2],
      [3, 0, 3, 2, 4],
      [0, 3, 2, 2, 3],
      [4, 3, 2, 2, 2],
    ])
  })

  it.each([4, 9, 16])('the stroke width of a bar %i wide', pen => {
    const mask = new Uint8Array(60 * 200)
    for (let y = 5; y < 195; y++) mask.fill(1, y * 60 + 20, y * 60 + 20 + pen)
    expect(Math.abs(strokeWidth(mask, 60, 200) - pen)).toBeLessThan(0.1 * pen)
  })
})
