// Matrices of [rows, columns] by columns: sums down the rows, as batch norm and the gradients of biases need them.

import type { Expression, FunctionBuilder, Int, Local } from './assembler.ts'
import * as f32x4 from './f32x4.ts'
import * as i32 from './i32.ts'
import { evenBlocks, type Lanes, loadLanes, storeLanes } from './lanes.ts'

/** Four vectors are sixteen floats: one cache line, so a sweep down the rows wastes nothing of what it loads. */
const widest = 4

/** Rows that are summed before the sum joins the total: rounding errors grow with this, not with all rows. */
const partRows = 256

/** Vectors side by side. */
export interface ColumnBlock {
  /** Distance in bytes of the first column from the start of a row. */
  readonly at: Int
  /** Lanes in use of each vector: all four, but for the last vector of the last block. */
  readonly vectors: readonly Lanes[]
}

/** Splits columns into blocks. `body` is written once for the full ones, in a loop, and once for what is left. */
export function eachColumnBlock(fn: FunctionBuilder, columns: number, body: (block: ColumnBlock) => void): void {
  const full = Math.floor(columns / (4 * widest))
  const at = fn.pointer()
  fn.loop(at, 0, full * widest * 16, widest * 16, () => body({ at, vectors: new Array<Lanes>(widest).fill(4) }))
  const vectors: Lanes[] = []
  for (let left = columns - full * widest * 4; left > 0; left -= 4) vectors.push(Math.min(left, 4) as Lanes)
  if (vectors.length > 0) body({ at: full * widest * 16, vectors })
}

/**
 * Walks a block down the rows.
 *
 * @param body `row` is the distance in bytes of the block in this row from the start of the matrix
 */
export function eachRow(
  fn: FunctionBuilder,
  { at }: ColumnBlock,
  rows: number,
  columns: number,
  body: (row: Local<'i32'>) => void,
): void {
  const row = fn.pointer(at)
  fn.repeat(rows, () => {
    body(row)
    fn.advance(row, columns * 4)
  })
}

/**
 * Sums over rows, for each vector of a block.
 *
 * @param start distance in bytes of the first row from the start of the matrix
 * @param terms what to add up: so many sums for vector `i` of the row
 * @returns for each vector, its sums
 */
export function sumRows(
  fn: FunctionBuilder,
  { at, vectors }: ColumnBlock,
  { start, rows, columns }: { start: Int; rows: number; columns: number },
  terms: (row: Local<'i32'>, i: number, lanes: Lanes) => readonly Expression<'v128'>[],
): Local<'v128'>[][] {
  const row = fn.pointer(i32.add(start, at))
  const parts = vectors.map((lanes, i) => terms(row, i, lanes).map(() => fn.local('v128')))
  const totals = parts.map(sums => sums.map(() => fn.local('v128', f32x4.const(0))))
  for (const { count, size } of evenBlocks(rows, partRows))
    fn.repeat(count, () => {
      for (const part of parts.flat()) fn.set(part, f32x4.const(0))
      fn.repeat(size, () => {
        vectors.forEach((lanes, i) => {
          terms(row, i, lanes).forEach((term, t) => {
            fn.set(parts[i]![t]!, f32x4.add(parts[i]![t]!, term))
          })
        })
        fn.advance(row, columns * 4)
      })
      totals.flat().forEach((total, t) => {
        fn.set(total, f32x4.add(total, parts.flat()[t]!))
      })
    })
  return totals
}

/** out[column] += Σ_row from[row][column]: the gradient of a bias. */
export function addColumnSums(fn: FunctionBuilder, out: number, from: Int, rows: number, columns: number): void {
  eachColumnBlock(fn, columns, block => {
    const { at, vectors } = block
    const sums = sumRows(fn, block, { start: from, rows, columns }, (row, i, lanes) => [loadLanes(row, i * 16, lanes)])
    vectors.forEach((lanes, i) => {
      const sum = sums[i]![0]!
      fn.set(sum, f32x4.add(sum, loadLanes(at, out + i * 16, lanes)))
      storeLanes(fn, at, out + i * 16, sum, lanes)
    })
  })
}
