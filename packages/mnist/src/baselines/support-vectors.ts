// The support vector machine with a Gaussian kernel, in the two forms that make it small enough for a page: random features in
// place of the kernel, and least squares in place of the hinge, so that learning is one system of linear equations.

import { createRandom } from '@digitrec/tensor'
import { type DigitSet, pixelsPerDigit } from '../idx.ts'
import { type Baseline, type BaselineOptions, breathe, type FittedBaseline } from './baseline.ts'
import { deskew } from './deskew.ts'
import { type Multiplier, multiplier } from './product.ts'

const classes = 10
/** Width of the kernel exp(−γ|a − b|²) on pixels 0 to 1. */
const gamma = 0.03
/** Weight of the margin against the errors, per digit. */
const ridge = 1e-4
/** Digits whose features are held at once. */
const chunk = 1000

/**
 * One against the rest for each class: minimises |Φw − y|² + λ|w|² with y = ±1.
 *
 * @see Suykens, Vandewalle 1999, "Least Squares Support Vector Machine Classifiers", eq. 6 and 14; Rahimi, Recht 2007, "Random
 *   Features for Large-Scale Kernel Machines", algorithm 1
 */
export const supportVectors: Baseline = supportVectorsOf(3000)

/** @param features random ones; the error of the kernel falls with the square root of their number */
export function supportVectorsOf(features: number): Baseline {
  return {
    name: 'svm',
    summary: `least-squares SVM, Gaussian kernel by ${features} random features, slant removed`,
    fit: (train, options) => fitSupportVectors(train, options, features),
  }
}

async function fitSupportVectors(
  { images, labels, length }: DigitSet,
  options: BaselineOptions,
  features: number,
): Promise<FittedBaseline> {
  const map = featureMap(options.seed, features)
  const x = deskew(images)
  const gram = new Float64Array(features * features)
  const right = new Float64Array(features * classes)
  for (let from = 0; from < length; from += chunk) {
    const to = Math.min(length, from + chunk)
    const phi = map(x.subarray(from * pixelsPerDigit, to * pixelsPerDigit))
    addGram(gram, phi, to - from, features)
    for (let n = 0; n < to - from; n++)
      for (let i = 0; i < features; i++)
        for (let k = 0; k < classes; k++)
          right[i * classes + k]! += phi[n * features + i]! * (labels[from + n] === k ? 1 : -1)
    await breathe(options, (0.9 * to) / length)
  }
  for (let i = 0; i < features; i++) gram[i * features + i]! += ridge * length
  const weights = Float32Array.from(solve(gram, right, features, classes))
  await breathe(options, 1)
  return {
    bytes: 4 * (features * (pixelsPerDigit + 1) + weights.length),
    async predict(asked, options = {}) {
      const rows = deskew(asked)
      const count = rows.length / pixelsPerDigit
      const answers = new Uint8Array(count)
      for (let from = 0; from < count; from += chunk) {
        const to = Math.min(count, from + chunk)
        const phi = map(rows.subarray(from * pixelsPerDigit, to * pixelsPerDigit))
        const scores = multiplier(weights, features, classes).times(phi)
        for (let n = from; n < to; n++) {
          const own = scores.subarray((n - from) * classes, (n - from + 1) * classes)
          answers[n] = own.indexOf(Math.max(...own))
        }
        await breathe(options, to / count)
      }
      return answers
    },
  }
}

/** φ(x) = √(2/D) · cos(Wx + b), W normal with variance 2γ, b even in [0, 2π). */
function featureMap(seed: number, features: number): (x: Float32Array) => Float32Array {
  const random = createRandom(seed).fork(6)
  const w = Float32Array.from({ length: pixelsPerDigit * features }, () => random.normal() * Math.sqrt(2 * gamma))
  const b = Float32Array.from({ length: features }, () => random.uniform(0, 2 * Math.PI))
  const product = multiplier(w, pixelsPerDigit, features)
  const scale = Math.sqrt(2 / features)
  return x => product.times(x).map((value, i) => scale * Math.cos(value + b[i % features]!))
}

/** Adds ΦᵀΦ of a chunk, in blocks of columns so that the engine's product does it. */
function addGram(gram: Float64Array, phi: Float32Array, rows: number, features: number): void {
  const turned = new Float32Array(phi.length)
  for (let n = 0; n < rows; n++) for (let i = 0; i < features; i++) turned[i * rows + n] = phi[n * features + i]!
  const { times }: Multiplier = multiplier(phi, rows, features)
  const block = 500
  for (let from = 0; from < features; from += block) {
    const to = Math.min(features, from + block)
    const part = times(turned.subarray(from * rows, to * rows))
    for (let i = 0; i < part.length; i++) gram[from * features + i]! += part[i]!
  }
}

/**
 * Solves A·X = B for a symmetric positive definite A by Cholesky's decomposition; A and B are overwritten.
 *
 * @param a [n,n]
 * @param b [n,m]
 * @returns b, now X
 * @see Golub, Van Loan 2013, "Matrix Computations", algorithm 4.2.2
 */
export function solve(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  for (let j = 0; j < n; j++) {
    const rowJ = a.subarray(j * n, j * n + j)
    let diagonal = a[j * n + j]!
    for (const value of rowJ) diagonal -= value * value
    const root = Math.sqrt(diagonal)
    a[j * n + j] = root
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!
      const rowI = i * n
      for (let k = 0; k < j; k++) sum -= a[rowI + k]! * rowJ[k]!
      a[rowI + j] = sum / root
    }
  }
  for (let i = 0; i < n; i++)
    for (let c = 0; c < m; c++) {
      let sum = b[i * m + c]!
      for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k * m + c]!
      b[i * m + c] = sum / a[i * n + i]!
    }
  for (let i = n - 1; i >= 0; i--)
    for (let c = 0; c < m; c++) {
      let sum = b[i * m + c]!
      for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k * m + c]!
      b[i * m + c] = sum / a[i * n + i]!
    }
  return b
}
