import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { findCornerMarks } from './corner-marks.ts'
import { eraseLines } from './erase-lines.ts'
import { homography, type Point, project, type Quad } from './homography.ts'
import type { Raster } from './raster.ts'
import { rectify } from './rectify.ts'

function paper(width: number, height: number, level = 235): Raster {
  const data = new Uint8Array(width * height * 4).fill(level)
  for (let i = 3; i < data.length; i += 4) data[i] = 255
  return { width, height, data }
}

function fill({ width, data }: Raster, x: number, y: number, w: number, h: number, level: number): void {
  for (let row = y; row < y + h; row++) data.fill(level, (row * width + x) * 4, (row * width + x + w) * 4)
  for (let row = y; row < y + h; row++) for (let i = x; i < x + w; i++) data[(row * width + i) * 4 + 3] = 255
}

const places: Quad = [
  { x: 40, y: 30 },
  { x: 540, y: 50 },
  { x: 520, y: 410 },
  { x: 60, y: 430 },
]

/** Marks of 24 pixels; the one at `holed` has the hole. */
function marked(holed: number): Raster {
  const sheet = paper(600, 470)
  for (const [i, { x, y }] of places.entries()) {
    fill(sheet, x - 12, y - 12, 24, 24, 20)
    if (i === holed) fill(sheet, x - 5, y - 5, 10, 10, 235)
  }
  return sheet
}

describe('homography', () => {
  it('takes the four points where they belong, and comes back', () => {
    const to: Quad = [
      { x: 3, y: 7 },
      { x: 90, y: 2 },
      { x: 97, y: 61 },
      { x: 8, y: 55 },
    ]
    const there = homography(places, to)
    const back = homography(to, places)
    for (const [i, point] of places.entries()) {
      const at = project(there, point)
      expect(at.x).toBeCloseTo(to[i]!.x, 8)
      expect(at.y).toBeCloseTo(to[i]!.y, 8)
    }
    const random = createRandom(3)
    for (let n = 0; n < 20; n++) {
      const point: Point = { x: 600 * random.next(), y: 400 * random.next() }
      const again = project(back, project(there, point))
      expect(Math.hypot(again.x - point.x, again.y - point.y)).toBeLessThan(1e-6)
    }
  })

  it('looks up a straight view', () => {
    const photo = paper(30, 20)
    fill(photo, 10, 5, 4, 3, 40)
    const shifted = rectify(photo, [1, 0, 8, 0, 1, 4, 0, 0, 1], 9, 7)
    expect(shifted.data[4 * (1 * 9 + 2)]).toBe(40)
    expect(shifted.data[4 * (0 * 9 + 2)]).toBe(235)
    expect(shifted.data[4 * (1 * 9 + 6)]).toBe(235)
  })
})

describe('findCornerMarks', () => {
  it.each([0, 1, 2, 3])('begins with the mark that has a hole, here at corner %i, and goes around', holed => {
    const aspect = holed % 2 === 0 ? 1.27 : 1 / 1.27
    const found = findCornerMarks(marked(holed), aspect)!
    for (const [i, { x, y }] of found.entries()) {
      const truth = places[(holed + i) % 4]!
      expect(Math.hypot(x - truth.x, y - truth.y), `corner ${i}`).toBeLessThan(0.7)
    }
  })

  it('finds none where there is none, or where the sheet has another shape', () => {
    expect(findCornerMarks(paper(300, 200), 1.3)).toBeUndefined()
    expect(findCornerMarks(marked(-1), 1.27)).toBeUndefined()
    expect(findCornerMarks(marked(0), 2.5)).toBeUndefined()
  })
})

describe('eraseLines', () => {
  it('takes a printed line out and leaves the stroke that crosses it', () => {
    const sheet = paper(80, 60)
    fill(sheet, 5, 30, 70, 2, 170) // the line
    fill(sheet, 40, 10, 5, 40, 30) // a stroke across
    const clean = eraseLines(sheet, [{ direction: 'level', at: 31, from: 5, to: 75 }], 2, 4)
    const at = (x: number, y: number) => clean.data[4 * (y * 80 + x)]!
    expect([at(10, 30), at(20, 31), at(70, 30)].every(value => value > 228)).toBe(true)
    expect([at(42, 29), at(42, 30), at(42, 31), at(42, 33)]).toEqual(
      [30, 30, 30, 30].map(value => Math.floor((value * 240) / 235)),
    )
    expect(sheet.data[4 * (30 * 80 + 10)]).toBe(170)
  })
})
