import { describe, expect, it } from 'vitest'
import { draw } from '../test/drawing.ts'
import { findInk, type InkStage, inkSteps } from './find-ink.ts'
import { segmentDigits } from './segment-digits.ts'

const page = { width: 330, height: 210, digits: [{ digit: '5', x: 120, y: 50, height: 110 }], pen: 9 }
const shaded = draw({ ...page, light: (x: number) => 1 - 0.6 / (1 + Math.exp((150 - x) / 20)) }).raster
const randomFrom = (seed: number) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32
const area = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0)

describe('stages of findInk', () => {
  it('come in order, each with a picture at working size', () => {
    const stages: InkStage[] = []
    const ink = findInk(shaded, { onStage: stage => stages.push(stage) })
    expect(stages.map(({ step }) => step)).toEqual(Object.keys(inkSteps))
    for (const { picture } of stages) {
      const { width, height, data } = picture()
      expect([width, height, data.length]).toEqual([ink.width, ink.height, 4 * ink.width * ink.height])
    }
    const last = stages.at(-1)!.picture().data
    expect(Array.from(ink.mask, value => 255 - 255 * value)).toEqual(Array.from(ink.mask, (_, i) => last[4 * i]))
  })

  it('do not change what is found', () => {
    const plain = findInk(shaded)
    const watched = findInk(shaded, { onStage: ({ picture }) => picture() })
    expect(watched).toEqual(plain)
  })

  it('can be left out, each with its effect', () => {
    const whole = findInk(shaded)
    const dark = findInk(shaded, { skip: ['light'] })
    expect(area(dark.mask)).toBeGreaterThan(3 * area(whole.mask)) // the shadow is taken for ink
    const light = draw({ ...page, paper: 20, ink: 240 }).raster
    expect(findInk(light).polarity).toBe('light-on-dark')
    expect(findInk(light, { skip: ['polarity'] }).polarity).toBe('dark-on-light')
    const names: string[] = []
    findInk(shaded, { skip: ['polarity', 'lines'], onStage: ({ step }) => names.push(step) })
    expect(names).toEqual(['page', 'sheet', 'specks', 'light', 'threshold', 'stains'])
  })

  it('keeps faint ink beside strong ink only with a local threshold', () => {
    const { raster } = draw({ ...page, width: 900, pen: 9 })
    const faint = draw({ ...page, width: 900, digits: [{ digit: '2', x: 700, y: 50, height: 110 }], ink: 185 }).raster
    const data = raster.data.map((value, i) => Math.min(value, faint.data[i]!))
    const right = (mask: Uint8Array) => area(mask.filter((_, i) => i % 900 > 600))
    expect(right(findInk({ ...raster, data }).mask)).toBeGreaterThan(1000)
    expect(right(findInk({ ...raster, data }, { skip: ['threshold'] }).mask)).toBe(0)
  })
})

describe('faint ink', () => {
  /** Gray paper with noise, and digits that take a twelfth of its light. */
  const faintPage = (digits: readonly string[], seed: number) => {
    const size = { width: 400, height: 160, paper: 170, ink: 156 }
    const places = digits.map((digit, i) => ({ digit, x: 40 + 110 * i, y: 35, height: 90 }))
    const { raster } = draw({ ...size, digits: places, pen: 8 })
    const random = randomFrom(seed)
    const data = raster.data.map((value, i) =>
      i % 4 === 3 ? value : value + 6 * (random() + random() + random() - 1.5),
    )
    return { ...raster, data }
  }

  it.each([1, 2, 3, 4, 5])('is found where it looks like writing (seed %i)', seed => {
    const ink = findInk(faintPage(['2', '5', '7'], seed))
    expect(ink.contrast).toBeLessThan(0.1)
    expect(segmentDigits(ink).length).toBe(3)
  })

  it.each([1, 2, 3, 4, 5])('is not found on bare paper of the same noise (seed %i)', seed => {
    expect(area(findInk(faintPage([], seed)).mask)).toBe(0)
  })

  it.each([
    ['one speck', (x: number, y: number) => x >= 60 && x < 72 && y >= 20 && y < 32],
    ['spots all over the page', (x: number, y: number) => x % 28 < 16 && y % 28 < 16],
  ])('is not found in %s', (_, isDarker) => {
    const page = faintPage([], 1)
    for (let i = 0; i < 400 * 160; i++)
      if (isDarker(i % 400, Math.floor(i / 400))) page.data.fill(154, 4 * i, 4 * i + 3)
    const { mask, contrast } = findInk(page)
    expect(contrast).toBeGreaterThan(0.07)
    expect(contrast).toBeLessThan(0.1)
    expect(area(mask)).toBe(0)
  })
})
