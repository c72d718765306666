import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findComponents } from './components.ts'
import { findInk } from './find-ink.ts'
import type { Raster } from './raster.ts'

const digits = [...'30524'].map((digit, i) => ({ digit, x: 40 + 70 * i, y: 40, height: 80 }))
const { raster } = draw({ width: 420, height: 160, digits, pen: 7, paper: 255, ink: 0 })

/** The same digits in any ink on any paper. */
function coloured(ink: readonly number[], paper: readonly number[]): Raster {
  const data = raster.data.map((value, i) => {
    const channel = i % 4
    return channel === 3 ? 255 : Math.round(ink[channel]! + ((paper[channel]! - ink[channel]!) * value) / 255)
  })
  return { ...raster, data }
}

describe('inkStrength', () => {
  it.each([
    ['red on sky blue', [200, 30, 30], [127, 176, 255]],
    ['blue on a yellow note', [40, 60, 190], [250, 225, 80]],
    ['yellow on blue', [250, 230, 60], [40, 80, 220]],
    ['red on white', [200, 30, 40], [250, 250, 250]],
    ['white on green', [240, 240, 240], [20, 80, 50]],
  ])('finds the same strokes: %s', (_, ink, paper) => {
    const black = findInk(raster)
    const found = findInk(coloured(ink, paper))
    const differ = found.mask.reduce((sum, value, i) => sum + Math.abs(value - black.mask[i]!), 0)
    const area = black.mask.reduce((sum, value) => sum + value, 0)
    expect(differ / area).toBeLessThan(0.12)
  })

  it.each([
    ['blue', [70, 95, 158]],
    ['red', [180, 40, 45]],
    ['green', [40, 130, 70]],
    ['black', [30, 30, 30]],
  ])('does not part a bold %s stroke where the edge of a shadow crosses it', (_, ink) => {
    const digits = [{ digit: '7', x: -20, y: 90, height: 560 }]
    const bold = draw({ width: 532, height: 704, digits, pen: 42, paper: 255, ink: 0 }).raster
    const light = (i: number) => ((i >> 2) % bold.width > 200 + 0.06 * Math.floor((i >> 2) / bold.width) ? 1 : 0.35)
    const data = bold.data.map((value, i) => {
      const channel = i % 4
      return channel === 3 ? 255 : Math.round(light(i) * (ink[channel]! + ((218 - ink[channel]!) * value) / 255))
    })
    const { mask, width, height } = findInk({ ...bold, data })
    expect(findComponents(mask, width, height).components.filter(({ area }) => area > 100).length).toBe(1)
  })
})
