import { describe, expect, it } from 'vitest'
import { edgeWidth } from './edge-width.ts'
import { findInk } from './find-ink.ts'
import type { Raster } from './raster.ts'
import { segmentDigits } from './segment-digits.ts'

/** A cross with strokes of `pen` pixels: the share of light that each pixel keeps, 0 black to 1. */
function cross(side: number, pen: number): Float64Array {
  const [from, to] = [(side - pen) / 2, (side + pen) / 2]
  const isStroke = (a: number, b: number) => a >= from && a < to && b >= 0.2 * side && b < 0.8 * side
  return Float64Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)]
    return isStroke(x, y) || isStroke(y, x) ? 0.1 : 1
  })
}

/** Each pixel the weighted mean of those beside it, in one direction. */
function smear(plane: Float64Array, side: number, weights: readonly number[], step: 'across' | 'down'): Float64Array {
  const radius = weights.length >> 1
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return plane.map((_, i) => {
    const [x, y] = [i % side, Math.floor(i / side)]
    const at = (k: number) => Math.min(side - 1, Math.max(0, (step === 'across' ? x : y) + k - radius))
    const value = (k: number) => plane[step === 'across' ? y * side + at(k) : at(k) * side + x]!
    return weights.reduce((total, weight, k) => total + weight * value(k), 0) / sum
  })
}

function gauss(sigma: number): number[] {
  const radius = Math.ceil(4 * sigma)
  return Array.from({ length: 2 * radius + 1 }, (_, k) => Math.exp(-0.5 * ((k - radius) / sigma) ** 2))
}

function toRaster(plane: Float64Array, side: number): Raster {
  const data = new Uint8Array(4 * plane.length).fill(255)
  for (const [i, value] of plane.entries()) data.fill(Math.round(255 * value), 4 * i, 4 * i + 3)
  return { width: side, height: side, data }
}

function measure(plane: Float64Array, side: number) {
  const ink = findInk(toRaster(plane, side))
  const [mark] = segmentDigits(ink)
  return { px: edgeWidth(ink, mark!), strokes: edgeWidth(ink, mark!) / mark!.strokeWidth }
}

describe('edgeWidth', () => {
  const [side, pen] = [300, 20]
  const sharp = cross(side, pen)

  it('is two pixels where ink begins from one pixel to the next', () => {
    expect(measure(sharp, side).px).toBeCloseTo(2, 1)
  })

  it.each([
    [0.1, 0.2, 0.3],
    [0.3, 0.5, 0.62],
    [0.6, 0.7, 0.9],
  ])('out of focus by %d strokes: in stroke widths %d to %d', (sigma, least, most) => {
    const weights = gauss(sigma * pen)
    const { strokes } = measure(smear(smear(sharp, side, weights, 'across'), side, weights, 'down'), side)
    expect(strokes).toBeGreaterThan(least)
    expect(strokes).toBeLessThan(most)
  })

  it.each(['across', 'down'] as const)('sees that a camera moved %s, though edges along its way are sharp', step => {
    const moved = smear(sharp, side, new Array<number>(pen + 1).fill(1), step)
    expect(measure(moved, side).strokes).toBeGreaterThan(0.7)
  })

  it('is said in pixels of the picture, whatever size it is looked at', () => {
    const small = 100
    const weights = gauss(2)
    const soft = smear(smear(cross(small, 8), small, weights, 'across'), small, weights, 'down')
    const raster = toRaster(soft, small)
    const ink = findInk(raster)
    expect(ink.scale).toBeGreaterThan(1)
    // A step blurred by sigma rises by 1 / (sigma √2π) a pixel.
    expect(edgeWidth(ink, segmentDigits(ink)[0]!)).toBeCloseTo(2 * Math.sqrt(2 * Math.PI), 0)
  })
})
