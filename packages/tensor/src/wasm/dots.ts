// Dense layers of a single row: each output as a dot product of two runs of floats.
//
// multiply.ts keeps four rows of eight columns in registers. With one row that leaves two sums, which wait for themselves.
// Here the four lanes of a sum run along k, weights stand transposed, and ten sums are in flight. Measured on one row: 1.1 to
// 1.8 times as fast; on two rows it is about the same, on more it is slower.

import type { FunctionBuilder, Int, Local } from './assembler.ts'
import * as f32 from './f32.ts'
import * as f32x4 from './f32x4.ts'
import { rectify } from './finish.ts'
import * as i32 from './i32.ts'
import { evenBlocks, gatherLanes, type Lanes, loadLanes, storeLanes } from './lanes.ts'
import * as v128 from './v128.ts'

/** Sums in registers. */
const mostSums = 10

/** Weights [C,K]. */
interface Sizes {
  readonly C: number
  readonly K: number
}

/** Bytes of transposed weights: each column a run of whole vectors. */
export function dotBytes({ C, K }: Sizes): number {
  return K * runBytes(C)
}

function runBytes(C: number): number {
  return Math.ceil(C / 4) * 16
}

/** Transposes weights [C,K]; what a run leaves of its last vector is zero. */
export function packDots(fn: FunctionBuilder, { C, K }: Sizes, to: Int, from: number): void {
  const target = fn.pointer(to)
  const column = fn.pointer(from)
  const step = K * 4
  fn.repeat(K, () => {
    const source = fn.pointer(column)
    fn.repeat(Math.floor(C / 4), () => {
      fn.store(target, 0, gatherLanes(source, 0, step, 4))
      fn.advance(source, 4 * step)
      fn.advance(target, 16)
    })
    if (C % 4 > 0) {
      fn.store(target, 0, gatherLanes(source, 0, step, (C % 4) as Lanes))
      fn.advance(target, 16)
    }
    fn.advance(column, 4)
  })
}

/** y[k] = bias[k] + Σ_c x[c] · w[c][k], with weights of {@link packDots}; negative results become zero if `relu`. */
export function multiplyDots(
  fn: FunctionBuilder,
  { C, K }: Sizes,
  { x, y, weights, bias, relu }: { x: number; y: number; weights: Int; bias: Int; relu: boolean },
): void {
  const [column, biasAt, out] = [fn.pointer(weights), fn.pointer(bias), fn.pointer(y)]
  for (const { count, size } of evenBlocks(K, mostSums))
    fn.repeat(count, () => {
      const sums = fn.locals('v128', size)
      dotBlock(fn, sums, x, column, C)
      sums.forEach((sum, j) => {
        const [first, second, third, fourth] = [0, 1, 2, 3].map(index => f32x4.lane(sum, index)) as [F32, F32, F32, F32]
        const total = f32.add(f32.add(first, second), f32.add(third, fourth))
        fn.set(sum, f32x4.splat(f32.add(f32.load(biasAt, j * 4), total)))
        if (relu) rectify(fn, sum)
        storeLanes(fn, out, j * 4, sum, 1)
      })
      fn.advance(column, size * runBytes(C))
      fn.advance(biasAt, size * 4)
      fn.advance(out, size * 4)
    })
}

type F32 = ReturnType<typeof f32x4.lane>

/** The dot products of x with some runs of weights, side by side; four lanes each. */
function dotBlock(fn: FunctionBuilder, sums: Local<'v128'>[], x: number, column: Local<'i32'>, C: number): void {
  const left = fn.local('v128')
  const [a, b] = [fn.pointer(x), fn.pointer(column)]
  const add = (lanes: Lanes) => {
    fn.set(left, loadLanes(a, 0, lanes))
    sums.forEach((sum, j) => {
      fn.multiplyAdd(sum, left, v128.load(b, j * runBytes(C)))
    })
  }
  for (const sum of sums) fn.set(sum, f32x4.const(0))
  const end = fn.pointer(i32.add(column, Math.floor(C / 4) * 16))
  fn.loop(b, column, end, 16, () => {
    add(4)
    fn.advance(a, 16)
  })
  if (C % 4 > 0) add((C % 4) as Lanes)
}
