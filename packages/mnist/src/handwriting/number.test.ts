import { createRandom } from '@digitrec/tensor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawNumber, inkBox } from './number.ts'
import { looks, paint, renderPage } from './page.ts'
import { createWriter } from './writer.ts'

const write = (text: string, seed: number, options = {}) =>
  drawNumber(text, createWriter(createRandom(seed)), createRandom(seed), { heightPx: 30, ...options })

const anyText = fc
  .array(fc.stringMatching(/^[0-9]{1,6}$/), { minLength: 1, maxLength: 3 })
  .map(lines => lines.join('\n'))

describe('drawNumber', () => {
  it('keeps the truth: as many digits as the text, in reading order, in their lines', () => {
    fc.assert(
      fc.property(anyText, fc.nat(1000), (text, seed) => {
        const { digits } = write(text, seed)
        const lines = text.split('\n')
        expect(
          lines.map((_, n) =>
            digits
              .filter(({ line }) => line === n)
              .map(({ digit }) => digit)
              .join(''),
          ),
        ).toEqual(lines)
      }),
      { numRuns: 40 },
    )
  })

  it('has boxes that hold all strong ink, and touch it on all four sides', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { width, height, strength, digits } = write('4716', seed)
      const covered = new Uint8Array(width * height)
      for (const { box } of digits) {
        for (let y = box.y; y < box.y + box.height; y++)
          covered.fill(1, y * width + box.x, y * width + box.x + box.width)
      }
      expect(strength.every((value, at) => value < 0.5 || covered[at] === 1)).toBe(true)
      const all = inkBox({ width, height, strength })
      expect(Math.min(...digits.map(({ box }) => box.x))).toBe(all.x)
      expect(Math.max(...digits.map(({ box }) => box.y + box.height))).toBe(all.y + all.height)
    }
  })

  it('leaves a gap between the boxes of neighbours, unless spacing is negative', () => {
    const gaps = (options: object) =>
      Array.from({ length: 20 }, (_, seed) => {
        const { digits } = write('83', seed, options)
        return digits[1]!.box.x - digits[0]!.box.x - digits[0]!.box.width
      })
    expect(Math.min(...gaps({}))).toBeGreaterThanOrEqual(2)
    expect(Math.max(...gaps({ spacing: -0.2 }))).toBeLessThan(-3)
  })

  it('puts the second line below the first, and a space between words', () => {
    const { digits } = write('12\n34', 1)
    expect(digits[2]!.box.y).toBeGreaterThan(digits[0]!.box.y + digits[0]!.box.height)
    const spaced = write('1 2', 1).digits
    expect(spaced[1]!.box.x - spaced[0]!.box.x - spaced[0]!.box.width).toBeGreaterThan(20)
  })

  it('writes nothing for nothing', () => {
    expect(write('', 1).digits).toEqual([])
    expect(write('', 1).strength.every(value => value === 0)).toBe(true)
  })

  it.each(['12a', '1.5', '-3'])('refuses %s', text => {
    expect(() => write(text, 1)).toThrow(RangeError)
  })
})

describe('page', () => {
  const number = write('507', 3)
  const marginPx = { x: 31, y: 17 }

  it('moves the boxes with the ink', () => {
    const { raster, digits } = renderPage(number, looks.blackOnWhite, createRandom(1), { marginPx })
    expect([raster.width, raster.height]).toEqual([number.width + 62, number.height + 34])
    expect(digits.map(({ box }) => box.x)).toEqual(number.digits.map(({ box }) => box.x + 31))
    expect(digits.map(({ box }) => box.y)).toEqual(number.digits.map(({ box }) => box.y + 17))
    const dark = Array.from({ length: raster.width * raster.height }, (_, at) => 1 - raster.data[at * 4]! / 255)
    const found = inkBox({ width: raster.width, height: raster.height, strength: Float32Array.from(dark) })
    expect(found.x).toBe(digits[0]!.box.x)
  })

  it.each(Object.entries(looks))('%s: opaque, the ink stands out from the paper, the same bytes twice', (_, look) => {
    const raster = paint(number, look, createRandom(4), { marginPx })
    expect(raster.data).toEqual(paint(number, look, createRandom(4), { marginPx }).data)
    const levels = { paper: [] as number[], ink: [] as number[], alpha: [] as number[] }
    for (let y = 0; y < raster.height; y++) {
      for (let x = 0; x < raster.width; x++) {
        const at = (y * raster.width + x) * 4
        levels.alpha.push(raster.data[at + 3]!)
        const inside = x >= 31 && y >= 17 && x < 31 + number.width && y < 17 + number.height
        const strength = inside ? number.strength[(y - 17) * number.width + x - 31]! : 0
        if (strength === 0) levels.paper.push(raster.data[at]!)
        if (strength === 1) levels.ink.push(raster.data[at]!)
      }
    }
    expect(levels.alpha.every(alpha => alpha === 255)).toBe(true)
    const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
    expect(Math.abs(mean(levels.paper) - mean(levels.ink))).toBeGreaterThan(35)
  })
})
