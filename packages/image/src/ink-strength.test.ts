import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
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
})
