import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { digitModel, loadDigitClassifier } from '../digits/index.ts'
import { splitModelFiles } from '../model-file.ts'
import { bestDigitModel, loadBestDigitClassifier } from './index.ts'

const { members } = JSON.parse(readFileSync(new URL('./card.json', import.meta.url), 'utf8'))

describe('the most accurate bundled classifier', () => {
  it('is the default one and those of its card', () => {
    const files = splitModelFiles(bestDigitModel())
    expect(files[0]).toEqual(digitModel())
    expect(files.slice(1).map(({ length }) => length)).toEqual(members.map(({ bytes }: { bytes: number }) => bytes))
    const ids = members.map(({ id }: { id: string }) => id)
    expect(loadBestDigitClassifier().id).toBe([loadDigitClassifier().id, ...ids].join('+'))
    for (const { preset, command } of members) {
      expect(preset).toBe('clean')
      expect(command).toContain('train --preset clean')
    }
    // What is added to a package that is installed for the default alone.
    expect(files.slice(1).reduce((sum, { length }) => sum + length, 0)).toBeLessThan(600_000)
  })

  it('answers as the mean of its members over five views does, and sees nothing in an empty frame', () => {
    const seven = new Float32Array(784)
    for (let x = 6; x < 21; x++) for (let y = 5; y < 8; y++) seven[y * 28 + x] = 1
    for (let y = 8; y < 24; y++) for (let x = 0; x < 3; x++) seven[y * 28 + 18 + x - Math.round((y - 8) / 2)] = 1
    const { digits, notDigit } = loadBestDigitClassifier().classify(seven)
    expect(digits.indexOf(Math.max(...digits))).toBe(7)
    expect(notDigit[0]).toBeLessThan(0.5)
    expect(loadBestDigitClassifier().classify(new Float32Array(784)).notDigit[0]).toBeGreaterThan(0.99)
  })
})
