import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { nbest } from './nbest.ts'

/** Digits with random alternatives, on one line but for the last. */
function digits(count: number, seed: number) {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const weights = Array.from({ length: 10 }, () => random.next() ** 4)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const alternatives = weights
      .map((weight, digit) => ({ digit, probability: weight / sum }))
      .sort((a, b) => b.probability - a.probability)
    return { alternatives, line: i === count - 1 && count > 1 ? 1 : 0, notDigit: 0.2 * random.next() }
  })
}

describe('nbest', () => {
  it.each([1, 2, 3])('finds what trying every number of %i digits finds', count => {
    const list = digits(count, count)
    const all = Array.from({ length: 10 ** count }, (_, number) => {
      const text = String(number).padStart(count, '0')
      const confidence = list.reduce((product, { alternatives, notDigit }, i) => {
        const found = alternatives.find(({ digit }) => digit === Number(text[i]))!
        return product * found.probability * (1 - notDigit)
      }, 1)
      return { text: count > 1 ? `${text.slice(0, -1)}\n${text.at(-1)}` : text, confidence }
    }).sort((a, b) => b.confidence - a.confidence)
    const best = nbest(list, 25)
    expect(best.map(({ text }) => text)).toEqual(all.slice(0, 25).map(({ text }) => text))
    for (const [i, { confidence }] of best.entries()) expect(confidence).toBeCloseTo(all[i]!.confidence, 12)
  })

  it('is fast on a long number and empty without digits', () => {
    const [best, second] = nbest(digits(200, 9), 5)
    expect(best!.text.replace('\n', '')).toHaveLength(200)
    expect(second!.confidence).toBeLessThanOrEqual(best!.confidence)
    expect(nbest([], 5)).toEqual([])
    expect(nbest(digits(2, 1), 0)).toEqual([])
  })
})
