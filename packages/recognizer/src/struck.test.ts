import { findInk, segmentLevel } from '@digitrec/image'
import { describe, expect, it } from 'vitest'
import { draw } from '../../image/test/drawing.ts'
import { isStruckOut } from './struck.ts'

type Bar = readonly [x: number, y: number, width: number, height: number]

/** Digits 70 high from x = 60 on, 60 apart, with bars on the page. */
function page(text: string, bars: readonly Bar[]) {
  const digits = [...text].map((digit, i) => ({ digit, x: 60 + 60 * i, y: 65, height: 70 }))
  const { raster } = draw({ width: 120 + 60 * text.length, height: 200, digits, pen: 6, paper: 240, ink: 30 })
  for (const [x, y, width, height] of bars)
    for (let v = y; v < y + height; v++)
      for (let u = x; u < x + width; u++)
        raster.data.fill(30, 4 * (v * raster.width + u), 4 * (v * raster.width + u) + 3)
  return segmentLevel(findInk(raster))
}

/** Whether bars strike digits out, which are cut where they stand without the bars. */
function isStruck(text: string, bars: readonly Bar[] = []): boolean {
  const { ink } = page(text, bars)
  const marks = page(text, []).segments.map(({ area }, i) => {
    // With what hangs on the digit on both sides, as it is cut out of a mark.
    const x = area.x - 12
    const [width, height] = [area.width + 24, area.height]
    const mask = new Uint8Array(width * height)
    for (let v = 0; v < height; v++)
      for (let u = 0; u < width; u++) mask[v * width + u] = ink.mask[(area.y + v) * ink.width + x + u]!
    const columns = [...Array(width).keys()].filter(u => mask.some((ink, at) => ink === 1 && at % width === u))
    const [first, last] = [columns[0]!, columns.at(-1)!]
    const own = new Uint8Array((last - first + 1) * height)
    for (let v = 0; v < height; v++)
      own.set(mask.subarray(v * width + first, v * width + last + 1), v * (last - first + 1))
    return { digit: Number(text[i]), area: { x: x + first, y: area.y, width: last - first + 1, height }, mask: own }
  })
  expect(marks).toHaveLength(text.length)
  return isStruckOut(ink, marks)
}

describe('isStruckOut', () => {
  it('sees a bar through a whole number, and through one of its digits', () => {
    expect(isStruck('3052', [[45, 98, 260, 5]])).toBe(true)
    expect(isStruck('3052', [[176, 100, 62, 5]])).toBe(true)
  })

  it('sees none in numbers, under them, in boxes around them and on ruled paper', () => {
    for (const text of ['3052', '7741', '222', '3005']) expect(isStruck(text), text).toBe(false)
    expect(isStruck('3052', [[45, 145, 260, 4]])).toBe(false)
    const box: Bar[] = [
      [40, 50, 280, 3],
      [40, 147, 280, 3],
      [40, 50, 3, 100],
      [317, 50, 3, 100],
    ]
    expect(isStruck('3052', box)).toBe(false)
    expect(
      isStruck(
        '3052',
        [20, 60, 100, 140, 180].map((y): Bar => [0, y, 360, 2]),
      ),
    ).toBe(false)
  })
})
