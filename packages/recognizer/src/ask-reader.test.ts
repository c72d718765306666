import { ctcLogP } from '@digitrec/cnn'
import { type LineInput, type LineReader, loadLineReader } from '@digitrec/cnn/lines'
import { findInk, segmentDigits } from '@digitrec/image'
import { createWriter, drawNumber, looks, renderPage } from '@digitrec/mnist'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { readLine } from './ask-reader.ts'

const number = drawNumber('4705', createWriter(createRandom(8)), createRandom(9), { heightPx: 70, spacing: 0.2 })
const ink = findInk(renderPage(number, looks.blackOnWhite, createRandom(10)).raster)
const segments = segmentDigits(ink)

/** The bundled reader, and what it was shown and said. */
function listening(): LineReader & { said: { strip: LineInput; logP: Float32Array; frames: number }[] } {
  const reader = loadLineReader()
  const said: { strip: LineInput; logP: Float32Array; frames: number }[] = []
  return {
    ...reader,
    said,
    read: strip => {
      const read = reader.read(strip)
      said.push({ strip, ...read })
      return read
    },
  }
}

describe('readLine', () => {
  it('averages what is read at several sizes, for the text, for what differs in one digit and for parts', () => {
    const reader = listening()
    const opinion = readLine(reader, ink, segments)
    const widths = reader.said.map(({ strip }) => strip.width)
    expect(new Set(widths).size).toBe(reader.said.length)
    expect(Math.max(...widths) / Math.min(...widths)).toBeGreaterThan(1.15)
    const mean = (text: readonly number[]) => {
      const all = reader.said.map(({ logP, frames }) => Math.exp(Math.max(-20, ctcLogP(logP, frames, text))))
      return Math.log(all.reduce((sum, value) => sum + value, 0) / all.length)
    }
    const text = opinion.texts[0]!
    expect(text).toHaveLength(4)
    expect(opinion.logP(text)).toBeCloseTo(mean(text), 6)
    const whole = opinion.whole(text)
    for (const [n, digit] of [
      [0, 9],
      [2, 6],
      [3, 5],
    ] as const)
      expect(whole[n]![digit]).toBeCloseTo(mean(text.map((old, i) => (i === n ? digit : old))), 6)
    for (const value of opinion.between(undefined, undefined)) expect(value).toBeGreaterThanOrEqual(-20)
  })

  it('takes the text that most sizes make likely, not the one that a single size is sure of', () => {
    const { read, ...reader } = loadLineReader()
    let call = 0
    const frames = 8
    // Each size reads one digit: the first a 2 for certain, the others a 3, probably.
    const says = (digit: number, p: number) => {
      const logP = new Float32Array(11 * frames).fill(-20)
      for (let t = 0; t < frames; t++) logP[11 * t + 10] = -1e-6
      logP[11 * 3 + 10] = Math.log(1 - p)
      logP[11 * 3 + digit] = Math.log(p)
      return { frames, logP }
    }
    const opinion = readLine({ ...reader, read: () => (call++ === 0 ? says(2, 0.99) : says(3, 0.9)) }, ink, segments)
    expect(call).toBeGreaterThan(2)
    expect(opinion.texts[0]).toEqual([3])
    expect(opinion.texts).toContainEqual([2])
  })
})
