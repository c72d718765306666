// Instructions on 32-bit integers, which are addresses and counters. What is known on both sides is computed at once.

import { byte, type Expression, type Int, int } from './encoding.ts'

export const add = (a: Int, b: Int): Int => (a === 0 ? b : b === 0 ? a : integer(0x6a, a, b, (x, y) => x + y))
export const sub = (a: Int, b: Int): Int => integer(0x6b, a, b, (x, y) => x - y)
export const mul = (a: Int, b: Int): Int => integer(0x6c, a, b, Math.imul)
export const and = (a: Int, b: Int): Int => integer(0x71, a, b, (x, y) => x & y)
export const xor = (a: Int, b: Int): Int => integer(0x73, a, b, (x, y) => x ^ y)
export const shiftLeft = (a: Int, b: Int): Int => integer(0x74, a, b, (x, y) => x << y)
export const shiftRightUnsigned = (a: Int, b: Int): Int => integer(0x76, a, b, (x, y) => x >>> y)
export const lessThan = (a: Int, b: Int): Int => integer(0x48, a, b, (x, y) => +(x < y))

/** Of unsigned numbers, such as addresses. */
export const below = (a: Int, b: Int): Int => integer(0x49, a, b, (x, y) => +(x >>> 0 < y >>> 0))

/** The larger of two, each computed twice. */
export const max = (a: Int, b: Int): Expression<'i32'> => pick(a, b, lessThan(b, a))

/** The smaller of two, each computed twice. */
export const min = (a: Int, b: Int): Expression<'i32'> => pick(a, b, lessThan(a, b))

/** Of a float64 that holds an integer of 0 to 2^32 - 1. */
export const fromUnsignedF64 = (a: Expression<'f64'>) => (a + byte(0xab)) as Expression<'i32'>

function integer(opcode: number, a: Int, b: Int, compute: (a: number, b: number) => number): Int {
  if (typeof a === 'number' && typeof b === 'number') return compute(a, b) | 0
  return (int(a) + int(b) + byte(opcode)) as Expression<'i32'>
}

function pick(a: Int, b: Int, condition: Int): Expression<'i32'> {
  return (int(a) + int(b) + int(condition) + byte(0x1b)) as Expression<'i32'>
}
