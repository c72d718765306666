import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { normaliseFrame } from './normalise-frame.ts'

const data = process.env.DIGITREC_DATA ?? new URL('../../../../shared/data', import.meta.url).pathname
const file = [`${data}/mnist/t10k-images-idx3-ubyte.gz`, `${data}/t10k-images-idx3-ubyte.gz`].find(existsSync)

function centre(frame: Float32Array): [number, number] {
  let [mass, x, y] = [0, 0, 0]
  frame.forEach((value, i) => {
    mass += value
    x += value * (i % 28)
    y += value * Math.floor(i / 28)
  })
  return [x / mass, y / mass]
}

function longestSide(frame: Float32Array): number {
  const columns = new Set<number>()
  const rows = new Set<number>()
  frame.forEach((value, i) => {
    if (value === 0) return
    columns.add(i % 28)
    rows.add(Math.floor(i / 28))
  })
  return Math.max(columns.size, rows.size)
}

describe('normaliseFrame', () => {
  it.skipIf(!file)(
    `gives MNIST digits back almost unchanged${file ? '' : ' (skipped: no MNIST at DIGITREC_DATA)'}`,
    () => {
      const images = gunzipSync(readFileSync(file!)).subarray(16)
      const [errors, centres, sides]: [number[], number[], number[]] = [[], [], []]
      for (let n = 0; n < 2000; n++) {
        const image = Float32Array.from(images.subarray(n * 784, n * 784 + 784), value => value / 255)
        const frame = normaliseFrame(image, 28, 28)
        errors.push(frame.reduce((sum, value, i) => sum + Math.abs(value - image[i]!), 0) / 784)
        centres.push(...centre(frame))
        sides.push(longestSide(frame))
      }
      errors.sort((a, b) => a - b)
      expect(errors[1000]).toBeLessThan(0.001) // half of them to within 8-bit rounding
      expect(errors[1900]).toBeLessThan(0.05) // the rest: strokes outside MNIST's middle 95 % are mended
      expect(Math.min(...centres)).toBeGreaterThan(13.4)
      expect(Math.max(...centres)).toBeLessThan(14.6)
      expect(sides.filter(side => side === 20).length).toBeGreaterThan(1950)
    },
  )

  it.each([
    ['tall', 31, 190],
    ['wide', 173, 44],
    ['small', 13, 17],
  ])('fills 20 pixels, keeps the aspect and centres the mass: %s', (_, width, height) => {
    const patch = new Float32Array((width + 9) * (height + 5))
    const bar = Math.ceil(Math.max(width, height) / 8)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const isEdge = x < bar || y < bar || y >= height - bar // a C without its right side
        if (isEdge) patch[(y + 2) * (width + 9) + x + 4] = 0.8
      }
    }
    const frame = normaliseFrame(patch, width + 9, height + 5)
    expect(longestSide(frame)).toBe(20)
    expect(Math.max(...frame)).toBe(1)
    for (const value of centre(frame)) expect(Math.abs(value - 14)).toBeLessThan(0.56)
    expect(patch[2 * (width + 9) + 4]).toBeCloseTo(0.8)
  })

  it('widens hairlines and thins slabs, leaves ordinary strokes', () => {
    const ring = (pen: number) => {
      const patch = new Float32Array(240 * 300)
      for (let i = 0; i < patch.length; i++) {
        const [x, y] = [(i % 240) - 119.5, Math.floor(i / 240) - 149.5]
        if (Math.abs(Math.hypot(x * 1.4, y) - 90) < pen / 2) patch[i] = 1
      }
      return normaliseFrame(patch, 240, 300).reduce((sum, value) => sum + value, 0)
    }
    expect(ring(4)).toBeGreaterThan(0.6 * ring(30))
    expect(ring(110)).toBeLessThan(ring(64))
    expect(ring(40) / ring(30)).toBeGreaterThan(1.15)
  })

  it('is empty without ink', () => {
    expect(normaliseFrame(new Float32Array(35), 7, 5).every(value => value === 0)).toBe(true)
  })

  it('only doubles a patch under 10 pixels', () => {
    expect(longestSide(normaliseFrame(new Float32Array(21).fill(1), 3, 7))).toBe(14)
  })
})
