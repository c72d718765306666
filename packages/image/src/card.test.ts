import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import type { Raster } from './raster.ts'
import { segmentDigits } from './segment-digits.ts'

/** A page of one shade with pictures on it, from the left, with as much page around each of them. */
function lay(pictures: readonly Raster[], page: number, around: number): Raster {
  const width = pictures.reduce((sum, picture) => sum + picture.width + around, around)
  const height = Math.max(...pictures.map(picture => picture.height)) + 2 * around
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : page))
  let left = around
  for (const picture of pictures) {
    for (let y = 0; y < picture.height; y++)
      data.set(
        picture.data.subarray(4 * y * picture.width, 4 * (y + 1) * picture.width),
        4 * ((around + y) * width + left),
      )
    left += picture.width + around
  }
  return { width, height, data }
}

const sheet = { width: 300, height: 140, pen: 6 }
const places = (text: string) => [...text].map((digit, i) => ({ digit, x: 30 + 60 * i, y: 35, height: 70 }))
const written = (text: string, paper: number, ink: number, pen = 6) =>
  draw({ ...sheet, digits: places(text), paper, ink, pen }).raster

describe('cardsAlone', () => {
  it.each([15, 50, 120])('reads a light card on a dark page, however much of the page is seen (%i px)', around => {
    const ink = findInk(lay([written('3052', 250, 20)], 5, around))
    expect(ink.polarity).toBe('dark-on-light')
    expect(segmentDigits(ink)).toHaveLength(4)
  })

  it.each([15, 50, 120])('reads a dark card on a light page (%i px)', around => {
    const ink = findInk(lay([written('3052', 10, 240)], 255, around))
    expect(ink.polarity).toBe('light-on-dark')
    expect(segmentDigits(ink)).toHaveLength(4)
  })

  it('reads dark tiles with a digit each', () => {
    const tile = (digit: string) =>
      draw({ width: 90, height: 90, digits: [{ digit, x: 25, y: 15, height: 60 }], pen: 7, paper: 0, ink: 255 }).raster
    const ink = findInk(lay([...'372'].map(tile), 255, 20))
    expect(ink.polarity).toBe('light-on-dark')
    expect(segmentDigits(ink)).toHaveLength(3)
  })

  it.each([
    ['0', 45],
    ['1', 60],
    ['2', 40],
  ])('takes a very bold %s for no card', (digit, pen) => {
    const bold = (paper: number, ink: number) =>
      draw({ width: 200, height: 240, digits: [{ digit, x: 40, y: 40, height: 160 }], pen, paper, ink }).raster
    expect(findInk(bold(0, 255)).polarity).toBe('light-on-dark')
    expect(findInk(bold(255, 0)).polarity).toBe('dark-on-light')
  })
})
