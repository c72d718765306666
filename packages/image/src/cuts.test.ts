import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findCuts } from './cuts.ts'
import { findInk } from './find-ink.ts'
import { joinSegments, type Segment, sliceSegment } from './segment.ts'
import { segmentDigits } from './segment-digits.ts'

/** A segment of these rows, where # is ink, each character `size` pixels wide and high. */
function marked(rows: readonly string[], size: number): Segment {
  const width = rows[0]!.length * size
  const height = rows.length * size
  const mask = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (rows[Math.floor(y / size)]![Math.floor(x / size)] === '#') mask[y * width + x] = 1
  const area = { x: 0, y: 0, width, height }
  return { box: area, area, mask, line: 0, group: 0, tilt: 0, strokeWidth: size }
}

/** Two rings that share one row of ink, the left one with its right side leaning over the right one. */
const rings = ['.####.......', '#....#.####.', '#....##....#', '#....##....#', '#....#.#...#', '.####...###.']

/** Two slanted bars, joined in the middle. */
const bars = [
  '....##...##',
  '....##...##',
  '...##...##.',
  '...#######.',
  '..##...##..',
  '..##...##..',
  '.##...##...',
  '.##...##...',
  '##...##....',
]

/** Column of a cut in a row, in characters. */
const at = (columns: Int32Array, row: number, size: number) => columns[Math.floor((row + 0.5) * size)]! / size

describe('findCuts', () => {
  it('finds the place where two rings touch, following their outlines', () => {
    const size = 7
    const cuts = findCuts(marked(rings, size), 12)
    const between = cuts.filter(({ columns }) => Math.abs(at(columns, 2, size) - 6) < 0.6)
    expect(between.length).toBeGreaterThan(0)
    const best = between.reduce((a, b) => (a.strokesCut < b.strokesCut ? a : b))
    // It goes through no more ink than the two rows in which they touch, and that lengthwise at most.
    expect(best.strokesCut).toBeLessThan(2.6)
    expect(at(best.columns, 0, size)).toBeGreaterThan(4.6)
    expect(at(best.columns, 5, size)).toBeLessThan(8.4)
  })

  it('slants a cut as the writing slants', () => {
    const size = 6
    const cuts = findCuts(marked(bars, size), 12)
    // Between the bars, from the right of the one to the left of the other.
    const between = cuts.filter(({ columns }) => at(columns, 0, size) >= 6 && at(columns, 8, size) <= 5)
    expect(between.length).toBeGreaterThan(0)
    for (const { strokesCut } of between) expect(strokesCut).toBeLessThan(1)
  })

  it('gives cuts in order, that never cross and leave ink between them', () => {
    const { raster } = draw({
      width: 320,
      height: 150,
      digits: [...'5203'].map((digit, i) => ({ digit, x: 40 + 44 * i, y: 30, height: 85 })),
      pen: 8,
    })
    const ink = findInk(raster)
    const segments = segmentDigits(ink)
    const segment = segments.reduce((a, b) => (a.area.width > b.area.width ? a : b))
    const cuts = findCuts(segment, 20)
    expect(cuts.length).toBeGreaterThan(3)
    for (const [n, { columns }] of cuts.entries()) {
      expect(columns).toHaveLength(segment.area.height)
      for (let y = 0; y < columns.length; y++) {
        expect(columns[y]).toBeGreaterThanOrEqual(n === 0 ? 0 : cuts[n - 1]!.columns[y]!)
        expect(columns[y]).toBeLessThanOrEqual(segment.area.width)
      }
      expect(sliceSegment(ink, segment, cuts[n - 1], cuts[n])).toBeDefined()
    }
  })

  it('keeps the cheapest ones when few are asked for, and none for a speck', () => {
    const all = findCuts(marked(rings, 7), 12)
    const [one] = findCuts(marked(rings, 7), 1)
    expect(one!.strokesCut).toBeLessThanOrEqual(Math.min(...all.map(({ strokesCut }) => strokesCut)) + 0.35)
    expect(findCuts(marked(['#'], 3), 5)).toEqual([])
  })
})

describe('sliceSegment and joinSegments', () => {
  it('take apart and put together the same ink, with boxes cut to it', () => {
    const { raster } = draw({ width: 200, height: 150, digits: [{ digit: '4', x: 50, y: 30, height: 85 }], pen: 8 })
    const ink = findInk(raster)
    const [segment] = segmentDigits(ink)
    const { area } = segment!
    const middle = { columns: new Int32Array(area.height).fill(area.width >> 1), strokesCut: 1 }
    const left = sliceSegment(ink, segment!, undefined, middle)!
    const right = sliceSegment(ink, segment!, middle, undefined)!
    expect(left.area.x + left.area.width).toBeLessThanOrEqual(right.area.x)
    expect(left.box.x).toBe(segment!.box.x)
    expect(right.box.x + right.box.width).toBe(segment!.box.x + segment!.box.width)
    const joined = joinSegments(ink, left, right)
    expect(joined.area).toEqual(area)
    const count = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0)
    expect(count(joined.mask)).toBe(count(left.mask) + count(right.mask))
  })
})
