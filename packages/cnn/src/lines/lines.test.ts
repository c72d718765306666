import { readFileSync } from 'node:fs'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import {
  conv2d,
  createModel,
  ctcGreedy,
  loadModel,
  logSoftmax,
  Model,
  ModelFileError,
  readModelFile,
  relu,
  saveModel,
  sequential,
} from '../index.ts'
import { lineReader, loadLineReader } from './index.ts'
import { weights } from './weights.ts'

const card = JSON.parse(readFileSync(new URL('./card.json', import.meta.url), 'utf8'))
const bytes = new Uint8Array(Buffer.from(weights, 'base64'))

/** Upright strokes at these columns, 21 rows high and 2.5 wide. */
function strokes(width: number, columns: readonly number[]) {
  const data = new Float32Array(32 * width)
  for (const x of columns)
    for (let y = 5; y < 26; y++) {
      data[y * width + x] = 1
      data[y * width + x + 1] = 1
      data[y * width + x + 2] = 0.5
    }
  return { data, width, height: 32 as const }
}

/** The model at the width of a strip, without windows or paper to its right. */
function readAtOnce({ data, width }: { data: Float32Array; width: number }): Float32Array {
  const trained = loadModel(bytes)
  const model = new Model(sequential([32, width, 1], trained.network.layers))
  model.setParameters(trained.copyParameters())
  const { temperature } = trained.network.preprocessing.notes ?? {}
  return logSoftmax(model.predict(data).data.map(value => value / (typeof temperature === 'number' ? temperature : 1)))
}

describe('the bundled line reader', () => {
  const reader = loadLineReader()

  it('is the model that its card describes, at most 660 kB', () => {
    expect(bytes.length).toBe(card.bytes)
    expect(bytes.length).toBeLessThanOrEqual(660_000)
    expect(reader.id).toBe(card.id)
    expect(reader.framePx).toBe(2)
    expect(card).toMatchObject({
      dataSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      command: expect.stringContaining('train --preset lines'),
    })
  })

  it('reads upright strokes as ones, however close, and paper as nothing', () => {
    const text = (columns: readonly number[]) => {
      const { frames, logP } = reader.read(strokes(100, columns))
      return ctcGreedy(logP, frames).join('')
    }
    expect(text([])).toBe('')
    expect(text([20])).toBe('1')
    expect(text([20, 40, 60])).toBe('111')
    expect(text([20, 28, 36, 44])).toBe('1111')
  })

  it('gives a row of log-probabilities for every two columns', () => {
    const { frames, logP } = reader.read(strokes(77, [30, 50]))
    expect(frames).toBe(39)
    expect(logP).toHaveLength(39 * 11)
    for (let t = 0; t < frames; t++)
      expect(logP.subarray(t * 11, t * 11 + 11).reduce((sum, p) => sum + Math.exp(p), 0)).toBeCloseTo(1, 5)
  })

  it('reads a strip longer than any window as if it were read at once', () => {
    const random = createRandom(3)
    const columns = Array.from({ length: 40 }, (_, i) => 8 + 24 * i + random.int(12))
    for (const width of [388, 704, 1000]) {
      const strip = strokes(
        width,
        columns.filter(x => x < width - 8),
      )
      const { frames, logP } = reader.read(strip)
      expect(frames).toBe(width / 2)
      const whole = readAtOnce(strip)
      // A last window that ends in paper differs from one that ends with the strip in its last 37 columns, and frames come in pairs of four.
      const same = (width - 40) / 2
      for (let i = 0; i < same * 11; i++)
        expect(Math.abs(logP[i]! - whole[i]!), `${width}: number ${i}`).toBeLessThan(2e-3)
    }
  })
})

describe('lineReader', () => {
  it('refuses a model of other sizes, and a strip that is not what it says, by name', () => {
    const other = saveModel(createModel(sequential([28, 28, 1], [conv2d(11, 3), relu()])))
    expect(() => lineReader(other)).toThrow(ModelFileError)
    expect(() => lineReader(other)).toThrow('expected a network from [32,W,1] to whole frames of 11 numbers')
    expect(() => lineReader(bytes).read({ data: new Float32Array(99), width: 3, height: 32 })).toThrow(
      'expected a strip of 3×32 numbers, got 99',
    )
    expect(readModelFile(bytes).network.input).toEqual([32, 160, 1])
  })
})
