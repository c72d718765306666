import { createWriter, drawNumber, looks, renderPage } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { loadRecognizer } from '../recognizer.ts'
import { findOddOnes, type Traits } from './consistency.ts'
import { describeNumberStyle } from './number-style.ts'

const recognizer = await loadRecognizer()
const plain = { tint: [0, 0], strength: 0.8, strokeWidthPx: 7 } as const
const alike: Traits[] = [3, 1, 4, 1, 5, 9].map((digit, i) => ({
  digit,
  slant: 0.1 + 0.02 * (i % 3),
  heightPx: 60 + i,
  ink: { ...plain, strokeWidthPx: 7 + 0.1 * i },
}))

describe('findOddOnes', () => {
  it('finds nothing odd among digits of one hand', () => {
    expect(findOddOnes(alike)).toEqual([])
  })

  it.each([
    ['stroke-width', { ink: { ...plain, strokeWidthPx: 13 } }],
    ['ink-strength', { ink: { ...plain, strength: 0.4 } }],
    ['ink-colour', { ink: { ...plain, tint: [0.02, -0.35] as const } }],
    ['slant', { slant: -1 }],
    ['size', { heightPx: 130 }],
  ] as const)('finds another %s', (what, change) => {
    const hints = findOddOnes(alike.map((digit, i) => (i === 3 ? { ...digit, ...change } : digit)))
    expect(hints.map(({ index, what }) => ({ index, what }))).toEqual([{ index: 3, what }])
  })

  it('says nothing of three digits', () => {
    expect(findOddOnes([...alike.slice(0, 2), { ...alike[2]!, heightPx: 300 }])).toEqual([])
  })
})

describe('read with style', () => {
  const writer = { ...createWriter(createRandom(8)), slant: 0.45, climb: 0.12, spacing: 0.3, jitter: 0.01, idiom: 0.01 }
  const number = drawNumber('4071352', writer, createRandom(9), { heightPx: 80, penPx: 9 })
  const { raster } = renderPage(number, looks.bluePen, createRandom(10))

  it('describes the number as it was drawn', async () => {
    const { style, digits } = await recognizer.read(raster, { style: true })
    expect(digits).toHaveLength(7)
    expect(Math.abs(style!.strokeWidthPx - 9)).toBeLessThan(1.5)
    expect(Math.abs(style!.heightPx - 85)).toBeLessThan(9)
    expect(Math.abs(style!.baselineDegrees - (Math.atan(0.12) * 180) / Math.PI)).toBeLessThan(2)
    expect(style!.words).toEqual(expect.arrayContaining(['leans right', 'climbs']))
    expect(style!.hints).toEqual([])
    for (const { style } of digits) {
      expect(style!.ink!.tint[1]).toBeLessThan(-0.1) // blue ink takes less of the blue light
      expect(style!.ink!.strength).toBeGreaterThan(0.4)
    }
  })

  it('names ways of writing', async () => {
    const crossed = {
      ...writer,
      slant: 0.1,
      climb: 0,
      faithful: 1,
      habits: writer.habits.map((habit, i) => (i === 7 ? 2 : habit)),
    }
    const page = renderPage(
      drawNumber('777', crossed, createRandom(4), { heightPx: 80, penPx: 7 }),
      looks.blackPen,
      createRandom(5),
    )
    const { style } = await recognizer.read(page.raster, { style: true })
    expect(style!.words.filter(word => word === '7 crossed')).toHaveLength(1)
  })

  it('says the same on demand, and nothing when not asked', async () => {
    const asked = await recognizer.read(raster, { style: true })
    expect(describeNumberStyle(asked)).toEqual(asked.style)
    const answer = await recognizer.read(raster)
    expect(answer.style).toBeUndefined()
    expect(JSON.stringify(answer)).not.toContain('thickness')
    expect(describeNumberStyle(answer)!.words).toContain('leans right')
    expect(describeNumberStyle({ digits: [] })).toBeUndefined()
  })

  it('describes a frame on its own', async () => {
    const { digits } = await recognizer.read(raster)
    expect(recognizer.style(digits[0]!.frame)!.slantDegrees).toBeGreaterThan(10)
    expect(recognizer.style(new Float32Array(784))).toBeUndefined()
  })
})
