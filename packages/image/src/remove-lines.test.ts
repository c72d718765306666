import { describe, expect, it } from 'vitest'
import { type Drawing, draw } from '../test/drawing.ts'
import { findInk, type Ink } from './find-ink.ts'
import type { Raster } from './raster.ts'
import { removeLines } from './remove-lines.ts'
import { segmentDigits } from './segment-digits.ts'

const page: Drawing = {
  width: 640,
  height: 430,
  digits: [...'3170254'].map((digit, i) => ({ digit, x: 50 + i * 78, y: 150, height: 90 })),
  pen: 8,
}

type Line = { at: number; slope?: number; from?: number; to?: number; thickness?: number }

/** Prints lines with soft edges, as glaze over what is there. `level` ones have y = at in the middle, `plumb` ones x = at. */
function print(raster: Raster, level: Line[], plumb: Line[], shade: readonly number[]): Raster {
  const { width, height } = raster
  const data = Uint8Array.from(raster.data)
  const cover = (along: number, across: number, size: number, lines: Line[], turn: number) =>
    Math.max(
      0,
      ...lines.map(({ at, slope = 0, from = 0, to = size, thickness = 2 }) => {
        if (along < from || along > to) return 0
        return Math.min(1, Math.max(0, thickness / 2 + 0.5 - Math.abs(across - at - turn * slope * (along - size / 2))))
      }),
    )
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = Math.max(cover(x + 0.5, y + 0.5, width, level, 1), cover(y + 0.5, x + 0.5, height, plumb, -1))
      for (let c = 0; c < 3; c++) data[4 * (y * width + x) + c]! *= 1 - share * (1 - shade[c]! / 255)
    }
  }
  return { width, height, data }
}

const every = (step: number, from: number, to: number, more: Omit<Line, 'at'> = {}): Line[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => ({ at: from + i * step, ...more }))

/** Shares of the clean ink that is kept, and of the ink found that is no clean ink (within a pixel). */
function compare(ink: Ink, clean: Ink) {
  let [kept, all, extra, found] = [0, 0, 0, 0]
  const near = (x: number, y: number) => {
    for (let v = y - 2; v <= y + 2; v++)
      for (let u = x - 2; u <= x + 2; u++) if (clean.mask[v * clean.width + u]) return true
    return false
  }
  for (let y = 0, i = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++, i++) {
      if (clean.mask[i]) {
        all++
        kept += ink.mask[i]!
      }
      if (ink.mask[i]) {
        found++
        if (!near(x, y)) extra++
      }
    }
  }
  return { kept: kept / all, extra: extra / found }
}

const blue = [120, 150, 215]
const grey = [90, 90, 90]
const black = [25, 25, 25]

