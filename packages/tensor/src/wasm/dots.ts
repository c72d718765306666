// Dense layers as dot products: the lanes of a sum run along k, so that no lane is idle however few outputs there are.
//
// multiply.ts keeps four rows of eight columns in registers. With one row that leaves two sums, which wait for themselves, and of
// ten columns it computes twelve. Here one row meets seven columns at once, or two rows four. Not more: V8 loads all weights of
// a step before it multiplies, so sums, weights and rows must find room in 15 registers. With ten columns some were kept in
// memory, and each step waited for that: 11.8 instead of 18 products a nanosecond, on one row.

import type { FunctionBuilder, Int, Local } from './assembler.ts'
import * as f32 from './f32.ts'
import * as f32x4 from './f32x4.ts'
import { rectify } from './finish.ts'
import * as i32 from './i32.ts'
import { acrossLanes, evenBlocks, gatherLanes, type Lanes, loadLanes, storeLanes } from './lanes.ts'
import * as v128 from './v128.ts'

/** Rows of a block. */
const mostRows = 2

/** Columns of a block. */
function mostColumns(N: number): number {
  return N === 1 ? 7 : 4
}

/** Vectors of k that are summed before the sums join the result: weights of a block, and rows, then stay in the nearest cache. */
const partVectors = 256

/** Rows [N,C] times weights [C,K]. */
interface Sizes {
  readonly N: number
  readonly C: number
  readonly K: number
}

/** Bytes of packed weights. */
export function dotBytes({ C, K }: Pick<Sizes, 'C' | 'K'>): number {
  return K * runBytes(C)
}

function runBytes(C: number): number {
  return Math.ceil(C / 4) * 16
}

/**
 * Packs weights [C,K] in the order in which they are read: for each block of columns, and each four rows of it, a vector of
 * these rows for each column. Rows that are missing in the last four are zero.
 */
export function packDots(fn: FunctionBuilder, { N, C, K }: Sizes, to: Int, from: number): void {
  const target = fn.pointer(to)
  const block = fn.pointer(from)
  const row = K * 4
  for (const { count, size } of evenBlocks(K, mostColumns(N)))
    fn.repeat(count, () => {
      const source = fn.pointer(block)
      const packRows = (lanes: Lanes) => {
        for (let j = 0; j < size; j++) fn.store(target, j * 16, gatherLanes(source, j * 4, row, lanes))
        fn.advance(source, lanes * row)
        fn.advance(target, size * 16)
      }
      fn.repeat(Math.floor(C / 4), () => packRows(4))
      if (C % 4 > 0) packRows((C % 4) as Lanes)
      fn.advance(block, size * 4)
    })
}

/** Where the numbers of {@link multiplyDots} stand. */
interface Places {
  readonly x: number
  readonly y: number
  readonly weights: Int
  readonly bias: Int
}

/**
 * y[n][k] = bias[k] + Σ_c x[n][c] · w[c][k], with weights of {@link packDots}; negative results become zero if `relu`.
 *
 * @param sizes C is at least 4
 */
export function multiplyDots(fn: FunctionBuilder, sizes: Sizes, places: Places, relu: boolean): void {
  const { N, C, K } = sizes
  fn.walk(N, [[places.y, K * 4]], row => fn.copy(row, places.bias, K * 4))
  const vectors = Math.floor(C / 4)
  const parts = Math.ceil(vectors / partVectors) - 1
  const done = fn.pointer()
  fn.repeat(parts, () => {
    addPart(fn, sizes, places, { done, vectors: partVectors, lanes: 0, relu: false })
    fn.advance(done, partVectors * 16)
  })
  addPart(fn, sizes, places, { done, vectors: vectors - parts * partVectors, lanes: C % 4, relu })
}

/** A stretch of k. */
interface Part {
  /** Bytes of a row that were summed before. */
  readonly done: Local<'i32'>
  readonly vectors: number
  /** Floats behind the last full vector. */
  readonly lanes: number
  readonly relu: boolean
}

/** y += the sums over a part of k. */
function addPart(fn: FunctionBuilder, { N, C, K }: Sizes, { x, y, weights }: Places, part: Part): void {
  const [block, column] = [fn.pointer(weights), fn.pointer(y)]
  for (const { count, size } of evenBlocks(K, mostColumns(N)))
    fn.repeat(count, () => {
      const w = fn.pointer(i32.add(block, i32.mul(part.done, size)))
      const [row, out] = [fn.pointer(i32.add(part.done, x)), fn.pointer(column)]
      for (const { count, size: rows } of evenBlocks(N, mostRows))
        fn.repeat(count, () => {
          const sums = dotBlock(fn, { row, step: C * 4, rows }, w, size, part)
          sums.forEach((sum, i) => {
            const offset = Math.floor(i / size) * K * 4 + (i % size) * 4
            fn.set(sum, f32x4.splat(f32.add(f32.load(out, offset), acrossLanes(sum, f32.add))))
            if (part.relu) rectify(fn, sum)
            storeLanes(fn, out, offset, sum, 1)
          })
          fn.advance(row, rows * C * 4)
          fn.advance(out, rows * K * 4)
        })
      fn.advance(block, size * runBytes(C))
      fn.advance(column, size * 4)
    })
}

/** The dot products of some rows with a block of columns, row after row; four lanes each. */
function dotBlock(
  fn: FunctionBuilder,
  { row, step, rows }: { row: Local<'i32'>; step: number; rows: number },
  weights: Local<'i32'>,
  columns: number,
  { vectors, lanes }: Part,
): Local<'v128'>[] {
  const sums = fn.locals('v128', rows * columns)
  const left = fn.locals('v128', rows)
  const [a, w] = [fn.pointer(row), fn.pointer(weights)]
  const add = (lanes: Lanes) => {
    left.forEach((vector, n) => {
      fn.set(vector, loadLanes(a, n * step, lanes))
    })
    const right = fn.local('v128')
    for (let j = 0; j < columns; j++) {
      fn.set(right, v128.load(w, j * 16))
      left.forEach((vector, n) => {
        fn.multiplyAdd(sums[n * columns + j]!, vector, right)
      })
    }
    fn.advance(w, columns * 16)
  }
  for (const sum of sums) fn.set(sum, f32x4.const(0))
  const end = fn.pointer(i32.add(row, vectors * 16))
  fn.loop(a, row, end, 16, () => add(4))
  if (lanes > 0) add(lanes as Lanes)
  return sums
}
