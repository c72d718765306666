// Instructions on vectors of four floats.

import { byte, type Expression, raw, simd } from './encoding.ts'
import { fromF64 } from './f32.ts'

type Vector = Expression<'v128'>

/** The number in all four lanes. */
const constant = (value: number) => (simd(12) + raw(new Float32Array(4).fill(value))) as Vector

export { constant as const }

export const splat = (a: Expression<'f32'>) => simd(19, a)

/** The number, rounded to float32, in all four lanes. */
export const splatF64 = (a: Expression<'f64'>) => splat(fromF64(a))

/** One lane, by its number. */
export const lane = (a: Vector, index: number) => (simd(31, a) + byte(index)) as Expression<'f32'>

export const equal = (a: Vector, b: Vector) => simd(65, a + b)
export const notEqual = (a: Vector, b: Vector) => simd(66, a + b)
export const lessEqual = (a: Vector, b: Vector) => simd(69, a + b)

/** To the nearest integer, ties to even. */
export const nearest = (a: Vector) => simd(106, a)
export const sqrt = (a: Vector) => simd(227, a)
export const add = (a: Vector, b: Vector) => simd(228, a + b)
export const sub = (a: Vector, b: Vector) => simd(229, a + b)
export const mul = (a: Vector, b: Vector) => simd(230, a + b)
export const div = (a: Vector, b: Vector) => simd(231, a + b)

/** NaN if either is NaN. Eight instructions of an x86 processor; wasm/finish.ts has a faster way for several. */
export const max = (a: Vector, b: Vector) => simd(233, a + b)

/** b where a < b, else a. One instruction. */
export const pseudoMax = (a: Vector, b: Vector) => simd(235, a + b)

/** a·b + c. Opcode of the relaxed SIMD proposal, part of WebAssembly 3.0. */
export const relaxedMultiplyAdd = (a: Vector, b: Vector, c: Vector) => simd(261, a + b + c)
