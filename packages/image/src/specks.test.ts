import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import type { Raster } from './raster.ts'
import { withoutSpecks } from './specks.ts'

const page = draw({ width: 240, height: 160, digits: [{ digit: '5', x: 80, y: 35, height: 90 }], pen: 7 }).raster
const randomFrom = (seed: number) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32

/** A copy in which so many of the pixels are black or white; the outermost are not, unless they are asked for. */
function sown({ width, height, data }: Raster, share: number, seed: number, channels = [0, 1, 2], rim = 1): Raster {
  const random = randomFrom(seed)
  const out = Uint8Array.from(data)
  for (let y = rim; y < height - rim; y++)
    for (let x = rim; x < width - rim; x++) {
      if (random() >= share) continue
      const level = random() < 0.5 ? 0 : 255
      for (const channel of channels) out[4 * (y * width + x) + channel] = level
    }
  return { width, height, data: out }
}

const isOff = (a: number, b: number) => Math.abs(a - b) > 40
const offBy = ({ data }: Raster, other: Raster) =>
  data.reduce((sum, value, i) => sum + Number(isOff(value, other.data[i]!)), 0)

/** Pixels of a mask that are not as on the clean page, as a share of its ink. */
function wrongInk(mask: Uint8Array): number {
  const truth = findInk(page).mask
  const wrong = mask.reduce((sum, ink, i) => sum + Number(ink !== truth[i]), 0)
  return wrong / truth.reduce((sum, ink) => sum + ink, 0)
}

describe('salt and pepper', () => {
  it.each([
    ['gray', [0, 1, 2], 1],
    ['gray', [0, 1, 2], 2],
    ['of one colour', [1], 3],
    ['of one colour', [2], 4],
  ])('%s, goes, and the strokes stay (seed %#)', (_, channels, seed) => {
    const noisy = sown(page, 0.05, seed, channels)
    const clean = withoutSpecks(noisy)
    expect(offBy(clean, page)).toBeLessThan(0.08 * offBy(noisy, page))
    expect(wrongInk(findInk(noisy).mask)).toBeLessThan(0.1)
  })

  it('goes at the borders of the picture without reaching beyond them', () => {
    const clean = withoutSpecks(sown(page, 0.05, 5, [0, 1, 2], 0))
    expect(clean.data.length).toBe(page.data.length)
    expect(offBy(clean, page)).toBeLessThan(300)
  })

  it('does not change the raster it is found in, nor a channel without it', () => {
    const noisy = sown(page, 0.05, 6, [1])
    const copy = Uint8Array.from(noisy.data)
    const clean = withoutSpecks(noisy)
    expect(noisy.data).toEqual(copy)
    for (const channel of [0, 2, 3])
      expect(clean.data.filter((_, i) => i % 4 === channel)).toEqual(noisy.data.filter((_, i) => i % 4 === channel))
  })

  it('leaves strokes one pixel wide whole, but for their ends', () => {
    const width = 120
    const data = new Uint8Array(4 * width * width).fill(240)
    const onStroke: number[] = []
    for (let k = 20; k < 100; k++) onStroke.push(k * width + 30, 30 * width + k, k * width + k, (119 - k) * width + k)
    for (const i of onStroke) data.fill(20, 4 * i, 4 * i + 3)
    const noisy = sown({ width, height: width, data }, 0.03, 7)
    const clean = withoutSpecks(noisy)
    const lost = onStroke.filter(i => noisy.data[4 * i]! < 60 && clean.data[4 * i]! > 60)
    expect(offBy(clean, noisy)).toBeGreaterThan(300)
    expect(lost.length).toBeLessThan(0.05 * onStroke.length)
  })
})

describe('returns the very raster for', () => {
  const grainy = (spread: number) => {
    const random = randomFrom(8)
    const data = page.data.map((value, i) =>
      i % 4 === 3 ? 255 : Math.min(255, Math.max(0, value + spread * (random() + random() + random() - 1.5) * 2)),
    )
    return { ...page, data }
  }
  const dotted = (width: number, height: number, dots: readonly (readonly [x: number, y: number])[]) => {
    const data = new Uint8Array(4 * width * height).fill(255)
    for (const [x, y] of dots) data.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3)
    return { width, height, data }
  }

  it.each([
    ['a clean page', page],
    ['a grainy photo', grainy(20)],
    ['a picture without an inside', dotted(2, 2, [[0, 0]])],
    ['one pixel', dotted(1, 1, [])],
    [
      'decimal points in a tiny drawing',
      dotted(40, 20, [
        [10, 5],
        [30, 5],
        [10, 15],
        [30, 15],
        [20, 15],
      ]),
    ],
    [
      'a field dotted by hand',
      dotted(
        200,
        120,
        Array.from({ length: 900 }, (_, i) => [10 + 2 * (i % 30), 10 + 2 * Math.floor(i / 30)] as const).filter(
          ([x, y]) => x < 100 && y < 60,
        ),
      ),
    ],
  ])('%s', (_, raster) => {
    expect(withoutSpecks(raster)).toBe(raster)
  })
})

it('is a step of its own, which can be left out and has a picture', () => {
  const noisy = sown(page, 0.05, 9)
  const pictures = new Map<string, Raster>()
  const ink = findInk(noisy, { onStage: ({ step, picture }) => pictures.set(step, picture()) })
  expect(offBy(pictures.get('specks')!, page)).toBeLessThan(0.1 * offBy(pictures.get('page')!, page))
  const left = findInk(noisy, { skip: ['specks'] })
  expect(wrongInk(ink.mask)).toBeLessThan(0.5 * wrongInk(left.mask))
})
