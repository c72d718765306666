// What is done to results in registers, before they are stored.

import type { FunctionBuilder, Local } from './assembler.ts'
import * as f32x4 from './f32x4.ts'
import * as v128 from './v128.ts'

/** Negative lanes become zero. The test is that of the definition (≤ 0), so that NaN passes through. */
export function rectify(fn: FunctionBuilder, value: Local<'v128'>): void {
  fn.set(value, v128.andNot(value, f32x4.lessEqual(value, f32x4.const(0))))
}

/**
 * max = the larger of max and another; NaN if either is. A comparison with itself has all bits set where a number is
 * NaN, which is a NaN as well: three instructions in place of eight.
 */
export function keepLarger(fn: FunctionBuilder, max: Local<'v128'>, other: Local<'v128'>): void {
  fn.set(max, v128.or(f32x4.pseudoMax(max, other), f32x4.notEqual(other, other)))
}
