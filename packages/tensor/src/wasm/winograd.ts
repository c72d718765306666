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

/** Writes the transforms of a tile into a function, along one axis, on four numbers at a time. */
export class TransformWriter {
  readonly #constants: ReadonlyMap<number, Vector>
  readonly #sum: Local<'v128'>[]
  readonly #difference: Local<'v128'>[]

  /** Where this is made, constants are loaded: outside the loops. */
  constructor(
    readonly fn: FunctionBuilder,
    readonly tile: Tile,
  ) {
    const { input, output, filter } = tile
    const byPoint = [input, filter, transpose(output)].flatMap(matrix => [...matrix, ...halves(matrix)])
    const known = new Set([0, ...byPoint.flat()].map(Math.abs))
    this.#constants = new Map([...known].map(value => [value, fn.local('v128', f32x4.const(value))]))
    this.#sum = fn.locals('v128', 2)
    this.#difference = fn.locals('v128', 2)
  }

  /** Bᵀ·d: inputs to points. */
  input(d: readonly Vector[], put: Put): void {
    this.#toPoints(this.tile.input, d, put)
  }

  /** G·g: taps to points. */
  filter(g: readonly Vector[], put: Put): void {
    this.#toPoints(this.tile.filter, g, put)
  }

  /** A·dy: gradients of outputs to gradients of points, by the transpose of {@link output}. */
  outputGradient(dy: readonly Vector[], put: Put): void {
    this.#toPoints(transpose(this.tile.output), dy, put)
  }

  /** Gᵀ·p: gradients of points to gradients of taps, by the transpose of {@link filter}. */
  filterGradient(p: readonly Vector[], put: Put): void {
    transpose(this.tile.filter).forEach((row, i) => {
      put(i, this.#linear(row, p))
    })
  }

  /** A matrix with a row for each point. Half the sum and half the difference of the rows of a and −a have fewer terms. */
  #toPoints(matrix: Matrix, vectors: readonly Vector[], put: Put): void {
    const { fn } = this
    const { points } = this.tile
    const [sum, difference] = [this.#sum[0]!, this.#difference[0]!]
    for (let j = 0; j < matrix.length; j++) {
      if (!isPair(points, j)) {
        put(j, this.#linear(matrix[j]!, vectors))
        continue
      }
      const [even, odd] = halfSums(matrix[j]!, matrix[j + 1]!)
      fn.set(sum, this.#linear(even, vectors))
      fn.set(difference, this.#linear(odd, vectors))
      put(j, f32x4.add(sum, difference))
      put(++j, f32x4.sub(sum, difference))
    }
  }

  /** Aᵀ·p: points to outputs. Powers of a and −a are the same or opposite, so sum and difference serve all rows. */
  output(p: readonly Vector[], put: Put): void {
    const { fn } = this
    const { points, output } = this.tile
    const terms = [...p]
    const alternating = new Map<number, Vector>()
    let pairs = 0
    for (let j = 0; j < points.length; j++) {
      if (!isPair(points, j)) continue
      const [sum, difference] = [this.#sum[pairs]!, this.#difference[pairs++]!]
      fn.set(sum, f32x4.add(p[j]!, p[j + 1]!))
      fn.set(difference, f32x4.sub(p[j]!, p[j + 1]!))
      terms[j] = sum
      alternating.set(j, difference)
    }
    output.forEach((row, i) => {
      const used = row.map((value, j) => (j > 0 && isPair(points, j - 1) ? 0 : value))
      const vectors = terms.map((term, j) => (i % 2 === 1 ? (alternating.get(j) ?? term) : term))
      put(i, this.#linear(used, vectors))
    })
  }

  /** Σ coefficient · vector, without the products by 0 and 1. */
  #linear(coefficients: readonly number[], vectors: readonly Vector[]): Vector {
    const terms = coefficients
      .map((coefficient, i) => ({ coefficient, vector: vectors[i]! }))
      .filter(({ coefficient }) => coefficient !== 0)
      // A positive one first, so that no sign is changed.
      .toSorted((a, b) => Math.sign(b.coefficient) - Math.sign(a.coefficient))
    return terms.slice(1).reduce((sum, { coefficient, vector }) => {
      const term = this.#times(Math.abs(coefficient), vector)
      return coefficient > 0 ? f32x4.add(sum, term) : f32x4.sub(sum, term)
    }, this.#first(terms[0]!))
  }

  #first({ coefficient, vector }: { coefficient: number; vector: Vector }): Vector {
    const term = this.#times(Math.abs(coefficient), vector)
    return coefficient > 0 ? term : f32x4.sub(this.#constants.get(0)!, term)
  }

  #times(coefficient: number, vector: Vector): Vector {
    return coefficient === 1 ? vector : f32x4.mul(this.#constants.get(coefficient)!, vector)
  }
}

/** Whether point j + 1 is the opposite of point j. */
function isPair(points: readonly number[], j: number): boolean {
  return points[j] !== 0 && points[j + 1] === -points[j]!
}

function transpose(matrix: Matrix): number[][] {
  return matrix[0]!.map((_, j) => matrix.map(row => row[j]!))
}

function halfSums(p: readonly number[], q: readonly number[]): [number[], number[]] {
  return [p.map((value, i) => (value + q[i]!) / 2), p.map((value, i) => (value - q[i]!) / 2)]
}

/** Everything that {@link halfSums} can give for neighbouring rows. */
function halves(rows: Matrix): number[][] {
  return rows.slice(1).flatMap((row, i) => halfSums(rows[i]!, row))
}
