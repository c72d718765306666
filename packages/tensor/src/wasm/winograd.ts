// Winograd's minimal filtering: m outputs of a 3-tap filter from m + 2 products instead of 3m. In two dimensions a
// tile of m×m outputs costs (m+2)² products instead of 9m². Next: kernels/conv2d-winograd.wasm.ts, which uses it.
//
//   y = Aᵀ[(G·g) ⊙ (Bᵀ·d)],   d: m + 2 inputs, g: 3 taps
//
// and, because the gradient of a product with a matrix is one with its transpose, dg = Gᵀ[(A·dy) ⊙ (Bᵀ·d)].
//
// Inputs and taps are polynomials; they are evaluated at n − 1 points and at infinity (G, Bᵀ by transposition), multiplied
// point by point, and interpolated (Aᵀ). See Winograd 1980, "Arithmetic Complexity of Computations", and Lavin &
// Gray 2015, arXiv:1509.09308, sections 3 and 4. Points: Barabasz et al. 2018, arXiv:1803.10986, table 1.

import type { Expression, FunctionBuilder, Local } from './assembler.ts'
import * as f32x4 from './f32x4.ts'

type Matrix = readonly (readonly number[])[]
type Vector = Expression<'v128'>

/** The matrices of F(m, 3). */
export interface Tile {
  /** Outputs along one axis. */
  readonly m: number
  /** Inputs and products along one axis: m + 2. */
  readonly n: number
  /** All but infinity, which comes last; a and −a stand side by side. */
  readonly points: readonly number[]
  /** Aᵀ, [m,n]. */
  readonly output: Matrix
  /** G, [n,3]. */
  readonly filter: Matrix
  /** Bᵀ, [n,n]. */
  readonly input: Matrix
}

/**
 * The tiles in use, by m. More points mean fewer products and larger rounding errors. F(2, 3) won on no shape above
 * 2×2 pixels when it was measured, so it is not here.
 */
export const tiles = {
  4: makeTile([0, 1, -1, 2, -2]),
  5: makeTile([0, 1, -1, 2, -2, 0.5]),
} as const

/** Outputs along one axis of a tile. */
export type TileSize = keyof typeof tiles

function makeTile(points: readonly number[]): Tile {
  const n = points.length + 1
  const m = n - 2
  const others = (j: number) => points.filter((_, k) => k !== j)
  return {
    m,
    n,
    points,
    output: Array.from({ length: m }, (_, i) => [...points.map(a => a ** i), i === m - 1 ? 1 : 0]),
    filter: [
      ...points.map((a, j) => {
        const scale = others(j).reduce((product, b) => product * (a - b), 1)
        return [1 / scale, a / scale, (a * a) / scale]
      }),
      [0, 0, 1],
    ],
    input: [...points.map((_, j) => [...productOfRoots(others(j)), 0]), productOfRoots(points)],
  }
}

/** Coefficients of Π (x − root), constant first. */
function productOfRoots(roots: readonly number[]): number[] {
  let product = [1]
  for (const root of roots) product = [...product, 0].map((_, i) => (product[i - 1] ?? 0) - root * (product[i] ?? 0))
  return product
}

/** Takes the i-th number of a transformed vector. */
type Put = (i: number, value: Vector) => void

/** Transforms vectors of one axis of a tile, four numbers at a time. */
export type Transform = (vectors: readonly Vector[], put: Put) => void

/**
 * Writes into a function what leads to points, by a matrix with a row for each: inputs Bᵀ·d, taps G·g, gradients of outputs
 * A·dy. Half the sum and half the difference of the rows of a and −a have fewer terms.
 */
export function toPoints(fn: FunctionBuilder, { points }: Tile, matrix: Matrix): Transform {
  const [sum, difference] = fn.locals('v128', 2) as [Local<'v128'>, Local<'v128'>]
  return (vectors, put) => {
    for (let j = 0; j < matrix.length; j++) {
      if (!isPair(points, j)) {
        put(j, linear(fn, matrix[j]!, vectors))
        continue
      }
      const [p, q] = [matrix[j]!, matrix[j + 1]!]
      const half = (sign: number) => p.map((value, i) => (value + sign * q[i]!) / 2)
      fn.set(sum, linear(fn, half(1), vectors))
      fn.set(difference, linear(fn, half(-1), vectors))
      put(j, f32x4.add(sum, difference))
      put(++j, f32x4.sub(sum, difference))
    }
  }
}

/** Aᵀ·p: points to outputs. Powers of a and −a are the same or opposite, so sum and difference serve all rows. */
export function toOutputs(fn: FunctionBuilder, { points, output }: Tile): Transform {
  const pairs = points.map((_, j) => (isPair(points, j) ? fn.locals('v128', 2) : undefined))
  return (p, put) => {
    const [even, odd] = [[...p], [...p]]
    pairs.forEach((pair, j) => {
      if (!pair) return
      const [sum, difference] = pair as [Local<'v128'>, Local<'v128'>]
      fn.set(sum, f32x4.add(p[j]!, p[j + 1]!))
      fn.set(difference, f32x4.sub(p[j]!, p[j + 1]!))
      even[j] = sum
      odd[j] = difference
    })
    output.forEach((row, i) => {
      const used = row.map((value, j) => (pairs[j - 1] ? 0 : value))
      put(i, linear(fn, used, i % 2 === 0 ? even : odd))
    })
  }
}

/** Gᵀ·p: gradients of points to gradients of taps, by the transpose of what leads taps to points. */
export function toTapGradients(fn: FunctionBuilder, { filter }: Tile): Transform {
  return (p, put) => {
    transpose(filter).forEach((row, i) => {
      put(i, linear(fn, row, p))
    })
  }
}

/** Σ coefficient · vector, without the products by 0 and 1. */
function linear(fn: FunctionBuilder, coefficients: readonly number[], vectors: readonly Vector[]): Vector {
  const terms = coefficients
    .map((coefficient, i) => ({ coefficient, vector: vectors[i]! }))
    .filter(({ coefficient }) => coefficient !== 0)
    // A positive one first, so that no sign is changed.
    .toSorted((a, b) => Math.sign(b.coefficient) - Math.sign(a.coefficient))
  let sum: Vector | undefined
  for (const { coefficient, vector } of terms) {
    const size = Math.abs(coefficient)
    const term = size === 1 ? vector : f32x4.mul(fn.constant(size), vector)
    if (coefficient < 0) sum = f32x4.sub(sum ?? fn.constant(0), term)
    else sum = sum ? f32x4.add(sum, term) : term
  }
  return sum!
}

/** Whether point j + 1 is the opposite of point j. */
function isPair(points: readonly number[], j: number): boolean {
  return points[j] !== 0 && points[j + 1] === -points[j]!
}

/** Rows as columns. */
export function transpose(matrix: Matrix): number[][] {
  return matrix[0]!.map((_, j) => matrix.map(row => row[j]!))
}
