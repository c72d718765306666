import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Drawing, draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import type { Raster } from './raster.ts'
import { segmentDigits, segmentInk } from './segment-digits.ts'
import { segmentFrame } from './segment-frame.ts'

const digits = '3170254'
const row = (y: number, height: number, gap: number, text = digits) => {
  return [...text].map((digit, i) => ({ digit, x: 60 + i * gap, y, height }))
}
const page: Drawing = { width: 620, height: 390, digits: [...row(70, 80, 74), ...row(230, 90, 74, '5031')], pen: 7 }
const frames = (raster: Raster) => {
  const ink = findInk(raster)
  return segmentDigits(ink).map(segment => segmentFrame(ink, segment))
}
const distance = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / 784
const changed = (raster: Raster, change: (value: number) => number): Raster => {
  return { ...raster, data: raster.data.map((value, i) => (i % 4 === 3 ? value : change(value))) }
}

describe('segmentDigits', () => {
  it('finds the boxes of two lines within two pixels', () => {
    const { raster, boxes } = draw(page)
    const segments = segmentDigits(findInk(raster))
    expect(segments.map(segment => segment.line)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
    segments.forEach(({ box }, i) => {
      const truth = boxes[i]!
      for (const key of ['x', 'y', 'width', 'height'] as const) {
        expect(Math.abs(box[key] - truth[key]), `${key} of digit ${i}`).toBeLessThan(2.5)
      }
    })
  })

  it('keeps lines apart whose digits all touch', () => {
    const touching = [...row(70, 80, 40, '000300'), ...row(190, 80, 40, '020050')]
    const segments = segmentDigits(findInk(draw({ ...page, digits: touching, pen: 12 }).raster))
    expect(segments.map(({ line }) => line)).toEqual([0, 1])
    for (const { box } of segments) {
      expect(box.width).toBeGreaterThan(200)
      expect(box.height).toBeLessThan(110)
    }
  })

  it('keeps a digit a third as high as its neighbours, and no comma', () => {
    const large = [
      { digit: '7', x: 30, y: 30, height: 120 },
      { digit: '3', x: 230, y: 30, height: 120 },
    ]
    const found = (digit: string, x: number, y: number) => {
      const small = { digit, x, y, height: 34 }
      return segmentDigits(findInk(draw({ width: 360, height: 190, digits: [...large, small], pen: 9 }).raster)).length
    }
    expect(found('2', 170, 90)).toBe(3)
    expect(found('1', 170, 125)).toBe(2)
    expect(found('2', 170, 150), 'below the line').toBe(2)
  })

  it('drops the side of a table that was left standing, and keeps its rows apart', () => {
    const cells = [...row(60, 50, 90, '372'), ...row(140, 50, 90, '504')]
    const table = { width: 400, height: 260, digits: cells, pen: 5 }
    const post = { digit: '1', x: 300, y: 40, height: 170 }
    const segments = segmentDigits(findInk(draw({ ...table, digits: [...cells, post] }).raster, { skip: ['lines'] }))
    expect(segments.map(({ line }) => line)).toEqual([0, 0, 0, 1, 1, 1])
  })

  it('drops a ring around digits, and keeps a 0 with a dot in it', () => {
    const ring = { digit: '0', x: 20, y: 20, height: 300 }
    const within = [...'35'].map((digit, i) => ({ digit, x: 75 + 50 * i, y: 120, height: 98 }))
    const found = segmentDigits(findInk(draw({ width: 260, height: 340, digits: [ring, ...within], pen: 6 }).raster))
    expect(found).toHaveLength(2)
    const dot = { digit: '1', x: 110, y: 150, height: 30 }
    const zero = draw({ width: 260, height: 340, digits: [ring, dot], pen: 12 }).raster
    const [whole] = segmentDigits(findInk(zero))
    expect(whole!.box.height).toBeGreaterThan(280)
  })

  it('keeps a 1 that is half as high again as its neighbours', () => {
    const tall = { digit: '1', x: 340, y: 45, height: 75 }
    const digits = [...row(70, 50, 74, '3525'), tall]
    expect(segmentDigits(findInk(draw({ ...page, digits, pen: 4 }).raster))).toHaveLength(5)
  })

  it('keeps the reading order for any page rotation under 5 degrees', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), turn => {
        const { raster, boxes } = draw({ ...page, turn })
        const segments = segmentDigits(findInk(raster))
        expect(segments.length).toBe(boxes.length)
        segments.forEach(({ box }, i) => {
          expect(Math.hypot(box.x - boxes[i]!.x, box.y - boxes[i]!.y), `digit ${i}`).toBeLessThan(4)
        })
      }),
      { numRuns: 12, seed: 3 },
    )
  })

  it('turns the digits of a steep line back', () => {
    const level = frames(draw({ ...page, height: 620, digits: row(270, 80, 74) }).raster)
    const steep = frames(draw({ ...page, height: 620, digits: row(270, 80, 74), turn: 24 }).raster)
    expect(steep.length).toBe(level.length)
    steep.forEach((frame, i) => {
      expect(distance(frame, level[i]!), `digit ${i}`).toBeLessThan(0.1)
    })
  })

  it.each([-30, -15, 15, 30])('reads digits far apart as one line when it is turned by %i degrees', turn => {
    const far = [...'31702'].map((digit, i) => ({ digit, x: 40 + i * 118, y: 300, height: 60 }))
    const { raster, boxes } = draw({ width: 620, height: 660, digits: far, pen: 6, turn })
    const segments = segmentDigits(findInk(raster))
    expect(segments.map(({ line }) => line)).toEqual([0, 0, 0, 0, 0])
    segments.forEach(({ box, tilt }, i) => {
      expect(Math.hypot(box.x - boxes[i]!.x, box.y - boxes[i]!.y), `digit ${i}`).toBeLessThan(4)
      expect(Math.abs((tilt * 180) / Math.PI - turn), `tilt of digit ${i}`).toBeLessThan(4)
    })
  })

  it('takes digits one below the other for lines, and turns none of them', () => {
    const digits = [...'3170'].map((digit, i) => ({ digit, x: 60 + (i % 2) * 30, y: 40 + i * 120, height: 80 }))
    const segments = segmentDigits(findInk(draw({ width: 260, height: 560, digits, pen: 7 }).raster))
    expect(segments.map(({ line, tilt }) => [line, tilt])).toEqual([0, 1, 2, 3].map(line => [line, 0]))
  })

  it.each([
    ['a low strip', 120, 70, 1],
    ['a low strip of few pixels', 34, 18, 0.5],
  ])('sees every digit of %s that a hard shadow covers by two thirds', (_, height, size, lit) => {
    const strip = { width: 10 * height, height, pen: Math.max(2, size / 11), paper: 235, ink: 90 }
    const digits = [...'3170254031'].map((digit, i) => ({
      digit,
      x: (0.25 + i) * height,
      y: 0.2 * height,
      height: size,
    }))
    const light = (x: number) => (x < 6.8 * height ? 0.35 : lit)
    const { raster, boxes } = draw({ ...strip, digits, light })
    const ink = findInk(raster)
    expect(ink.polarity).toBe('dark-on-light')
    const found = segmentDigits(ink).map(({ box }) => box)
    expect(boxes.filter(({ x, width }) => found.some(box => box.x < x + width && box.x + box.width > x)).length).toBe(
      10,
    )
    expect(found.length).toBe(10)
  })

  it.each([
    ['inverted', (value: number) => 255 - value, 0.005],
    ['at a quarter of the contrast', (value: number) => 150 + value / 4, 0.02],
  ])('gives the same frames %s', (_, change, tolerance) => {
    const { raster } = draw(page)
    const before = frames(raster)
    const after = frames(changed(raster, change))
    expect(after.length).toBe(before.length)
    after.forEach((frame, i) => {
      expect(distance(frame, before[i]!), `digit ${i}`).toBeLessThan(tolerance)
    })
  })

  it.each([
    ['a soft shadow', (x: number) => 1 - 0.65 / (1 + Math.exp((x - 300) / 25))],
    ['a hard shadow', (x: number, y: number) => (x + y < 480 ? 1 : 0.35)],
    ['a vignette', (x: number, y: number) => 1 - 0.5 * ((x / 620 - 0.5) ** 2 + (y / 390 - 0.5) ** 2)],
  ])('sees the same digits under %s', (_, light) => {
    const before = frames(draw(page).raster)
    const after = frames(draw({ ...page, light }).raster)
    before.forEach((frame, i) => {
      expect(Math.min(...after.map(other => distance(frame, other))), `digit ${i}`).toBeLessThan(0.03)
    })
    expect(after.length - before.length).toBeLessThanOrEqual(1) // where a hard edge meets the border, a corner may stay
  })

  it.each(['2', '5', '7'])('sees the whole of a bright %s on a dark page of which half lies in shadow', digit => {
    const drawing = { width: 300, height: 300, digits: [{ digit, x: 80, y: 60, height: 180 }], paper: 0, ink: 255 }
    for (const pen of [5, 18, 34]) {
      const [lit] = frames(draw({ ...drawing, pen }).raster)
      const shaded = frames(draw({ ...drawing, pen, light: (x, y) => (x + 2 * y < 470 ? 1 : 0.35) }).raster)
      expect(shaded.length, `pen ${pen}`).toBe(1)
      expect(distance(shaded[0]!, lit!), `pen ${pen}`).toBeLessThan(0.04)
    }
  })

  it('leaves the light end of a stroke light', () => {
    const digits = [{ digit: '1', x: 120, y: 40, height: 220 }]
    const light = (_: number, y: number) => (y > 252 ? 0.6 : 1)
    const [frame] = frames(draw({ width: 300, height: 300, pen: 16, digits, paper: 0, ink: 255, light }).raster)
    const strongestOf = (row: number) => Math.max(...frame!.subarray(row * 28, row * 28 + 28))
    const last = Array.from({ length: 28 }, (_, row) => row).findLast(row => strongestOf(row) > 0.1)!
    expect(strongestOf(last)).toBeLessThan(0.75)
    expect(strongestOf(14)).toBeGreaterThan(0.95)
  })

  it('gives nearly the same frame for a digit of any size and place', () => {
    const one = (size: number, x: number, y: number) => {
      const drawing = { width: Math.round(x + size * 1.3), height: Math.round(y + size * 1.45), pen: size / 11 }
      return frames(draw({ ...drawing, digits: [{ digit: '2', x, y, height: size }] }).raster)
    }
    const reference = one(200, 61, 47)[0]!
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: 900 }),
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 20, max: 150 }),
        (size, x, y) => {
          const found = one(size, x, y)
          expect(found.length).toBe(1)
          expect(distance(found[0]!, reference)).toBeLessThan(0.06)
        },
      ),
      { numRuns: 15, seed: 5 },
    )
  })

  it('joins the bar of a 5 that is drawn apart', () => {
    const { raster } = draw({ width: 210, height: 260, digits: [{ digit: '5', x: 60, y: 50, height: 150 }], pen: 6 })
    expect(segmentDigits(findInk(raster)).length).toBe(1)
  })

  it.each([
    [1, 1],
    [1, 4000],
    [4000, 1],
    [2, 3],
    [28, 28],
    [281, 163],
  ])('finds nothing on blank %i×%i pages', (width, height) => {
    for (const value of [0, 128, 255]) {
      const raster = { width, height, data: new Uint8Array(width * height * 4).fill(value) }
      expect(segmentDigits(findInk(raster))).toEqual([])
    }
  })

  it('finds nothing in noise, gradients and stripes', () => {
    let seed = 11
    const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
    const pictures: [string, (x: number, y: number) => number][] = [
      ['uniform noise', () => 255 * random()],
      ['two-valued noise', () => 255 * Math.round(random())],
      ['faint noise', () => 200 + 20 * (random() + random() + random() - 1.5)],
      ['gradient', (x, y) => 60 + (150 * x) / 281 + (40 * y) / 163],
      ['halves', x => (x < 140 ? 40 : 220)],
      ['checks', (x, y) => (((x >> 3) + (y >> 3)) % 2 ? 40 : 220)],
    ]
    for (const [name, value] of pictures) {
      const data = new Uint8Array(281 * 163 * 4).fill(255)
      for (let i = 0; i < 281 * 163; i++) data.fill(value(i % 281, Math.floor(i / 281)), 4 * i, 4 * i + 3)
      expect(segmentDigits(findInk({ width: 281, height: 163, data })).length, name).toBe(0)
    }
  })

  it('reports what it measured', () => {
    const { facts } = segmentInk(findInk(draw(page).raster))
    expect(facts.digitHeightPx).toBeGreaterThan(84)
    expect(facts.digitHeightPx).toBeLessThan(98)
    expect(Math.abs(facts.strokeWidthPx - 7)).toBeLessThan(1.5)
    expect(facts.contrast).toBeGreaterThan(0.7)
    expect(facts.droppedMarks).toBe(0)
  })

  it('draws light ink on nothing as light, dark ink on nothing as dark', () => {
    const { raster } = draw(page)
    const clear = (ink: number): Raster => ({
      ...raster,
      data: raster.data.map((_, i) => (i % 4 === 3 ? 245 - Math.min(245, raster.data[i - 3]!) : ink)),
    })
    const [dark, light] = [clear(20), clear(250)].map(picture => findInk(picture))
    expect([dark!.polarity, light!.polarity]).toEqual(['dark-on-light', 'light-on-dark'])
    expect([dark!, light!].map(ink => segmentDigits(ink).length)).toEqual([11, 11])
  })
})

