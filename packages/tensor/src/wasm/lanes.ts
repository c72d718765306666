// Vectors of four floats over rows of any length: full ones in a loop, then the one to three lanes that are left.
// Nothing outside a row is read or written.

import type { Expression, FunctionBuilder, Int, Local } from './assembler.ts'
import type * as f32 from './f32.ts'
import * as f32x4 from './f32x4.ts'
import * as v128 from './v128.ts'

/** How many lanes of a vector are in use. */
export type Lanes = 1 | 2 | 3 | 4

/** Loads the first lanes of a vector; the others are zero. */
export function loadLanes(address: Int, offset: number, lanes: Lanes): Expression<'v128'> {
  if (lanes === 4) return v128.load(address, offset)
  if (lanes === 3) return v128.loadLane32(v128.loadZero64(address, offset), 2, address, offset + 8)
  return lanes === 2 ? v128.loadZero64(address, offset) : v128.loadZero32(address, offset)
}

/** Stores the first lanes of a vector. With three lanes the value is written twice: give a local. */
export function storeLanes(
  fn: FunctionBuilder,
  address: Int,
  offset: number,
  value: Expression<'v128'>,
  lanes: Lanes,
): void {
  if (lanes === 4) fn.store(address, offset, value)
  else if (lanes === 1) fn.storeLane32(address, offset, value, 0)
  else fn.storeLane64(address, offset, value, 0)
  if (lanes === 3) fn.storeLane32(address, offset + 8, value, 2)
}

/** Loads `lanes` floats that lie `step` bytes apart, as a column of a matrix does. */
export function gatherLanes(address: Int, offset: number, step: number, lanes: Lanes): Expression<'v128'> {
  let vector = v128.loadZero32(address, offset)
  for (let lane = 1; lane < lanes; lane++) vector = v128.loadLane32(vector, lane, address, offset + lane * step)
  return vector
}

/** One number out of four lanes. Reads the vector four times: give a local. */
export function acrossLanes(vector: Local<'v128'>, combine: typeof f32.add): Expression<'f32'> {
  const lane = (index: number) => f32x4.lane(vector, index)
  return combine(combine(lane(0), lane(1)), combine(lane(2), lane(3)))
}

/**
 * Runs over `length` floats by vectors. `body` is written for a full vector, inside a loop, and once more for the
 * lanes that are left; `at` is the distance in bytes from the start: use it as the address, and the start of each
 * array as the offset.
 */
export function eachVector(fn: FunctionBuilder, length: number, body: (at: Int, lanes: Lanes) => void): void {
  const left = length % 4
  const at = fn.pointer()
  fn.loop(at, 0, (length - left) * 4, 16, () => body(at, 4))
  if (left > 0) body((length - left) * 4, left as Lanes)
}

/** Splits `length` into blocks of nearly the same size, none above `most`: 14 into 5, 5, 4. */
export function evenBlocks(length: number, most: number): { count: number; size: number }[] {
  const blocks = Math.ceil(length / most)
  const size = Math.floor(length / blocks)
  const larger = length % blocks
  return [
    { count: larger, size: size + 1 },
    { count: blocks - larger, size },
  ].filter(({ count }) => count > 0)
}
