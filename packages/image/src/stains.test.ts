import { expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import { segmentDigits } from './segment-digits.ts'
import { withoutStains } from './stains.ts'

const size = { width: 300, height: 200 }

/** A black bar, and beside it one of another strength with edges that take so many pixels. */
function bars(second: number, edgePx: number) {
  const strength = new Float32Array(size.width * size.height)
  const ramp = (distance: number, edge: number) => Math.min(1, Math.max(0, 0.5 - distance / edge))
  for (let y = 30; y < 170; y++) {
    for (let x = 0; x < size.width; x++) {
      const first = 0.9 * ramp(Math.abs(x - 80) - 6, 2)
      const other = second * ramp(Math.abs(x - 200) - 12, edgePx)
      strength[y * size.width + x] = Math.max(first, other)
    }
  }
  return { strength, mask: Uint8Array.from(strength, value => (value > 0.08 ? 1 : 0)) }
}

const hasSecond = (mask: Uint8Array) => mask[100 * size.width + 200] === 1

it.each([
  ['a faint soft stain', 0.25, 24, false],
  ['a faint stroke as sharp as the bold one', 0.25, 2, true],
  ['a soft stroke that is nearly as dark', 0.6, 24, true],
])('beside a bold stroke, judges %s', (_, second, edgePx, stays) => {
  const { strength, mask } = bars(second, edgePx)
  const left = withoutStains(mask, strength, size.width, size.height)
  expect(hasSecond(left)).toBe(stays)
  expect(left[100 * size.width + 80]).toBe(1)
})

it('leaves a page on which everything is soft as it is', () => {
  const { strength } = bars(0.25, 24)
  const blurred = strength.map((_, i) => (strength[i - 8] ?? 0) / 2 + (strength[i + 8] ?? 0) / 2)
  const mask = Uint8Array.from(strength, (value, i) => (value > 0.08 && i % size.width > 140 ? 1 : 0))
  expect(withoutStains(mask, blurred, size.width, size.height)).toBe(mask)
})

it.each([
  ['clears', 'faint', 0, 0.15, 0],
  ['keeps', 'bold', 0, 0.6, 1],
  ['keeps', 'faint', 3, 0.15, 1],
])('%s a %s sharp mark, %d pixels from the border', (_, _strength, left, mark, stays) => {
  const { strength, mask } = bars(0, 2)
  for (let y = 120; y < 140; y++) {
    strength.fill(mark, y * size.width + left, y * size.width + left + 9)
    mask.fill(1, y * size.width + left, y * size.width + left + 9)
  }
  const clean = withoutStains(mask, strength, size.width, size.height)
  expect(clean[130 * size.width + left + 4]).toBe(stays)
  expect(clean[130 * size.width + 80]).toBe(1)
})

it('leaves no shadow in a corner beside the digit', () => {
  const light = (x: number, y: number) => 1 - 0.45 / (1 + Math.exp(-(x - 330 + 0.3 * (y - 150)) / 9))
  const digits = [{ digit: '0', x: 60, y: 60, height: 180 }]
  const drawing = { width: 340, height: 300, digits, pen: 26, light }
  expect(segmentDigits(findInk(draw(drawing).raster)).length).toBe(1)
})