describe('removeLines', () => {
  const drawn = draw(page)
  const clean = findInk(drawn.raster)

  it.each<[string, Line[], Line[], readonly number[]]>([
    ['pale ruled paper', every(20, 10, 420), [], blue],
    ['grey ruled paper that falls by two degrees', every(34, 0, 440, { slope: 0.035 }), [], grey],
    ['ruled paper as black as the pen', every(34, 8, 440), [], black],
    ['bold ruled paper with the digits standing on a line', every(70, 30, 440, { thickness: 4 }), [], blue],
    ['squared paper', every(22, 4, 430), every(22, 9, 640), blue],
    [
      'dark squared paper, turned by one degree',
      every(26, 4, 430, { slope: 0.018 }),
      every(26, 9, 640, { slope: 0.018 }),
      grey,
    ],
    ['a black line under the number', [{ at: 252, from: 30, to: 610, thickness: 3 }], [], black],
    ['a line that touches the feet', [{ at: 243, from: 30, to: 610, thickness: 3 }], [], grey],
    [
      'boxes',
      [
        { at: 128, from: 36, to: 585 },
        { at: 262, from: 36, to: 585 },
      ],
      every(78, 37, 600, { from: 128, to: 262 }),
      black,
    ],
    ['a red margin on ruled paper', every(40, 20, 430), [{ at: 30 }], [230, 120, 120]],
  ])('leaves the digits of %s', (_, level, plumb, shade) => {
    const ink = findInk(print(drawn.raster, level, plumb, shade))
    const { kept, extra } = compare(ink, clean)
    expect(kept, 'ink kept').toBeGreaterThan(0.92) // soft edges that lay on a line are gone
    expect(extra, 'line left').toBeLessThan(0.03)
    expect(segmentDigits(ink).length).toBe(7)
  })

  it.each([
    ['that long strokes hide', 1, 9, 26],
    ['half as bold as a pen that fills the picture', 1.5, 14, 32],
  ])('removes one cross of squared paper, of lines %s', (_, size, thickness, pen) => {
    const digits = [{ digit: '2', x: 30 * size, y: 25 * size, height: 275 * size }]
    const { raster } = draw({ width: 280 * size, height: 330 * size, digits, pen })
    const upright = { at: 92 * size, thickness, slope: 0.02 }
    const cross = print(raster, [{ at: 150 * size, thickness }], [upright], [110, 160, 120])
    const { kept, extra } = compare(findInk(cross), findInk(raster))
    expect(kept).toBeGreaterThan(0.97)
    expect(extra).toBeLessThan(0.01)
  })

  it('finds the faint lines far from bold writing, and those that writing hides', () => {
    // A 5 whose bar lies on a line, on pale squares; near it the threshold is above them, far from it below.
    const bold = { width: 1000, height: 420, digits: [{ digit: '5', x: 120, y: 60, height: 300 }], pen: 44 }
    const { raster } = draw(bold)
    const squares = print(raster, every(60, 0, 420), every(60, 20, 1000), [185, 200, 225])
    const { kept, extra } = compare(findInk(squares), findInk(raster))
    expect(kept).toBeGreaterThan(0.97)
    expect(extra).toBeLessThan(0.004)
    expect(segmentDigits(findInk(squares)).length).toBe(1)
  })

  it('leaves a stroke that runs beside a line, as thin and pale as the line', () => {
    const [width, height] = [320, 200]
    const mask = new Uint8Array(width * height)
    for (let i = 0; i < mask.length; i++) {
      const isLine = (i % width) % 20 < 2 || Math.floor(i / width) % 20 < 2
      mask[i] = Number(isLine)
    }
    const stroke: number[] = [] // a pixel of paper to the right of the line at 60
    for (let y = 42; y < 60; y++) for (let x = 63; x < 67; x++) stroke.push(y * width + x)
    for (const i of stroke) mask[i] = 1
    const { mask: left } = removeLines(mask, new Float32Array(mask.length).fill(0.5), width, height)
    expect(stroke.filter(i => left[i]).length).toBe(stroke.length)
    const extra = left.reduce((sum, ink) => sum + ink, 0) - stroke.length
    expect(extra).toBeLessThanOrEqual(2 * 2 * 4) // where it touches the lines above and below
  })

  it('tells a pen from lines of another colour, as dark and nearly as thin', () => {
    const [violet, green] = [
      [104, 88, 190],
      [70, 170, 110],
    ]
    const { raster } = draw({ ...page, pen: 4 })
    const data = raster.data.map((value, i) => (i % 4 === 3 ? 255 : 255 - (255 - value) * (1 - violet[i % 4]! / 255)))
    const pen = { ...raster, data }
    const squares = print(pen, every(21, 4, 430), every(21, 3, 640), green)
    const { kept, extra } = compare(findInk(squares), findInk(pen))
    expect(kept).toBeGreaterThan(0.8) // without colour 0.65: bars and stems that lie on lines are gone
    expect(extra).toBeLessThan(0.01) // ... and 0.1
  })

  it.each([
    ['rules', every(12, 3, 120, { thickness: 4, slope: 0.02 }), []],
    ['squares', every(12, 3, 120, { thickness: 4 }), every(12, 5, 640, { thickness: 4 })],
  ])('finds writing between %s that cover more of the page than they leave', (_, level, plumb) => {
    const digits = [...'3170254'].map((digit, i) => ({ digit, x: 50 + i * 78, y: 30, height: 56 }))
    const { raster } = draw({ width: 640, height: 120, digits, pen: 6 })
    const ink = findInk(print(raster, level, plumb, [120, 140, 190]))
    const { kept, extra } = compare(ink, findInk(raster))
    expect(kept).toBeGreaterThan(0.9)
    expect(extra).toBeLessThan(0.03)
    expect(segmentDigits(ink).length).toBe(7)
  })

  it('removes one hairline each way from a page that a digit fills', () => {
    const { raster } = draw({ width: 230, height: 300, digits: [{ digit: '2', x: 12, y: 12, height: 276 }], pen: 20 })
    const crossed = print(raster, [{ at: 130, thickness: 4 }], [{ at: 90, thickness: 4 }], grey)
    const { kept, extra } = compare(findInk(crossed), findInk(raster))
    expect(kept).toBeGreaterThan(0.97)
    expect(extra).toBeLessThan(0.01)
  })

  it('removes the posts of squared paper from a strip that is hardly higher than its digits', () => {
    const strip = [...'3170254317'].map((digit, i) => ({ digit, x: 30 + i * 90, y: 14, height: 40 }))
    const { raster } = draw({ width: 940, height: 70, digits: strip, pen: 4 })
    const squares = print(raster, every(36, 8, 70), every(36, 10, 940), blue)
    const { kept, extra } = compare(findInk(squares), findInk(raster))
    expect(kept).toBeGreaterThan(0.9)
    expect(extra).toBeLessThan(0.03)
    expect(segmentDigits(findInk(squares)).length).toBe(10)
  })

  it.each([
    ['a lone 1', '1', { width: 200, height: 300, x: 50, y: 10, height1: 280 }],
    ['a 7 that fills the picture', '7', { width: 230, height: 300, x: 10, y: 10, height1: 280 }],
    ['a 2 on its long foot', '2', { width: 230, height: 300, x: 10, y: 10, height1: 280 }],
    ['a 4 with a wide bar', '4', { width: 230, height: 300, x: 10, y: 10, height1: 280 }],
    ['a 5', '5', { width: 230, height: 300, x: 10, y: 10, height1: 280 }],
  ])('does nothing to %s, with a fine pen or a bold one', (_, digit, { width, height, x, y, height1 }) => {
    for (const pen of [3, 6, 18]) {
      const { mask, strength } = findInk(
        draw({ width, height, digits: [{ digit, x, y, height: height1 }], pen }).raster,
      )
      expect(removeLines(mask, strength, width, height).mask).toBe(mask)
    }
  })

  it('does nothing to 1111 without lines', () => {
    const digits = [0, 1, 2, 3].map(i => ({ digit: '1', x: 20 + i * 60, y: 4, height: 292 }))
    const { mask, strength } = findInk(draw({ width: 300, height: 300, digits, pen: 5 }).raster)
    expect(removeLines(mask, strength, 300, 300).mask).toBe(mask)
  })

  it('does nothing to the bars of 77777, though they stand in one line', () => {
    const digits = [0, 1, 2, 3, 4, 5].map(i => ({ digit: '7', x: 12 + i * 62, y: 40, height: 80 }))
    const { mask, strength } = findInk(draw({ width: 380, height: 170, digits, pen: 4 }).raster)
    expect(removeLines(mask, strength, 380, 170).mask).toBe(mask)
  })

  it('finds no ink on paper with nothing but lines', () => {
    const blank = draw({ ...page, digits: [] }).raster
    expect(segmentDigits(findInk(print(blank, every(30, 12, 420), [], grey)))).toEqual([])
    expect(segmentDigits(findInk(print(blank, every(30, 12, 420), every(30, 5, 640), grey)))).toEqual([])
    const close = print(blank, every(8, 3, 430, { thickness: 3 }), every(8, 5, 640, { thickness: 3 }), blue)
    expect(segmentDigits(findInk(close))).toEqual([])
  })

  it('knows how the lines fall', () => {
    const raster = print(drawn.raster, every(34, 0, 440, { slope: 0.035 }), [], grey)
    const { mask, strength, width, height } = { ...findInk(raster, { skip: ['lines'] }) }
    const { skew, level } = removeLines(mask, strength, width, height)
    expect(level.length).toBeGreaterThan(9)
    expect(Math.abs(skew - 0.035)).toBeLessThan(0.003)
  })
})

describe('low boxes', () => {
  it.each([
    [1.2, 2],
    [1.35, 4],
    [1.5, 4],
    [1.8, 3],
  ])('of %d heights of a digit with lines of %d pixels go whole, and a 1 in them stays', (heights, thickness) => {
    const digits = [...'3015'].map((digit, i) => ({ digit, x: 80 + 50 * i, y: 70, height: 44 }))
    const { raster } = draw({ width: 380, height: 190, digits, pen: 5, paper: 245, ink: 40 })
    const half = (heights * 44) / 2
    const [top, bottom] = [Math.round(92 - half), Math.round(92 + half)]
    for (let y = top; y < bottom; y++)
      for (let x = 60; x < 300; x++) {
        const isLine = y < top + thickness || y >= bottom - thickness || x < 60 + thickness || x >= 300 - thickness
        if (isLine) raster.data.fill(60, 4 * (y * 380 + x), 4 * (y * 380 + x) + 3)
      }
    expect(segmentDigits(findInk(raster))).toHaveLength(4)
  })
})
