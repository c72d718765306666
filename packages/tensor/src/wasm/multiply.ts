// The two inner loops of everything heavy: rows times panels (outputs), and the sum of outer products (gradients of
// weights). Convolutions and dense layers differ only in where their rows start.
//
// The right-hand matrix is first packed into panels of eight columns, so that the loop over k reads it straight
// through: panel[k][8]. A last panel of one to four columns is four wide. Unused columns are zero.
//
// Four rows by eight columns are kept in registers, as in Goto, van de Geijn 2008, "Anatomy of
// High-Performance Matrix Multiplication". The loop over k is never unrolled: V8 11 (Node 20) schedules long
// straight-line vector code badly, by a factor of three.

import type { FunctionBuilder, Int, Local } from './assembler.ts'
import * as f32x4 from './f32x4.ts'
import { keepLarger, rectify } from './finish.ts'
import * as i32 from './i32.ts'
import { evenBlocks, gatherLanes, type Lanes, loadLanes, storeLanes } from './lanes.ts'
import * as v128 from './v128.ts'

/** Rows of a block. With five, eight accumulators become ten and V8 spills: 28 GFLOP/s instead of 40. */
export const mostRows = 4

/** Positions in a plane, such as the pixels of an image: where each starts, by steps in bytes. */
export interface Grid {
  readonly start: Int
  readonly rows: number
  readonly columns: number
  readonly rowStep: number
  readonly columnStep: number
  /**
   * A position may be several at once, of which the largest result is stored, as max pooling does: their distances in
   * bytes from its start, at most {@link mostRows}. @default [0]
   */
  readonly window?: readonly number[]
}

/** What a position reads, from its start: `count` runs, `step` bytes apart, of `length` neighbouring floats. */
export interface Runs {
  readonly count: number
  readonly step: number
  readonly length: number
}

/** A matrix that lies in memory row after row: each row is a position, and reads a whole row. */
export function matrixGrid(start: Int, rows: number, columns: number): Grid {
  return { start, rows: 1, columns: rows, rowStep: 0, columnStep: columns * 4 }
}

/** One run: a whole row of a matrix. */
export function wholeRow(length: number): Runs {
  return { count: 1, step: 0, length }
}

/** A loop of {@link packPanels}: how often, and how many bytes the source moves each time. */
export interface Walk {
  readonly count: number
  readonly step: number
}

/** Bytes of a packed matrix of `rows` rows and `columns` columns. */
export function panelBytes(rows: number, columns: number): number {
  return rows * Math.ceil(columns / 4) * 16
}

/** Panels of a matrix: so many of two full vectors, then one of what is left. */
function panelWidths(columns: number): { count: number; vectors: Lanes[] }[] {
  const widths: { count: number; vectors: Lanes[] }[] = [{ count: Math.floor(columns / 8), vectors: [4, 4] }]
  const left = columns % 8
  if (left > 4) widths.push({ count: 1, vectors: [4, (left - 4) as Lanes] })
  else if (left > 0) widths.push({ count: 1, vectors: [left as Lanes] })
  return widths.filter(({ count }) => count > 0)
}

/**
 * Copies a matrix into panels.
 *
 * @param to address of {@link panelBytes} bytes
 * @param from address of the first row's first column
 * @param rows nested loops over the rows, outermost first
 * @param columnStep bytes from a column to the next: 4, or more for a transposed matrix
 */
export function packPanels(
  fn: FunctionBuilder,
  {
    to,
    from,
    rows,
    columns,
    columnStep,
  }: { to: Int; from: Int; rows: readonly Walk[]; columns: number; columnStep: number },
): void {
  const target = fn.pointer(to)
  const panel = fn.pointer(from)
  for (const { count, vectors } of panelWidths(columns))
    fn.repeat(count, () => {
      walk(fn, panel, rows, source => {
        vectors.forEach((lanes, i) => {
          const offset = i * 4 * columnStep
          fn.store(
            target,
            i * 16,
            columnStep === 4 ? loadLanes(source, offset, lanes) : gatherLanes(source, offset, columnStep, lanes),
          )
        })
        fn.advance(target, vectors.length * 16)
      })
      fn.advance(panel, 8 * columnStep)
    })
}

