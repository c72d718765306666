import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk } from './find-ink.ts'
import { strengthOf } from './ink-strength.ts'
import type { Raster } from './raster.ts'
import { segmentDigits } from './segment-digits.ts'
import { withoutTints } from './tints.ts'

const [width, height] = [300, 200]
type Colour = readonly [red: number, green: number, blue: number]
const [black, blue, coffee]: Colour[] = [
  [0.9, 0.9, 0.9],
  [0.9, 0.8, 0.3],
  [0.1, 0.2, 0.35],
]
const dimmed = (colour: Colour, share: number) => colour.map(value => share * value) as unknown as Colour

/** Rectangles of ink, the later over the earlier; whether the middle of each is still ink, and whether anything changed. */
function left(...marks: (readonly [colour: Colour, x: number, y: number, width: number, height: number])[]) {
  const planes = [0, 1, 2].map(() => new Float32Array(width * height))
  for (const [colour, x, y, w, h] of marks)
    for (let v = y; v < y + h; v++)
      planes.forEach((plane, c) => {
        plane.fill(colour[c]!, v * width + x, v * width + x + w)
      })
  const strength = strengthOf(planes)
  const mask = Uint8Array.from(strength, value => (value > 0.1 ? 1 : 0))
  const clean = withoutTints(mask, strength, planes, width, height)
  const stays = marks.map(([, x, y, w, h]) => clean[(y + (h >> 1)) * width + x + (w >> 1)] === 1)
  return { stays, isSame: clean === mask }
}

const stroke = [60, 30, 14, 140] as const
const beside = [74, 90, 60, 12] as const // touches the stroke
const alone = [180, 60, 14, 80] as const
const cutOff = [286, 60, 14, 80] as const

describe('withoutTints', () => {
  it.each([
    ['clears a faint patch of another colour that touches a stroke', coffee, beside, false],
    ['clears one at the border', coffee, cutOff, false],
    ['keeps one that stands alone', coffee, alone, true],
    ['keeps a faint patch of the same colour', dimmed(black, 0.35), beside, true],
    ['keeps a bold patch of another colour', [0.2, 0.4, 0.9] as const, beside, true],
  ])('%s', (_, colour, place, stays) => {
    const found = left([black, ...stroke], [colour, ...place])
    expect(found).toEqual({ stays: [true, stays], isSame: stays })
  })

  it('compares with every pen on the page', () => {
    const faintBlue = dimmed(blue, 0.4)
    expect(left([black, ...stroke], [faintBlue, ...beside]).stays).toEqual([true, false])
    expect(left([black, ...stroke], [blue, ...alone], [faintBlue, 194, 90, 60, 12]).stays).toEqual([true, true, true])
  })

  it('clears the dark spots of a tint, which are as strong as a faint pen', () => {
    const spot = [0.3, 0.5, 0.8] as const
    expect(left([black, ...stroke], [coffee, ...beside], [spot, 120, 92, 8, 8]).stays).toEqual([true, false, false])
  })

  it('clears small pieces of a tint that stand alone, and no mark that is as large', () => {
    const [tint, piece] = [[coffee, ...cutOff] as const, [180, 90, 10, 12] as const]
    expect(left([black, ...stroke], tint, [coffee, ...piece]).stays).toEqual([true, false, false])
    expect(left([black, ...stroke], tint, [coffee, ...alone]).stays).toEqual([true, false, true])
    expect(left([black, ...stroke], tint, [[0.1, 0.35, 0.1], ...piece]).stays).toEqual([true, false, true])
  })

  it('leaves the soft edge of a stroke, though the colour of its pixels is another', () => {
    const found = left([coffee, 59, 30, 16, 140], [black, ...stroke])
    expect(found.isSame).toBe(true)
  })

  it('judges nothing where there are no colours, or no ink', () => {
    const strength = new Float32Array(width * height)
    const mask = new Uint8Array(width * height)
    expect(withoutTints(mask, strength, [strength], width, height)).toBe(mask)
    expect(withoutTints(mask, strength, [strength, strength, strength], width, height)).toBe(mask)
  })
})

it('frees digits from a ring of coffee that runs through them', () => {
  const digits = [...'205'].map((digit, i) => ({ digit, x: 60 + 100 * i, y: 60, height: 110 }))
  const { raster } = draw({ width: 400, height: 240, digits, pen: 12 })
  const stained = { ...raster, data: Uint8Array.from(raster.data) }
  for (let i = 0; i < 400 * 240; i++) {
    const out = (Math.hypot((i % 400) - 190, Math.floor(i / 400) - 130) - 90) / 10
    const wet = out < 0 ? 0.3 + 0.7 * Math.exp(out) : Math.exp(-4 * out)
    ;[0.84, 0.7, 0.5].forEach((share, c) => {
      stained.data[4 * i + c]! *= 1 - wet * (1 - share)
    })
  }
  const widths = (raster: Raster, skip: readonly 'stains'[] = []) =>
    segmentDigits(findInk(raster, { skip })).map(({ box }) => Math.round(box.width / 10))
  expect(widths(stained, ['stains'])).not.toEqual(widths(raster))
  expect(widths(stained)).toEqual(widths(raster))
  const ink = findInk(stained)
  const truth = findInk(raster).mask
  expect(truth.filter((is, i) => is && !ink.mask[i]).length).toBeLessThan(0.02 * truth.filter(Boolean).length)
})
