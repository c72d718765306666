import { expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import { withoutHalftone } from './halftone.ts'
import type { Raster } from './raster.ts'

const page = draw({ width: 240, height: 160, digits: [{ digit: '5', x: 80, y: 35, height: 90 }], pen: 7 }).raster

/** Ordered dots, another way to make them than error diffusion. @see Bayer 1973 */
function dotted({ width, height, data }: Raster, light: number): Raster {
  const order = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
  const out = new Uint8Array(data.length).fill(255)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    const level = (order[(y % 4) * 4 + (x % 4)]! + 0.5) / 16
    out.fill((light * data[4 * i + 1]!) / 255 > level ? 255 : 0, 4 * i, 4 * i + 3)
  }
  return { width, height, data: out }
}

function wrongInk(mask: Uint8Array): number {
  const truth = findInk(page).mask
  const wrong = mask.reduce((sum, ink, i) => sum + Number(ink !== truth[i]), 0)
  return wrong / truth.reduce((sum, ink) => sum + ink, 0)
}

it.each([0.9, 0.75, 0.6])(
  'the dots of a page with %d of the light become its gray, and its strokes are found',
  light => {
    const dots = dotted(page, light)
    const copy = Uint8Array.from(dots.data)
    const { data } = withoutHalftone(dots)
    expect(dots.data).toEqual(copy)
    const paper = Array.from({ length: 100 }, (_, i) => data[4 * (10 * 240 + 20 + i) + 1]!)
    for (const value of paper) expect(Math.abs(value - 255 * light)).toBeLessThan(22)
    expect(wrongInk(findInk(dots).mask)).toBeLessThan(0.25)
    expect(wrongInk(findInk(dots, { skip: ['specks'] }).mask)).toBeGreaterThan(0.5)
  },
)

it('takes the dots of each colour together', () => {
  const gray = dotted(page, 0.75)
  const red = { ...gray, data: gray.data.map((value, i) => (i % 4 === 0 ? 255 : value)) }
  const { data } = withoutHalftone(red)
  const alone = withoutHalftone(gray).data
  expect(data.every((value, i) => value === (i % 4 === 0 ? 255 : alone[i]))).toBe(true)
})

it('leaves large pictures to being made smaller, which takes their dots together as well', () => {
  const large = { width: 2000, height: 1600, digits: [{ digit: '5', x: 800, y: 400, height: 700 }] as const }
  const dots = dotted(draw({ ...large, digits: [...large.digits], pen: 60 }).raster, 0.75)
  expect(withoutHalftone(dots)).toBe(dots)
  const share = (mask: Uint8Array) => mask.reduce((sum, ink) => sum + ink, 0) / mask.length
  const truth = share(findInk(draw({ ...large, digits: [...large.digits], pen: 60 }).raster).mask)
  expect(share(findInk(dots).mask)).toBeGreaterThan(0.75 * truth)
  expect(share(findInk(dots).mask)).toBeLessThan(1.3 * truth)
})

it('leaves pictures alone that have more than two levels, few changes, or only one level', () => {
  const sharp = dotted(page, 1)
  const noisy = {
    ...page,
    data: page.data.map((value, i) => (i % 4 === 3 ? 255 : Math.max(0, value - ((i * 2654435761) % 97)))),
  }
  const flat = { width: 40, height: 30, data: new Uint8Array(4 * 40 * 30).fill(255) }
  for (const raster of [page, sharp, noisy, flat]) expect(withoutHalftone(raster)).toBe(raster)
})
