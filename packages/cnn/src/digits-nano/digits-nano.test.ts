import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadDigitClassifier } from '../digits/index.ts'
import { loadNanoDigitClassifier } from './index.ts'
import { weights } from './weights.ts'

const card = JSON.parse(readFileSync(new URL('./card.json', import.meta.url), 'utf8'))

describe('the small bundled classifier', () => {
  const classifier = loadNanoDigitClassifier()

  it('is the model that its card describes, at most 30 kB', () => {
    const bytes = Buffer.from(weights, 'base64')
    expect(bytes.length).toBe(card.bytes)
    expect(bytes.length).toBeLessThanOrEqual(30_000)
    expect(classifier.id).toBe(card.id)
    expect(card).toMatchObject({ preset: 'nano', command: expect.stringContaining('train --preset nano') })
  })

  it('reads a drawn seven as the large one does, and sees nothing in an empty frame', () => {
    const seven = new Float32Array(784)
    for (let x = 6; x < 21; x++) for (let y = 5; y < 8; y++) seven[y * 28 + x] = 1
    for (let y = 8; y < 24; y++) for (let x = 0; x < 3; x++) seven[y * 28 + 18 + x - Math.round((y - 8) / 2)] = 1
    const answer = (digits: Float32Array) => digits.indexOf(Math.max(...digits))
    expect(answer(classifier.classify(seven).digits)).toBe(7)
    expect(answer(loadDigitClassifier().classify(seven).digits)).toBe(7)
    expect(classifier.classify(new Float32Array(784)).notDigit[0]).toBe(1)
  })
})
