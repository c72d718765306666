import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import { segmentLevel } from './level-ink.ts'
import type { Raster } from './raster.ts'

const places = (text: string) => [...text].map((digit, i) => ({ digit, x: 60 + 60 * i, y: 60, height: 70 }))
const page = draw({ width: 340, height: 200, digits: places('3052'), pen: 6, paper: 235, ink: 30 }).raster

/** A page on a table: turned, its far side shorter, in light that fades to one side, the table with a grain. */
function onTable(
  sheet: Raster,
  look: { table: number; grain?: number; degrees?: number; far?: number; fade?: number; size?: number },
) {
  const { table, grain = 0, degrees = 0, far = 1, fade = 0, size = 1 } = look
  const [width, height] = [640, 480]
  const random = createRandom(5)
  const data = new Uint8Array(4 * width * height).fill(255)
  const angle = (degrees * Math.PI) / 180
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const light = 1 - (fade * x) / width
      const [dx, dy] = [(x - width / 2) / size, (y - height / 2) / size]
      const v = dy * Math.cos(angle) - dx * Math.sin(angle) + sheet.height / 2
      const narrow = far + ((1 - far) * v) / sheet.height
      const u = (dx * Math.cos(angle) + dy * Math.sin(angle)) / narrow + sheet.width / 2
      const isOn = u >= 0 && v >= 0 && u < sheet.width && v < sheet.height
      const shade = isOn
        ? sheet.data[4 * (Math.floor(v) * sheet.width + Math.floor(u))]!
        : table + grain * random.normal()
      data.fill(Math.min(255, Math.max(0, shade * light)), 4 * i, 4 * i + 3)
    }
  return { width, height, data }
}

const found = (raster: Raster) => {
  const ink = findInk(raster)
  return { ink, segments: segmentLevel(ink).segments }
}

describe('a sheet on a table', () => {
  it.each([
    ['dark', { table: 60 }],
    ['gray', { table: 150 }],
    ['black', { table: 5 }],
    ['grainy', { table: 90, grain: 14 }],
    ['in fading light', { table: 80, fade: 0.5 }],
    ['askew', { table: 80, degrees: 8 }],
    ['seen from the side', { table: 80, far: 0.8 }],
    ['small', { table: 110, size: 0.5, grain: 8 }],
  ] as const)('is all that is read: %s', (_, look) => {
    const { ink, segments } = found(onTable(page, look))
    expect(ink.polarity).toBe('dark-on-light')
    expect(ink.view.width).toBeLessThan(600)
    expect(segments).toHaveLength(4)
    // Boxes are in pixels of the whole picture: the digits stand in its middle.
    const middle = segments.reduce((sum, { box }) => sum + box.x + box.width / 2, 0) / 4
    expect(Math.abs(middle - 310)).toBeLessThan(25)
  })

  it('may be darker than the table, and a board', () => {
    const board = draw({ width: 340, height: 200, digits: places('3052'), pen: 6, paper: 30, ink: 220 }).raster
    const { ink, segments } = found(onTable(board, { table: 190, grain: 5 }))
    expect(ink.polarity).toBe('light-on-dark')
    expect(segments).toHaveLength(4)
  })

  it('with nothing on it is blank, and not a mark', () => {
    const blank = draw({ width: 340, height: 200, digits: [], pen: 6, paper: 235, ink: 30 }).raster
    expect(found(onTable(blank, { table: 60, grain: 6 })).segments).toHaveLength(0)
  })

  it('is not what a hard shadow leaves in the light, a lamp lights up, or a bold digit', () => {
    const whole = ({ data, width, height }: Raster, shade: (x: number, y: number) => number): Raster => {
      return {
        width,
        height,
        data: data.map((value, i) => (i % 4 === 3 ? 255 : value * shade((i >> 2) % width, (i >> 2) / width))),
      }
    }
    const shadow = findInk(whole(page, x => (x < 170 ? 0.4 : 1)))
    const lamp = findInk(whole(page, (x, y) => Math.max(0.25, 1 - Math.hypot(x - 170, y - 100) / 200)))
    const bold = (digit: string, pen: number) =>
      findInk(
        draw({ width: 200, height: 240, digits: [{ digit, x: 40, y: 40, height: 160 }], pen, paper: 255, ink: 0 })
          .raster,
      )
    for (const ink of [shadow, lamp, bold('0', 45), bold('1', 60), bold('2', 40)])
      expect(ink.view).toEqual({ x: 0, y: 0, ...ink.source })
  })

  it('is left alone when told so', () => {
    const ink = findInk(onTable(page, { table: 60 }), { skip: ['sheet'] })
    expect(ink.view).toEqual({ x: 0, y: 0, width: 640, height: 480 })
  })
})
