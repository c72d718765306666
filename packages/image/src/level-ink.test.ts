import { describe, expect, it } from 'vitest'
import { type Drawing, draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import { segmentLevel, turnInk } from './level-ink.ts'
import type { Box } from './raster.ts'
import { pointInSource } from './segment.ts'
import { segmentFrame } from './segment-frame.ts'

const row = (text: string, gap: number, y = 270) =>
  [...text].map((digit, i) => ({ digit, x: 90 + i * gap, y, height: 80 }))
const page: Omit<Drawing, 'digits'> = { width: 620, height: 620, pen: 8 }
const angles = [-35, -20, -9, 9, 20, 35]

describe('segmentLevel', () => {
  it.each(angles)('turns a page back whose lines lean by %i degrees, and boxes lie where the digits are', turn => {
    const { raster, boxes } = draw({ ...page, digits: row('31702', 80), turn })
    const { ink, segments } = segmentLevel(findInk(raster))
    expect(Math.abs((ink.turned * 180) / Math.PI + turn)).toBeLessThan(3)
    expect(segments.map(({ tilt }) => tilt)).toEqual(segments.map(() => 0))
    for (const [i, { area, box }] of segments.entries()) {
      expect(Math.abs(area.height - 88), `height of digit ${i}`).toBeLessThan(9)
      for (const key of ['x', 'y', 'width', 'height'] as const)
        expect(Math.abs(box[key] - boxes[i]![key]), `${key} of digit ${i}`).toBeLessThan(4)
    }
  })

  it.each(angles)('turns a line back that leans by %i degrees and whose digits all touch', turn => {
    const bold = { ...page, pen: 14, digits: row('30303', 44) }
    const level = segmentLevel(findInk(draw(bold).raster))
    const steep = segmentLevel(findInk(draw({ ...bold, turn }).raster))
    expect(level.segments.length).toBe(1)
    expect(steep.segments.length).toBe(1)
    expect(level.ink.turned).toBe(0)
    expect(Math.abs((steep.ink.turned * 180) / Math.PI + turn)).toBeLessThan(6)
    expect(steep.segments[0]!.area.height / level.segments[0]!.area.height).toBeLessThan(1.1)
  })

  it('does not look again at what was dropped on the leaning page, and keeps what was left out', () => {
    const { raster } = draw({ ...page, digits: row('31702', 80), turn: 20 })
    const seen = (paint: (x: number, y: number) => boolean) => {
      const data = raster.data.map((value, i) => {
        const [x, y] = [(i >> 2) % raster.width, Math.floor((i >> 2) / raster.width)]
        return i % 4 < 3 && paint(x, y) ? 20 : value
      })
      return segmentLevel(findInk({ ...raster, data }))
    }
    const wedge = seen((x, y) => x < 30 + y / 20)
    expect(wedge.ink.turned).not.toBe(0)
    expect(wedge.segments.length).toBe(5)
    const pointed = seen((x, y) => Math.hypot(x - 309, y - 354) < 4.5)
    expect(pointed.segments.length).toBe(5)
    expect(pointed.unread.signs.length).toBe(1)
    const [{ x, y, width, height }] = pointed.unread.signs as [Box]
    expect(Math.hypot(x + width / 2 - 309, y + height / 2 - 354)).toBeLessThan(6)
  })

  it('leaves lone digits as they stand, and level lines', () => {
    for (const digit of '0123457')
      for (const turn of [0, -25, 25]) {
        const ink = findInk(draw({ ...page, digits: [{ digit, x: 200, y: 200, height: 180 }], pen: 16, turn }).raster)
        expect(segmentLevel(ink).ink, `${digit} turned by ${turn}`).toBe(ink)
      }
    for (const digits of [row('31702', 80), row('30303', 44), [...row('30303', 44, 180), ...row('03030', 44, 380)]]) {
      const ink = findInk(draw({ ...page, pen: 14, digits }).raster)
      expect(segmentLevel(ink).ink).toBe(ink)
    }
    const blank = findInk({ width: 40, height: 40, data: new Uint8Array(6400).fill(255) })
    expect(segmentLevel(blank)).toMatchObject({ ink: blank, segments: [] })
  })

  it('sees in turned ink what is seen in level ink', () => {
    const seen = (turn: number) => {
      const { ink, segments } = segmentLevel(findInk(draw({ ...page, digits: row('31702', 80), turn }).raster))
      return segments.map(segment => segmentFrame(ink, segment))
    }
    const level = seen(0)
    for (const [i, frame] of seen(24).entries()) {
      const off = frame.reduce((sum, value, at) => sum + Math.abs(value - level[i]![at]!), 0) / 784
      expect(off, `digit ${i}`).toBeLessThan(0.1)
    }
  })
})

describe('turnInk', () => {
  it('turns clockwise about the middle, and points of the copy lead back to the picture', () => {
    const { raster } = draw({ width: 800, height: 500, pen: 9, digits: [{ digit: '1', x: 600, y: 60, height: 60 }] })
    const ink = findInk(raster)
    const middleOf = (mask: Uint8Array, width: number) => {
      const at = [...mask.keys()].filter(i => mask[i])
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
      return { x: mean(at.map(i => i % width)) + 0.5, y: mean(at.map(i => Math.floor(i / width))) + 0.5 }
    }
    const before = middleOf(ink.mask, ink.width)
    for (const degrees of [-70, 15, 40]) {
      const turned = turnInk(ink, (degrees * Math.PI) / 180)
      const after = middleOf(turned.mask, turned.width)
      const angleOf = ({ x, y }: { x: number; y: number }, width: number, height: number) =>
        (Math.atan2(y - height / 2, x - width / 2) * 180) / Math.PI
      const by = angleOf(after, turned.width, turned.height) - angleOf(before, ink.width, ink.height)
      expect((by + 540) % 360).toBeCloseTo(180 + degrees, 0)
      const place = pointInSource(turned, after.x, after.y)
      expect(place.x).toBeCloseTo(before.x / ink.scale, 0)
      expect(place.y).toBeCloseTo(before.y / ink.scale, 0)
      const area = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0)
      expect(area(turned.mask) / area(ink.mask)).toBeCloseTo(1, 1)
      expect(turned.strength.length).toBe(turned.width * turned.height)
    }
  })
})