it('takes the remains of printed lines for no part of a digit', () => {
  // Three bold strokes with broken hairlines above, through the gaps, and below them, and the corner of a box.
  const width = 300
  const height = 160
  const mask = new Uint8Array(width * height)
  const bar = (x: number, y: number, w: number, h: number) => {
    for (let row = y; row < y + h; row++) mask.fill(1, row * width + x, row * width + x + w)
  }
  for (const x of [60, 140, 220]) bar(x, 30, 10, 90)
  for (const y of [25, 75, 124])
    for (const [x, w] of [
      [5, 45],
      [80, 50],
      [160, 50],
      [240, 55],
    ] as const)
      bar(x, y, w, 2)
  bar(20, 60, 2, 60)
  bar(20, 118, 22, 2)
  const strength = Float32Array.from(mask)
  const ink = {
    width,
    height,
    mask,
    strength,
    scale: 1,
    source: { width, height },
    polarity: 'dark-on-light',
    contrast: 0.8,
    coverage: 0.1,
    threshold: 0.5,
    noise: 0.01,
    skew: 0,
    view: { x: 0, y: 0, width, height },
    bars: [],
    turned: 0,
  } as const
  expect(segmentDigits(ink).map(({ box }) => box)).toEqual(
    [60, 140, 220].map(x => ({ x, y: 30, width: 10, height: 90 })),
  )
})
