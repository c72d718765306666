// Instructions on whole vectors of 128 bits: loads, and logic bit by bit.

import { access, base, byte, type Expression, type Int, simd } from './encoding.ts'

type Vector = Expression<'v128'>

export const load = (address: Int, offset = 0) => loadBy(0, address, offset)

/** One float, in all four lanes. */
export const loadSplat32 = (address: Int, offset = 0) => loadBy(9, address, offset)

/** One float in lane 0, zero elsewhere. */
export const loadZero32 = (address: Int, offset = 0) => loadBy(92, address, offset)

/** Two floats in lanes 0 and 1, zero elsewhere. */
export const loadZero64 = (address: Int, offset = 0) => loadBy(93, address, offset)

/** One float into one lane of a vector; the others stay. */
export const loadLane32 = (vector: Vector, lane: number, address: Int, offset = 0) =>
  (simd(86, base(address) + vector) + access(address, offset) + byte(lane)) as Vector

export const and = (a: Vector, b: Vector) => simd(78, a + b)

/** a AND NOT b */
export const andNot = (a: Vector, b: Vector) => simd(79, a + b)
export const or = (a: Vector, b: Vector) => simd(80, a + b)
export const xor = (a: Vector, b: Vector) => simd(81, a + b)

/** Bits of a where the mask is one, of b where it is zero. */
export const select = (a: Vector, b: Vector, mask: Vector) => simd(82, a + b + mask)

function loadBy(opcode: number, address: Int, offset: number): Vector {
  return (simd(opcode, base(address)) + access(address, offset)) as Vector
}
