// The measures against numbers of scikit-learn and statsmodels (test/goldens/make.py), and examples worked by hand.

import { readFileSync } from 'node:fs'
import { createModel, dense, flatten, sequential, softmax, wilsonInterval } from '@digitrec/cnn'
import { createRandom, referenceBackend } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { calibrationError, fitTemperature, losses, reliabilityBins } from './calibration.ts'
import { acceptanceThreshold, auroc, detection, refusedShare } from './detection.ts'
import { mcnemar } from './mcnemar.ts'
import {
  type Answering,
  amongDigits,
  answersOf,
  atTemperature,
  onThreads,
  type Predictions,
  predictFrames,
  priorShift,
  withNoDigitBias,
} from './predictions.ts'
import { areaUnderRiskCoverage, atCoverage, riskCoverage } from './selection.ts'
import { ambiguousTestDigits, correctedScore, correctedTestLabels } from './wrong-labels.ts'

const golden = JSON.parse(readFileSync(new URL('../../test/goldens/measures.json', import.meta.url), 'utf8'))

const predictions: Predictions = {
  count: golden.labels.length,
  classes: 3,
  probabilities: Float64Array.from(golden.probabilities as number[]),
  labels: Uint8Array.from(golden.labels as number[]),
}

describe('against somebody else’s code', () => {
  it('negative log-likelihood and Brier score', () => {
    expect(losses(predictions).nll).toBeCloseTo(golden.nll, 12)
    expect(losses(predictions).brier).toBeCloseTo(golden.brier, 12)
  })
  it('AUROC with ties', () => expect(auroc(golden.digits, golden.others)).toBeCloseTo(golden.auroc, 12))
  it.each(golden.mcnemar as [number, number, number][])('McNemar of %i against %i', (b, c, p) => {
    const first = [...Array(b).fill(1), ...Array(c).fill(0), 1, 0, 1]
    const second = [...Array(b).fill(0), ...Array(c).fill(1), 1, 0, 1]
    const result = mcnemar(first, second)
    expect([result.onlyFirst, result.onlySecond]).toEqual([b, c])
    expect(result.p / p).toBeCloseTo(1, 9)
  })
  it.each(golden.wilson as [number, number, number, number][])('Wilson interval of %i of %i', (k, n, low, high) => {
    expect(wilsonInterval(k, n)[0]).toBeCloseTo(low, 7)
    expect(wilsonInterval(k, n)[1]).toBeCloseTo(high, 7)
  })
})

describe('reliability', () => {
  const confidences = [0.5, 0.55, 0.9, 0.95, 1, 1]
  const correct = [1, 0, 1, 0, 1, 1]

  it('bins of equal width hold their upper end', () => {
    // Four bins: (0.25, 0.5], (0.5, 0.75], (0.75, 1].
    expect(reliabilityBins(confidences, correct, 'equal-width', 4)).toEqual([
      { count: 1, meanConfidence: 0.5, accuracy: 1 },
      { count: 1, meanConfidence: 0.55, accuracy: 0 },
      { count: 4, meanConfidence: 0.9625, accuracy: 0.75 },
    ])
    // 1/6 · 0.5 + 1/6 · 0.55 + 4/6 · 0.2125
    expect(calibrationError(reliabilityBins(confidences, correct, 'equal-width', 4))).toBeCloseTo(1.9 / 6, 12)
  })
  it('bins of equal mass hold as many each', () => {
    const bins = reliabilityBins(confidences, correct, 'equal-mass', 3)
    expect(bins.map(bin => bin.count)).toEqual([2, 2, 2])
    // 2/6 · |0.5 − 0.525| + 2/6 · |0.5 − 0.925| + 0
    expect(calibrationError(bins)).toBeCloseTo(0.15, 12)
  })
  it('confidences of 0 and 1 are in the first and the last bin', () =>
    expect(reliabilityBins([0, 1], [0, 1]).map(bin => bin.meanConfidence)).toEqual([0, 1]))
})

describe('the bias of "no digit"', () => {
  // Eleven likelihoods of one picture; Bayes' rule turns them into probabilities for any share of what is no digit.
  const likelihoods = Array.from({ length: 11 }, (_, k) => 0.01 + ((k * 7) % 11) / 20)
  const bayes = (share: number): Predictions => {
    const joint = likelihoods.map((p, k) => p * (k === 10 ? share : (1 - share) / 10))
    const total = joint.reduce((sum, p) => sum + p)
    return { count: 1, classes: 11, probabilities: Float64Array.from(joint, p => p / total), labels: Uint8Array.of(0) }
  }

  it("is Bayes' rule with another prior", () => {
    const moved = withNoDigitBias(bayes(0.2), priorShift(0.2, 0.05))
    for (const [k, p] of bayes(0.05).probabilities.entries()) expect(moved.probabilities[k]).toBeCloseTo(p, 12)
  })
  it('leaves ten classes, and what is likelier among digits, as they are', () => {
    const digits = amongDigits(bayes(0.2))
    expect(withNoDigitBias(digits, -2)).toBe(digits)
    expect(amongDigits(withNoDigitBias(bayes(0.2), -2)).probabilities[3]).toBeCloseTo(digits.probabilities[3]!, 12)
  })
})

