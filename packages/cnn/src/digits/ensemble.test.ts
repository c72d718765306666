import { describe, expect, it } from 'vitest'
import { dense } from '../layers/dense.ts'
import { flatten } from '../layers/flatten.ts'
import { softmax } from '../layers/softmax.ts'
import { createModel } from '../model.ts'
import { loadModel, ModelFileError, saveModel, splitModelFiles } from '../model-file.ts'
import { sequential } from '../network.ts'
import { digitEnsemble } from './ensemble.ts'
import { digitClassifier } from './from-file.ts'

const file = (seed: number, classes: 10 | 11) =>
  saveModel(
    createModel(sequential([28, 28, 1], [flatten(), dense(classes), softmax()], { name: `n${seed}` }), { seed }),
  )
const files = [file(1, 11), file(2, 11), file(3, 10)]
/** Two frames with ink up to the border, so that what a shift loses and brings in shows. */
const frames = Float32Array.from({ length: 2 * 784 }, (_, i) => ((i * 37) % 101) / 100)

/** P(digit k and a digit at all), one frame after the other. */
const joint = (classify: ReturnType<typeof digitClassifier>['classify'], x: Float32Array) => {
  const { digits, notDigit } = classify(x)
  return Array.from(digits, (p, i) => p * (1 - notDigit[Math.floor(i / 10)]!))
}
const meanOf = (rows: number[][]) => rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length)

describe('digitEnsemble', () => {
  it('is the mean of its members', () => {
    const got = joint(digitEnsemble(files, { shifts: false, temperature: 1 }).classify, frames)
    const expected = meanOf(files.map(bytes => joint(digitClassifier(bytes).classify, frames)))
    for (const [i, p] of expected.entries()) expect(got[i]).toBeCloseTo(p, 6)
  })

  it('averages over the frame and its four neighbours', () => {
    const move = (right: number, down: number) =>
      frames.map((_, i) => {
        const [n, y, x] = [Math.floor(i / 784), Math.floor((i % 784) / 28) - down, (i % 28) - right]
        return x < 0 || y < 0 || x > 27 || y > 27 ? 0 : frames[n * 784 + y * 28 + x]!
      })
    const moves = [move(0, 0), move(1, 0), move(-1, 0), move(0, 1), move(0, -1)]
    const { classify } = digitClassifier(files[0]!)
    const got = joint(digitEnsemble(files.slice(0, 1), { temperature: 1 }).classify, frames)
    for (const [i, p] of meanOf(moves.map(x => joint(classify, x))).entries()) expect(got[i]).toBeCloseTo(p, 6)
  })

  it('is as much surer than the mean as its temperature says, of which digit and not of whether', () => {
    for (const [own, temperature] of [
      [files, 0.75],
      [files.slice(0, 1), 0.9],
    ] as const) {
      const mean = digitEnsemble(own, { temperature: 1 }).classify(frames)
      for (const options of [{}, { temperature }, { temperature: 2 }]) {
        const { digits, notDigit } = digitEnsemble(own, options).classify(frames)
        expect(notDigit).toEqual(mean.notDigit)
        const powers = mean.digits.map(p => p ** (1 / (options.temperature ?? temperature)))
        for (const [i, p] of digits.entries()) {
          const first = 10 * Math.floor(i / 10)
          const total = powers.subarray(first, first + 10).reduce((sum, power) => sum + power, 0)
          expect(p).toBeCloseTo(powers[i]! / total, 5)
        }
      }
    }
    const alone = digitEnsemble(files.slice(0, 1), { shifts: false }).classify(frames)
    for (const [i, p] of digitClassifier(files[0]!).classify(frames).digits.entries())
      expect(alone.digits[i]).toBeCloseTo(p, 5)
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => digitEnsemble(files, { temperature })).toThrow('temperature above 0')
  })

  it('tells which digit it would be, even where all are certain that it is none', () => {
    const always = (bias: Float32Array) => {
      const model = createModel(sequential([28, 28, 1], [flatten(), dense(11), softmax()]), { seed: 1 })
      model.setParameters(new Float32Array(784 * 11), model.layout.parameters[0]!.name)
      model.setParameters(bias, model.layout.parameters[1]!.name)
      return saveModel(model)
    }
    const frame = frames.subarray(0, 784)
    // A logit of 60 for "no digit" leaves the digits e^-60 of the probability, which is nothing beside 1.
    const bias = Float32Array.from({ length: 11 }, (_, k) => (k === 10 ? 60 : k === 7 ? 2 : 0))
    const plain = { temperature: 1 }
    const { digits, notDigit } = digitEnsemble([always(bias), always(bias)], plain).classify(frame)
    expect(notDigit[0]).toBe(1)
    for (const [k, p] of digits.entries()) expect(p).toBeCloseTo(Math.exp(bias[k]!) / (9 + Math.exp(2)), 5)
    // A logit of 200 leaves them nothing at all: that member knows of none, and the others tell.
    const mute = always(bias.map(value => (value === 60 ? 200 : value)))
    expect(digitClassifier(mute).classify(frame).digits).toEqual(new Float32Array(10).fill(0.1))
    const both = digitEnsemble([always(bias), mute]).classify(frame).digits
    expect(both.indexOf(Math.max(...both))).toBe(7)
  })

  it('gives ten probabilities that sum to 1, for bytes as well', () => {
    const { digits } = digitEnsemble(files).classify(Uint8Array.from(frames, value => value * 255))
    expect(digits.subarray(0, 10).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
  })

  it('is what a file of several models one behind the other opens as', () => {
    const joined = new Uint8Array(Buffer.concat(files))
    expect(splitModelFiles(joined)).toEqual(files)
    const opened = digitClassifier(joined)
    expect(opened.id).toBe(digitEnsemble(files).id)
    expect(opened.classify(frames)).toEqual(digitEnsemble(files).classify(frames))
    // Of one model it is that model, and what is damaged or cut off is refused as ever.
    expect(digitClassifier(files[0]!).classify(frames).digits).not.toEqual(
      digitEnsemble([files[0]!]).classify(frames).digits,
    )
    expect(() => digitClassifier(joined.subarray(0, joined.length - 1))).toThrow(
      expect.objectContaining({ code: 'truncated' }),
    )
    const damaged = joined.slice()
    damaged[files[0]!.length - 1]! ^= 1
    expect(() => digitClassifier(damaged)).toThrow(expect.objectContaining({ code: 'corrupt' }))
    expect(() => loadModel(joined)).toThrow(ModelFileError)
  })

  it('names its members and refuses to have none', () => {
    expect(digitEnsemble(files).name).toBe('n1+n2+n3')
    expect(() => digitEnsemble([])).toThrow('at least one model file, got none')
  })
})
