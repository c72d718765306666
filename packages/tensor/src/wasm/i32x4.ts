// Instructions on vectors of four integers.

import { type Expression, int, raw, simd } from './encoding.ts'

type Vector = Expression<'v128'>

/** Four numbers, lane 0 first. */
const constant = (...lanes: readonly [number, number, number, number]) =>
  (simd(12) + raw(Int32Array.from(lanes))) as Vector

export { constant as const }

export const splat = (a: Expression<'i32'>) => simd(17, a)
export const add = (a: Vector, b: Vector) => simd(174, a + b)
export const mul = (a: Vector, b: Vector) => simd(181, a + b)
export const lessThanUnsigned = (a: Vector, b: Vector) => simd(58, a + b)

/** Every lane by the same number of bits. */
export const shiftLeft = (a: Vector, bits: number) => simd(171, a + int<'i32'>(bits))
export const shiftRightUnsigned = (a: Vector, bits: number) => simd(173, a + int<'i32'>(bits))

/** Towards zero; NaN gives 0. */
export const fromF32 = (a: Vector) => simd(248, a)