describe('temperature', () => {
  it('2 takes the square root of odds, and leaves the answer', () => {
    const sharp = { count: 1, classes: 2, probabilities: Float64Array.of(0.8, 0.2), labels: Uint8Array.of(0) }
    const [a, b] = atTemperature(sharp, 2).probabilities
    expect(a! / b!).toBeCloseTo(2, 12)
    expect(a! + b!).toBeCloseTo(1, 12)
  })
  it('is found again where it was put', () => {
    // Labels drawn from the very probabilities: calibrated. Sharpened by 1.7, they need 1.7 back.
    const random = createRandom(3)
    const count = 4000
    const probabilities = new Float64Array(count * 10)
    const labels = new Uint8Array(count)
    for (let n = 0; n < count; n++) {
      const row = Array.from({ length: 10 }, () => Math.exp(2 * random.normal()))
      const total = row.reduce((sum, p) => sum + p)
      let left = random.next() * total
      labels[n] = row.findIndex(p => (left -= p) < 0)
      for (let k = 0; k < 10; k++) probabilities[n * 10 + k] = row[k]! / total
    }
    const calibrated = { count, classes: 10, probabilities, labels }
    const own = fitTemperature(calibrated)
    expect(Math.abs(own - 1)).toBeLessThan(0.06)
    expect(fitTemperature(atTemperature(calibrated, 1 / 1.7)) / own).toBeCloseTo(1.7, 2)
    const { confidences, correct } = answersOf(calibrated)
    expect(calibrationError(reliabilityBins(confidences, correct))).toBeLessThan(0.03)
    const sharp = answersOf(atTemperature(calibrated, 1 / 1.7))
    expect(calibrationError(reliabilityBins(sharp.confidences, sharp.correct))).toBeGreaterThan(0.06)
  })
})

describe('eleven classes', () => {
  const row = [0.1, 0.4, 0, 0, 0, 0, 0, 0, 0, 0, 0.5]
  const eleven = { count: 1, classes: 11, probabilities: Float64Array.from(row), labels: Uint8Array.of(1) }
  it('“no digit” is no answer, but takes from the confidence', () => {
    expect([...answersOf(eleven).digits]).toEqual([1])
    expect(answersOf(eleven).confidences[0]).toBe(0.4)
  })
  it('given that it is a digit, the ten sum to 1', () => {
    const ten = amongDigits(eleven)
    expect(ten.classes).toBe(10)
    expect(ten.probabilities[1]).toBeCloseTo(0.8, 12)
  })
})

describe('predictions on threads', () => {
  const network = sequential([28, 28, 1], [flatten(), dense(10), softmax()])
  const random = createRandom(7)
  const frames = Array.from({ length: 21 }, () => Float32Array.from({ length: 784 }, () => random.next()))
  const predict = (answering: Answering) => predictFrames(answering, frames, new Uint8Array(21))

  it('are those of the model', async () => {
    const model = createModel(network, { seed: 1 })
    const [one, two] = [await predict(model), await onThreads(model, 2, predict)]
    for (const [i, p] of one.probabilities.entries()) expect(two.probabilities[i]).toBeCloseTo(p, 6)
  })

  it('need the backend of threads', async () => {
    const model = createModel(network, { backend: referenceBackend })
    await expect(onThreads(model, 2, predict)).rejects.toMatchObject({ code: 'threads-unsupported' })
  })
})

describe('risk and coverage', () => {
  // By hand: order of confidence is right, wrong, (right, wrong together), right.
  const confidences = [0.7, 0.9, 0.8, 0.7, 0.6]
  const correct = [1, 1, 0, 0, 1]
  const curve = riskCoverage(confidences, correct)

  it('has a point for each confidence', () =>
    expect(curve).toEqual([
      { coverage: 0.2, risk: 0, errors: 0, threshold: 0.9 },
      { coverage: 0.4, risk: 0.5, errors: 1, threshold: 0.8 },
      { coverage: 0.8, risk: 0.5, errors: 2, threshold: 0.7 },
      { coverage: 1, risk: 0.4, errors: 2, threshold: 0.6 },
    ]))
  it('area: 0.2·0 + 0.2·0.5 + 0.4·0.5 + 0.2·0.4', () => expect(areaUnderRiskCoverage(curve)).toBeCloseTo(0.38, 12))
  it('at a coverage it answers at least so many', () => {
    expect(atCoverage(curve, 0.4).threshold).toBe(0.8)
    expect(atCoverage(curve, 0.41).threshold).toBe(0.7)
    expect(() => atCoverage(curve, 1.2)).toThrow(RangeError)
  })
})

describe('what is let through', () => {
  it('the threshold accepts the share that was asked for, and no more than it must', () => {
    const scores = Array.from({ length: 200 }, (_, i) => i / 200)
    const threshold = acceptanceThreshold(scores, 0.995)
    expect(refusedShare(scores, threshold)).toBe(0.005)
    expect(refusedShare(scores, acceptanceThreshold(scores, 1))).toBe(0)
  })
  it('what is apart is told apart', () => {
    expect(detection([0.1, 0.2, 0.3], [0.6, 0.9])).toEqual({ auroc: 1, fprAt95: 0 })
    expect(auroc([1, 2], [1, 2])).toBe(0.5)
  })
})

describe('corrected labels', () => {
  it('replace ten labels and leave out five', () => {
    const labels = new Uint8Array(10_000).map((_, i) => (i * 7) % 10)
    const { correct, count } = correctedScore(labels, labels)
    expect(count).toBe(9_995)
    const same = [...correctedTestLabels].filter(([index, digit]) => labels[index] === digit).length
    expect(correct).toBe(9_995 - 10 + same)
    expect([...ambiguousTestDigits].some(index => correctedTestLabels.has(index))).toBe(false)
  })
})
