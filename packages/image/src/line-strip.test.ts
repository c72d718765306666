import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Drawing, draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import { type LineStrip, lineStrip, stripHeight, stripMarginPx } from './line-strip.ts'
import { segmentDigits } from './segment-digits.ts'

const digits = '3170254'
const line = (height: number, gap: number, text = digits) =>
  [...text].map((digit, i) => ({ digit, x: 60 + i * gap, y: 200 - height / 2, height }))
const page: Drawing = { width: 640, height: 400, digits: line(80, 74), pen: 9 }

function read(drawing: Drawing): { strip: LineStrip; scale: number; boxes: ReturnType<typeof draw>['boxes'] } {
  const { raster, boxes } = draw(drawing)
  const ink = findInk(raster)
  return { strip: lineStrip(ink, segmentDigits(ink)), scale: ink.scale, boxes }
}

/** Sum of ink by row or by column. */
function profile({ data, width }: LineStrip, axis: 'rows' | 'columns'): number[] {
  const sums = Array<number>(axis === 'rows' ? stripHeight : width).fill(0)
  for (let i = 0; i < data.length; i++) sums[axis === 'rows' ? Math.floor(i / width) : i % width]! += data[i]!
  return sums
}

/** First and last place with ink. */
function extent(sums: readonly number[], least = 0.5): [number, number] {
  return [sums.findIndex(sum => sum > least), sums.findLastIndex(sum => sum > least)]
}

/** Share of ink that differs in the first three digits; further on, a rounded scale adds up to a pixel. */
const distance = (a: LineStrip, b: LineStrip) => {
  const width = 64
  expect(Math.abs(a.width - b.width)).toBeLessThanOrEqual(2)
  let [sum, total] = [0, 0]
  for (let y = 0; y < stripHeight; y++)
    for (let x = 0; x < width; x++) {
      sum += Math.abs(a.data[y * a.width + x]! - b.data[y * b.width + x]!)
      total += b.data[y * b.width + x]!
    }
  return sum / total
}

describe('lineStrip', () => {
  it('has digits 21 rows high in the middle, paper at both ends, and the width in proportion', () => {
    const { strip, boxes } = read(page)
    const [top, bottom] = extent(profile(strip, 'rows'))
    expect(bottom - top + 1).toBeGreaterThanOrEqual(20)
    expect(bottom - top + 1).toBeLessThanOrEqual(22)
    expect(Math.abs((top + bottom + 1) / 2 - stripHeight / 2)).toBeLessThanOrEqual(1)
    const [left, right] = extent(profile(strip, 'columns'))
    expect(left).toBe(stripMarginPx)
    expect(right).toBe(strip.width - 1 - stripMarginPx)
    const [first, last] = [boxes[0]!, boxes.at(-1)!]
    const proportion = (last.x + last.width - first.x) / first.height
    expect(Math.abs((right - left + 1) / 21 - proportion)).toBeLessThan(0.15)
    expect(Math.max(...strip.data)).toBe(1)
    expect(Math.min(...strip.data)).toBe(0)
  })

  it('is the same for small and large pictures, thin and bold pens, dark and light ink', () => {
    const { strip } = read(page)
    const large = draw({
      ...page,
      width: 1280,
      height: 800,
      pen: 18,
      digits: page.digits.map(d => ({ ...d, x: 2 * d.x, y: 2 * d.y, height: 160 })),
    })
    const ink = findInk(large.raster)
    expect(distance(lineStrip(ink, segmentDigits(ink)), strip)).toBeLessThan(0.3)
    expect(distance(read({ ...page, paper: 20, ink: 240 }).strip, strip)).toBeLessThan(0.05)
    // Strokes of 3 px on digits of 80 come out as wide as 21-row digits of MNIST have them.
    const mass = (one: LineStrip) => one.data.reduce((sum, value) => sum + value, 0)
    expect(mass(read({ ...page, pen: 3 }).strip) / mass(strip)).toBeGreaterThan(0.75)
    expect(mass(read({ ...page, pen: 24 }).strip) / mass(strip)).toBeLessThan(2.2)
  })

  it('is level for any tilt of the page, also when digits hang together', () => {
    const touching: Drawing = { ...page, height: 640, digits: line(80, 47).map(d => ({ ...d, y: d.y + 120 })) }
    const apart: Drawing = { ...page, height: 640, digits: line(80, 74).map(d => ({ ...d, y: d.y + 120 })) }
    fc.assert(
      fc.property(fc.double({ min: -12, max: 12, noNaN: true }), fc.boolean(), (turn, touch) => {
        const { strip } = read({ ...(touch ? touching : apart), turn })
        const [top, bottom] = extent(profile(strip, 'rows'), 1)
        expect(bottom - top + 1, `${turn} degrees`).toBeLessThanOrEqual(touch ? 25 : 23)
      }),
      { numRuns: 8, seed: 5 },
    )
  })

  it('knows where in the ink each of its places comes from', () => {
    for (const turn of [0, 3, -14]) {
      const { strip, boxes, scale } = read({ ...page, height: 640, turn })
      const [left, right] = extent(profile(strip, 'columns'))
      const [first, last] = [boxes[0]!, boxes.at(-1)!]
      for (const [at, box] of [
        [left, first],
        [right, last],
      ] as const) {
        const { x, y } = strip.toInk(at + 0.5, stripHeight / 2)
        expect(Math.abs(y / scale - (box.y + box.height / 2)), `${turn} degrees, y`).toBeLessThan(10)
        const edge = at === left ? box.x : box.x + box.width
        expect(Math.abs(x / scale - edge), `${turn} degrees, x`).toBeLessThan(turn === 0 ? 4 : 24)
      }
    }
  })

  it('makes a line with one large digit smaller, to keep it whole', () => {
    const tall = page.digits.map((d, i) => (i === 3 ? { ...d, y: d.y - 15, height: 110 } : d))
    const { strip } = read({ ...page, digits: tall })
    const rows = profile(strip, 'rows')
    expect(rows[0]! + rows[stripHeight - 1]!).toBeLessThan(3)
  })

  it('has digits as large where they hang together, up and down, as where they stand apart', () => {
    const climbing = (gap: number) =>
      line(80, gap, '2525').map((digit, i) => ({ ...digit, y: digit.y + (i % 2 ? 6 : -6) }))
    const apart = read({ ...page, digits: climbing(74) }).strip
    const { raster } = draw({ ...page, digits: climbing(36) })
    const ink = findInk(raster)
    const segments = segmentDigits(ink)
    expect(segments).toHaveLength(1)
    expect(Math.abs(lineStrip(ink, segments).pixel / apart.pixel - 1)).toBeLessThan(0.06)
  })

  it('has digits larger or smaller by what is asked for', () => {
    const { raster } = draw(page)
    const ink = findInk(raster)
    const segments = segmentDigits(ink)
    const usual = lineStrip(ink, segments)
    for (const zoom of [0.9, 1.1]) {
      const { pixel, width } = lineStrip(ink, segments, zoom)
      expect(Math.abs(usual.pixel / pixel / zoom - 1)).toBeLessThan(0.02)
      expect(Math.abs((width - 8) / (usual.width - 8) / zoom - 1)).toBeLessThan(0.02)
    }
  })

  it('needs a segment', () => {
    expect(() => lineStrip(findInk(draw(page).raster), [])).toThrow('expected at least one segment, got none')
  })
})