/** Copies a matrix that lies in memory row after row into panels. */
export function packMatrix(fn: FunctionBuilder, to: Int, from: Int, rows: number, columns: number): void {
  packPanels(fn, { to, from, rows: [{ count: rows, step: columns * 4 }], columns, columnStep: 4 })
}

/** Nested loops that move one pointer. */
function walk(fn: FunctionBuilder, from: Int, loops: readonly Walk[], body: (at: Local<'i32'>) => void): void {
  const at = fn.pointer(from)
  const [outer, ...inner] = loops
  if (outer)
    fn.repeat(outer.count, () => {
      walk(fn, at, inner, body)
      fn.advance(at, outer.step)
    })
  else body(at)
}

/**
 * out[position][column] = bias[column] + Σ_k a[position][k] · b[k][column], for every position of a grid.
 *
 * @param a where the rows of the left matrix start, and what each reads
 * @param panels address of the right matrix, packed
 * @param out where the results go, one run of `columns` floats a position; rows and columns as in `a`
 * @param bias address of `columns` floats; without it, zero
 * @param relu whether negative results become zero
 */
export function multiply(
  fn: FunctionBuilder,
  a: Grid,
  runs: Runs,
  panels: Int,
  out: { start: Int; rowStep: number; columnStep: number },
  columns: number,
  { bias, relu = false }: { bias?: Int; relu?: boolean } = {},
): void {
  const inner = joinRuns(runs)
  const window = a.window ?? [0]
  const panel = fn.pointer(panels)
  const column = fn.pointer(out.start)
  const biasAt = fn.pointer(bias)
  for (const { count, vectors } of panelWidths(columns))
    fn.repeat(count, () => {
      const aRow = fn.pointer(a.start)
      const outRow = fn.pointer(column)
      fn.repeat(a.rows, () => {
        const at = fn.pointer(aRow)
        const to = fn.pointer(outRow)
        for (const { count, size } of evenBlocks(a.columns, Math.floor(mostRows / window.length)))
          fn.repeat(count, () => {
            multiplyBlock(
              fn,
              { at, step: a.columnStep, size, window },
              inner,
              panel,
              { to, step: out.columnStep, relu },
              vectors,
              i => (bias === undefined ? f32x4.const(0) : loadLanes(biasAt, i * 16, vectors[i]!)),
            )
            fn.advance(at, size * a.columnStep)
            fn.advance(to, size * out.columnStep)
          })
        fn.advance(aRow, a.rowStep)
        fn.advance(outRow, out.rowStep)
      })
      fn.advance(panel, inner.count * inner.length * vectors.length * 16)
      fn.advance(column, vectors.length * 16)
      fn.advance(biasAt, vectors.length * 16)
    })
}

/** One block of {@link multiply}: `size` positions by one panel, in registers. */
function multiplyBlock(
  fn: FunctionBuilder,
  a: { at: Local<'i32'>; step: number; size: number; window: readonly number[] },
  runs: Runs,
  panel: Local<'i32'>,
  out: { to: Local<'i32'>; step: number; relu: boolean },
  vectors: readonly Lanes[],
  first: (vector: number) => ReturnType<typeof loadLanes>,
): void {
  const rows = Array.from({ length: a.size }, (_, position) => a.window.map(at => position * a.step + at)).flat()
  const sums = vectors.map(() => fn.locals('v128', rows.length))
  const right = fn.locals('v128', vectors.length)
  const left = fn.local('v128')
  const b = fn.pointer(panel)
  const run = fn.pointer(a.at)
  sums.forEach((column, i) => {
    fn.set(right[i]!, first(i))
    for (const sum of column) fn.set(sum, right[i]!)
  })
  fn.repeat(runs.count, () => {
    const x = fn.pointer()
    const end = fn.pointer(i32.add(run, runs.length * 4))
    fn.loop(x, run, end, 4, () => {
      right.forEach((vector, i) => {
        fn.set(vector, v128.load(b, i * 16))
      })
      rows.forEach((offset, row) => {
        fn.set(left, v128.loadSplat32(x, offset))
        sums.forEach((column, i) => {
          fn.multiplyAdd(column[row]!, left, right[i]!)
        })
      })
      fn.advance(b, vectors.length * 16)
    })
    fn.advance(run, runs.step)
  })
  sums.forEach((column, i) => {
    for (let position = 0; position < a.size; position++) {
      const [max, ...others] = column.slice(position * a.window.length, (position + 1) * a.window.length) as [
        Local<'v128'>,
        ...Local<'v128'>[],
      ]
      for (const other of others) keepLarger(fn, max, other)
      if (out.relu) rectify(fn, max)
      storeLanes(fn, out.to, position * out.step + i * 16, max, vectors[i]!)
    }
  })
}

