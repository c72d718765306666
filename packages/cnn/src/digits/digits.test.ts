import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { referenceBackend } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { conv2d, createModel, dense, flatten, ModelFileError, saveModel, sequential, softmax } from '../index.ts'
import { digitClassifier, loadDigitClassifier } from './index.ts'
import { weights } from './weights.ts'

const card = JSON.parse(readFileSync(new URL('./card.json', import.meta.url), 'utf8'))
const folder = ['', '/mnist'].map(sub => `${process.env.DIGITREC_DATA ?? '../shared/data'}${sub}`)
const images = folder.map(path => `${path}/t10k-images-idx3-ubyte.gz`).find(existsSync)

describe('the bundled classifier', () => {
  const classifier = loadDigitClassifier()

  it('is the model that its card describes, at most 300 kB', () => {
    const bytes = Buffer.from(weights, 'base64')
    expect(bytes.length).toBe(card.bytes)
    expect(bytes.length).toBeLessThanOrEqual(300_000)
    expect(classifier.id).toBe(card.id)
    expect(card.test.accuracy).toBeGreaterThanOrEqual(0.99)
    expect(card).toMatchObject({
      dataSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      command: expect.stringContaining('train'),
    })
  })

  it('gives probabilities', () => {
    const frames = Float32Array.from({ length: 3 * 784 }, (_, i) => Math.abs(Math.sin(i * 0.7)) * 0.5)
    const { digits, notDigit } = classifier.classify(frames)
    for (let n = 0; n < 3; n++) {
      expect(digits.subarray(n * 10, n * 10 + 10).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
      expect(notDigit[n]).toBeGreaterThanOrEqual(0)
      expect(notDigit[n]).toBeLessThanOrEqual(1)
    }
    expect(classifier.classify(new Float32Array(0)).digits).toHaveLength(0)
  })

  it('makes "no digit" as rare as the note of its model says, and changes nothing else', () => {
    const layers = [flatten(), dense(11), softmax()]
    const open = (notes: Record<string, number>) =>
      digitClassifier(
        saveModel(
          createModel(sequential([28, 28, 1], layers, { preprocessing: { byteScale: 1 / 255, notes } }), { seed: 4 }),
        ),
      )
    const frames = Float32Array.from({ length: 5 * 784 }, (_, i) => Math.abs(Math.sin(i * 0.7)))
    const [plain, rarer] = [{}, { noDigitBias: -1.5 }].map(notes =>
      open({ temperature: 1.3, ...notes }).classify(frames),
    )
    expect(rarer!.digits).toEqual(plain!.digits)
    const odds = (p: number) => p / (1 - p)
    for (const [n, p] of plain!.notDigit.entries())
      expect(odds(rarer!.notDigit[n]!)).toBeCloseTo(Math.exp(-1.5) * odds(p), 5)
  })

  it('refuses a model of other sizes by name', () => {
    const other = saveModel(createModel(sequential([8, 8, 1], [conv2d(2, 3), flatten(), dense(10), softmax()])))
    expect(() => digitClassifier(other)).toThrow(ModelFileError)
    expect(() => digitClassifier(other)).toThrow('expected a network from 28x28 to 10 or 11 classes, got one from 64')
  })

  it.skipIf(!images)(`reads the MNIST test set as its card says${images ? '' : ' (skipped: no MNIST found)'}`, () => {
    const pixels = new Uint8Array(gunzipSync(readFileSync(images!))).subarray(16)
    const labels = gunzipSync(readFileSync(images!.replace('images-idx3', 'labels-idx1'))).subarray(8)
    const { digits } = classifier.classify(pixels)
    const wrong = [...labels].filter((label, n) => {
      const row = digits.subarray(n * 10, n * 10 + 10)
      return row.indexOf(Math.max(...row)) !== label
    })
    expect(labels.length - wrong.length).toBe(card.test.correct)
    // A thousand of them on the plain backend: the same answers, probabilities within 1e-5.
    const plain = loadDigitClassifier({ backend: referenceBackend }).classify(pixels.subarray(0, 784_000)).digits
    const largest = plain.reduce((most, p, i) => Math.max(most, Math.abs(p - digits[i]!)), 0)
    expect(largest).toBeLessThan(1e-5)
  })
})
