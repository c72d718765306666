// Gaussian naive Bayes: every pixel of every class has a mean and a spread, and pixels know nothing of each other.

import { pixelsPerDigit } from '../idx.ts'
import { type Baseline, breathe } from './baseline.ts'
import { deskew } from './deskew.ts'

const classes = 10
/** Added to every variance, as a share of the largest: pixels that never change would decide alone. */
const floor = 0.05

/**
 * argmax_k log P(k) − Σ_i ½ log 2πσ²_ki + (x_i − μ_ki)² / 2σ²_ki on deskewed pixels.
 *
 * @see Duda, Hart, Stork 2001, "Pattern Classification", section 2.6.2
 */
export const naiveBayes: Baseline = {
  name: 'nb',
  summary: 'Gaussian naive Bayes, slant removed',
  async fit({ images, labels }, options) {
    const x = deskew(images)
    const counts = new Float64Array(classes)
    const sums = new Float64Array(classes * pixelsPerDigit)
    const squares = new Float64Array(classes * pixelsPerDigit)
    for (const [n, label] of labels.entries()) {
      counts[label]!++
      for (let i = 0; i < pixelsPerDigit; i++) {
        const value = x[n * pixelsPerDigit + i]!
        sums[label * pixelsPerDigit + i]! += value
        squares[label * pixelsPerDigit + i]! += value * value
      }
    }
    await breathe(options, 1)
    const means = sums.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / pixelsPerDigit)]!))
    const raw = squares.map((sum, i) => sum / Math.max(1, counts[Math.floor(i / pixelsPerDigit)]!) - means[i]! ** 2)
    const extra = floor * raw.reduce((largest, value) => Math.max(largest, value), 0)
    const variances = raw.map(value => Math.max(0, value) + extra)
    const priors = counts.map(count => Math.log((count + 1) / (labels.length + classes)))
    return {
      bytes: 4 * (means.length + variances.length),
      async predict(asked) {
        const rows = deskew(asked)
        return Uint8Array.from({ length: rows.length / pixelsPerDigit }, (_, n) => {
          const scores = Array.from(priors, (prior, k) => {
            let score = prior
            for (let i = 0; i < pixelsPerDigit; i++) {
              const at = k * pixelsPerDigit + i
              const off = rows[n * pixelsPerDigit + i]! - means[at]!
              score -= 0.5 * (Math.log(variances[at]!) + (off * off) / variances[at]!)
            }
            return score
          })
          return scores.indexOf(Math.max(...scores))
        })
      },
    }
  },
}
