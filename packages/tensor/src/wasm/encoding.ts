// How code is held while it is written: as text, a character a byte. Joining text is what JavaScript engines do best; it
// becomes bytes once, at the end. Opcodes and formats are those of the WebAssembly core specification 2.0, section 5.
// Next: wasm/f32x4.ts (some instructions), wasm/assembler.ts (functions and modules).

/** What a value on the stack or in a local can be. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128'

declare const valueType: unique symbol
declare const isLocal: unique symbol

/**
 * Code that leaves one value of type T. Writing it twice computes it twice; keep it in a local to compute it once.
 * The type is known to the compiler only.
 */
export type Expression<T extends ValueType> = string & { readonly [valueType]: T }

/** A variable of a function; as an expression, its value: `local.get` and its index. */
export type Local<T extends ValueType> = Expression<T> & { readonly [isLocal]: true }

/** An integer: code that computes it, or a number known now. */
export type Int = Expression<'i32'> | number

/** A value of type T; where it is an integer, perhaps a number known now. */
export type Value<T extends ValueType> = Expression<T> | (T extends 'i32' ? number : never)

/** One byte. */
export const byte = String.fromCharCode

/** LEB128, unsigned 32 bits. */
export function unsigned(value: number): string {
  return value > 127 ? byte((value & 127) | 128) + unsigned(value >>> 7) : byte(value)
}

/** LEB128, signed 32 bits. */
export function signed(value: number): string {
  return value < -64 || value > 63 ? byte((value & 127) | 128) + signed(value >> 7) : byte(value & 127)
}

/** The bytes of numbers in memory. */
export function raw(numbers: { readonly buffer: ArrayBuffer }): string {
  return byte(...new Uint8Array(numbers.buffer))
}

/** The value as code. */
export function int<T extends ValueType>(value: Value<T>): Expression<T> {
  return typeof value === 'number' ? ((byte(0x41) + signed(value | 0)) as Expression<T>) : (value as Expression<T>)
}

/** An instruction on vectors: what it takes from the stack, then its opcode. */
export function simd(opcode: number, operands = ''): Expression<'v128'> {
  return (operands + byte(0xfd) + unsigned(opcode)) as Expression<'v128'>
}

/** The value, which is also put into a local on the way. */
export function tee<T extends ValueType>(local: Local<T>, value: Expression<T>): Expression<T> {
  return (value + byte(0x22) + indexOf(local)) as Expression<T>
}

/** The index of a local, as it stands behind an opcode. */
export function indexOf(local: Local<ValueType>): string {
  return local.slice(1)
}

/** What an access to memory takes from the stack. A number known now goes into the offset. */
export function base(address: Int): string {
  return int(typeof address === 'number' ? 0 : address)
}

/** What stands behind its opcode: alignment, which is 4 bytes as an array of floats promises, and offset. */
export function access(address: Int, offset: number): string {
  return byte(2) + unsigned(typeof address === 'number' ? address + offset : offset)
}
