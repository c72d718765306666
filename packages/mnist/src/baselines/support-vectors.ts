// The support vector machine with a Gaussian kernel, made small: a random part of the digits may be support vectors, and errors
// count squared in place of the hinge, so that learning is one system of linear equations.

import { createRandom } from '@digitrec/tensor'
import { type DigitSet, pixelsPerDigit } from '../idx.ts'
import { type Baseline, type BaselineOptions, breathe, type FittedBaseline } from './baseline.ts'
import { deskew } from './deskew.ts'
import { type Multiplier, multiplier } from './product.ts'

const classes = 10
/** Width of the kernel exp(−γ|a − b|²) on pixels 0 to 1. */
const gamma = 0.035
/** Weight of the margin against the errors, per digit. */
const ridge = 1e-6
/** Digits whose kernels are held at once. */
const chunk = 1000

/**
 * One against the rest for each class: minimises |Kw − y|² + λ|w|² with y = ±1, K the kernel between every digit and the support vectors.
 *
 * @see Lee, Mangasarian 2001, "RSVM: Reduced Support Vector Machines", eq. 7 and algorithm 3.1, for the random part of the digits; Suykens,
 *   Vandewalle 1999, "Least Squares Support Vector Machine Classifiers", eq. 6, for the squares
 */
export const supportVectors: Baseline = supportVectorsOf(4000)

/** @param count of support vectors, drawn from the digits */
export function supportVectorsOf(count: number): Baseline {
  return {
    name: 'svm',
    summary: `least-squares SVM, Gaussian kernel, ${count} random support vectors, slant removed`,
    fit: (train, options) => fitSupportVectors(train, options, count),
  }
}

async function fitSupportVectors(
  { images, labels, length }: DigitSet,
  options: BaselineOptions,
  asked: number,
): Promise<FittedBaseline> {
  const x = deskew(images)
  const count = Math.min(asked, length)
  const kernels = gaussian(drawRows(x, count, options.seed), count)
  const gram = new Float64Array(count * count)
  const right = new Float64Array(count * classes)
  for (let from = 0; from < length; from += chunk) {
    const to = Math.min(length, from + chunk)
    const k = kernels(x.subarray(from * pixelsPerDigit, to * pixelsPerDigit))
    addGram(gram, k, to - from, count)
    for (let n = 0; n < to - from; n++)
      for (let i = 0; i < count; i++)
        for (let c = 0; c < classes; c++)
          right[i * classes + c]! += k[n * count + i]! * (labels[from + n] === c ? 1 : -1)
    await breathe(options, (0.8 * to) / length)
  }
  for (let i = 0; i < count; i++) gram[i * count + i]! += ridge * length
  const weights = Float32Array.from(solve(gram, right, count, classes))
  await breathe(options, 1)
  return {
    bytes: 4 * count * (pixelsPerDigit + 1 + classes),
    async predict(asked, options = {}) {
      const rows = deskew(asked)
      const total = rows.length / pixelsPerDigit
      const answers = new Uint8Array(total)
      for (let from = 0; from < total; from += chunk) {
        const to = Math.min(total, from + chunk)
        const k = kernels(rows.subarray(from * pixelsPerDigit, to * pixelsPerDigit))
        const scores = multiplier(weights, count, classes).times(k)
        for (let n = from; n < to; n++) {
          const own = scores.subarray((n - from) * classes, (n - from + 1) * classes)
          answers[n] = own.indexOf(Math.max(...own))
        }
        await breathe(options, to / total)
      }
      return answers
    },
  }
}

/** So many rows of x, each at most once. @param x [N,784] */
function drawRows(x: Float32Array, count: number, seed: number): Float32Array {
  const order = Uint32Array.from({ length: x.length / pixelsPerDigit }, (_, n) => n)
  createRandom(seed).fork(6).shuffle(order)
  const drawn = new Float32Array(count * pixelsPerDigit)
  for (let i = 0; i < count; i++) {
    const from = order[i]! * pixelsPerDigit
    drawn.set(x.subarray(from, from + pixelsPerDigit), i * pixelsPerDigit)
  }
  return drawn
}

/** exp(−γ|x − s|²) between rows and support vectors, with |x − s|² = |x|² − 2x·s + |s|². @param vectors [count,784] */
function gaussian(vectors: Float32Array, count: number): (x: Float32Array) => Float32Array {
  const turned = new Float32Array(vectors.length)
  for (let i = 0; i < count; i++)
    for (let p = 0; p < pixelsPerDigit; p++) turned[p * count + i] = vectors[i * pixelsPerDigit + p]!
  const product = multiplier(turned, pixelsPerDigit, count)
  const norms = squaredNorms(vectors)
  return x => {
    const own = squaredNorms(x)
    return product
      .times(x)
      .map((dot, at) => Math.exp(-gamma * (own[Math.floor(at / count)]! - 2 * dot + norms[at % count]!)))
  }
}

function squaredNorms(x: Float32Array): Float64Array {
  const norms = new Float64Array(x.length / pixelsPerDigit)
  for (let i = 0; i < x.length; i++) norms[Math.floor(i / pixelsPerDigit)]! += x[i]! ** 2
  return norms
}

/** Adds KᵀK of a chunk, in blocks of columns so that the engine's product does it. */
function addGram(gram: Float64Array, k: Float32Array, rows: number, count: number): void {
  const turned = new Float32Array(k.length)
  for (let n = 0; n < rows; n++) for (let i = 0; i < count; i++) turned[i * rows + n] = k[n * count + i]!
  const { times }: Multiplier = multiplier(k, rows, count)
  const block = 500
  for (let from = 0; from < count; from += block) {
    const to = Math.min(count, from + block)
    const part = times(turned.subarray(from * rows, to * rows))
    for (let i = 0; i < part.length; i++) gram[from * count + i]! += part[i]!
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
