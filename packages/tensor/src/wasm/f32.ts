// Instructions on single floats.

import { access, base, byte, type Expression, type Int, raw } from './encoding.ts'

type Float = Expression<'f32'>

const constant = (value: number) => (byte(0x43) + raw(Float32Array.of(value))) as Float

export { constant as const }

export const add = (a: Float, b: Float) => (a + b + byte(0x92)) as Float
export const mul = (a: Float, b: Float) => (a + b + byte(0x94)) as Float
export const div = (a: Float, b: Float) => (a + b + byte(0x95)) as Float

/** NaN if either is NaN. */
export const max = (a: Float, b: Float) => (a + b + byte(0x97)) as Float
export const load = (address: Int, offset = 0) => (base(address) + byte(0x2a) + access(address, offset)) as Float
export const fromF64 = (a: Expression<'f64'>) => (a + byte(0xb6)) as Float
