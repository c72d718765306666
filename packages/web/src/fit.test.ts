import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boxOnScreen, containFit, isMagnified, labelCorner } from './fit.ts'

const side = fc.integer({ min: 1, max: 20_000 })
const view = fc.record({ width: fc.integer({ min: 20, max: 3000 }), height: fc.integer({ min: 20, max: 2000 }) })

describe('containFit', () => {
  test('a wide picture touches left and right and is centred top to bottom', () => {
    expect(containFit({ width: 400, height: 100 }, { width: 200, height: 150 })).toEqual({
      scale: 0.5,
      x: 0,
      y: 50,
      width: 200,
      height: 50,
    })
  })

  test('a tall picture touches top and bottom', () => {
    expect(containFit({ width: 30, height: 120 }, { width: 500, height: 240 })).toMatchObject({
      scale: 2,
      x: 220,
      y: 0,
    })
  })

  test('a container without size gives scale 0, never NaN', () => {
    expect(containFit({ width: 0, height: 0 }, { width: 10, height: 20 })).toMatchObject({ scale: 0, x: 5, y: 10 })
    expect(containFit({ width: 3, height: 4 }, { width: 0, height: 0 }).scale).toBe(0)
  })

  test('any picture lies inside any container and keeps its shape', () => {
    fc.assert(
      fc.property(side, side, view, (width, height, container) => {
        const fit = containFit({ width, height }, container)
        expect(fit.x).toBeGreaterThanOrEqual(-1e-9)
        expect(fit.y).toBeGreaterThanOrEqual(-1e-9)
        expect(fit.x + fit.width).toBeLessThanOrEqual(container.width + 1e-9)
        expect(fit.y + fit.height).toBeLessThanOrEqual(container.height + 1e-9)
        expect(fit.width * height).toBeCloseTo(fit.height * width, 3)
      }),
    )
  })
})

describe('boxOnScreen', () => {
  test('scales, shifts and adds air', () => {
    const container = { width: 200, height: 150 }
    const fit = containFit({ width: 400, height: 100 }, container)
    expect(boxOnScreen({ x: 100, y: 20, width: 60, height: 40 }, fit, container, 3)).toEqual({
      x: 47,
      y: 57,
      width: 36,
      height: 26,
    })
  })

  test('never leaves the container', () => {
    fc.assert(
      fc.property(side, side, view, fc.double({ min: 0, max: 1, noNaN: true }), (width, height, container, part) => {
        const box = { x: 0, y: height * part * 0.5, width, height: height * 0.5 }
        const rect = boxOnScreen(box, containFit({ width, height }, container), container)
        expect(rect.x).toBeGreaterThanOrEqual(0)
        expect(rect.x + rect.width).toBeLessThanOrEqual(container.width)
        expect(rect.y + rect.height).toBeLessThanOrEqual(container.height)
      }),
    )
  })
})

describe('labelCorner', () => {
  const size = { width: 16, height: 18 }
  const container = { width: 300, height: 120 }

  test('above the box where there is room', () => {
    expect(labelCorner({ x: 40, y: 50, width: 30, height: 40 }, size, container)).toEqual({ x: 40, y: 30 })
  })

  test('inside the box at the upper edge, and never over the right edge', () => {
    expect(labelCorner({ x: 295, y: 6, width: 4, height: 80 }, size, container)).toEqual({ x: 284, y: 8 })
  })
})

test('a 16x16 picture is magnified, a photo is not', () => {
  expect(isMagnified({ width: 16, height: 16 }, { width: 600, height: 400 })).toBe(true)
  expect(isMagnified({ width: 4000, height: 3000 }, { width: 600, height: 400 })).toBe(false)
})