/**
 * dw[k][column] += Σ_position a[position][k] · dy[position][column]: the gradient of {@link multiply}'s right matrix.
 * The sum over the grid is made first, then added, so that rounding errors of many images do not pile up.
 *
 * @param dy address of the gradients, packed, one row a position
 * @param dw address of [k, columns], added to
 */
export function multiplyTransposed(fn: FunctionBuilder, a: Grid, runs: Runs, dy: Int, dw: Int, columns: number): void {
  const inner = joinRuns(runs)
  const run = fn.pointer(a.start)
  const dwRow = fn.pointer(dw)
  fn.repeat(inner.count, () => {
    const x = fn.pointer(run)
    for (const { count, size } of evenBlocks(inner.length, mostRows))
      fn.repeat(count, () => {
        const panel = fn.pointer(dy)
        const to = fn.pointer(dwRow)
        for (const { count, vectors } of panelWidths(columns))
          fn.repeat(count, () => {
            gradientBlock(fn, { ...a, start: x }, size, panel, to, columns * 4, vectors)
            fn.advance(to, vectors.length * 16)
          })
        fn.advance(x, size * 4)
        fn.advance(dwRow, size * columns * 4)
      })
    fn.advance(run, inner.step)
  })
}

/** One block of {@link multiplyTransposed}: `size` rows of dw by one panel. `panel` ends behind the panel. */
function gradientBlock(
  fn: FunctionBuilder,
  a: Grid,
  size: number,
  panel: Local<'i32'>,
  dw: Local<'i32'>,
  dwStep: number,
  vectors: readonly Lanes[],
): void {
  const sums = vectors.map(() => fn.locals('v128', size))
  const right = fn.locals('v128', vectors.length)
  const left = fn.local('v128')
  const row = fn.pointer(a.start)
  for (const sum of sums.flat()) fn.set(sum, f32x4.const(0))
  fn.repeat(a.rows, () => {
    const x = fn.pointer()
    const end = fn.pointer(i32.add(row, a.columns * a.columnStep))
    fn.loop(x, row, end, a.columnStep, () => {
      right.forEach((vector, i) => {
        fn.set(vector, v128.load(panel, i * 16))
      })
      for (let k = 0; k < size; k++) {
        fn.set(left, v128.loadSplat32(x, k * 4))
        sums.forEach((column, i) => {
          fn.multiplyAdd(column[k]!, left, right[i]!)
        })
      }
      fn.advance(panel, vectors.length * 16)
    })
    fn.advance(row, a.rowStep)
  })
  sums.forEach((column, i) => {
    column.forEach((sum, k) => {
      const offset = k * dwStep + i * 16
      fn.set(sum, f32x4.add(sum, loadLanes(dw, offset, vectors[i]!)))
      storeLanes(fn, dw, offset, sum, vectors[i]!)
    })
  })
}

/** Runs that touch each other are one run. */
function joinRuns(runs: Runs): Runs {
  return runs.count > 1 && runs.step === runs.length * 4 ? wholeRow(runs.count * runs.length) : runs
}
