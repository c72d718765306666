import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibratedConfidence, type Trust } from './confidence.ts'
import { bounds } from './judge.ts'

const digit = { notDigit: 0.0001, likeliest: 0.9999, isWhole: true }
const sure: Trust = { share: 0.9999, digits: [digit, digit], contrast: 0.7 }

describe('calibratedConfidence', () => {
  it('is high for what is sure, none for no digits', () => {
    expect(calibratedConfidence(sure)).toBeGreaterThan(0.95)
    expect(calibratedConfidence({ ...sure, digits: [] })).toBe(0)
  })

  it('is low where two readings share', () => {
    const unsure = { ...digit, likeliest: 0.498 }
    expect(calibratedConfidence({ ...sure, share: 0.498, digits: [unsure] })).toBeLessThan(0.7)
  })

  it('falls with what the reader of lines holds of the text, and what it holds for impossible goes to review', () => {
    const confidences = [-0.001, -0.1, -1, -5, -20].map(reader => calibratedConfidence({ ...sure, reader }))
    for (const [n, confidence] of confidences.entries()) if (n > 0) expect(confidence).toBeLessThan(confidences[n - 1]!)
    expect(confidences.at(-1)).toBeLessThan(bounds.accept)
  })

  it('never rises with a doubt', () => {
    const p = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(p, p, p, p, p, (share, notDigit, likeliest, contrast, less) => {
        const reader = Math.log(likeliest)
        const trust: Trust = { share, digits: [{ notDigit, likeliest, isWhole: true }, digit], contrast, reader }
        const before = calibratedConfidence(trust)
        const doubts: Trust[] = [
          { ...trust, share: share * less },
          { ...trust, contrast: contrast * less },
          { ...trust, digits: [{ notDigit, likeliest: likeliest * less, isWhole: true }, digit] },
          { ...trust, digits: [{ notDigit: 1 - (1 - notDigit) * less, likeliest, isWhole: true }, digit] },
          { ...trust, digits: [{ notDigit, likeliest, isWhole: false }, digit] },
          { ...trust, reader: reader + Math.log(less) },
        ]
        for (const doubt of doubts) expect(calibratedConfidence(doubt)).toBeLessThanOrEqual(before + 1e-12)
      }),
      { numRuns: 100, seed: 7 },
    )
  })
})
