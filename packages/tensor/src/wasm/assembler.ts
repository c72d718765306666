// A small typed assembler: how generated code is written down as the bytes of one WebAssembly module.
// Next: wasm/lanes.ts (vectors over rows of any length), wasm/multiply.ts (the inner loops of everything heavy).
//
// Values are expressions, instructions stand in a file for each type, statements are methods of a FunctionBuilder:
//
//   const sum = fn.local('v128')
//   fn.set(sum, f32x4.add(sum, f32x4.mul(v128.loadSplat32(x, 4), v128.load(w))))

import {
  access,
  base,
  byte,
  type Expression,
  type Int,
  indexOf,
  int,
  type Local,
  simd,
  unsigned,
  type Value,
  type ValueType,
} from './encoding.ts'
import * as f32x4 from './f32x4.ts'
import * as i32 from './i32.ts'

export type { Expression, Int, Local, ValueType } from './encoding.ts'

const typeCodes: Record<ValueType, string> = { i32: '\x7f', f32: '\x7d', f64: '\x7c', v128: '\x7b' }
const end = '\x0b'

/** Where a pointer of {@link FunctionBuilder.walk} begins, and by how many bytes it moves. */
export type Path = readonly [from: Int, step: number]

/** Writes the body of one function that takes and returns nothing: its world is the memory. */
export class FunctionBuilder {
  #localCount = 0
  #locals = ''
  #start = ''
  #code = ''
  readonly #constants = new Map<number, Local<'v128'>>()

  /**
   * @param relaxed whether {@link multiplyAdd} may be one instruction of the relaxed SIMD proposal, which rounds once or
   *   twice, as the processor likes
   */
  constructor(readonly relaxed = false) {}

  /** A new variable, zero at first. */
  local<T extends ValueType>(type: T, value?: Value<T>): Local<T> {
    const local = (byte(0x20) + unsigned(this.#localCount++)) as Local<T>
    this.#locals += byte(1) + typeCodes[type]
    if (value !== undefined) this.set(local, value)
    return local
  }

  /** `count` new variables. */
  locals<T extends ValueType>(type: T, count: number): Local<T>[] {
    return Array.from({ length: count }, () => this.local(type))
  }

  /** A number in all four lanes, loaded where the function begins: outside all loops. */
  constant(value: number): Expression<'v128'> {
    let local = this.#constants.get(value)
    if (!local) {
      local = this.local('v128')
      this.#constants.set(value, local)
      this.#start += assignment(local, f32x4.const(value))
    }
    return local
  }

  /** A new integer variable with a first value: most of them are pointers. */
  pointer(value: Int = 0): Local<'i32'> {
    return this.local('i32', value)
  }

  set<T extends ValueType>(local: Local<T>, value: Value<T>): void {
    this.#code += assignment(local, value)
  }

  /** sum += a·b, four floats at a time. */
  multiplyAdd(sum: Local<'v128'>, a: Expression<'v128'>, b: Expression<'v128'>): void {
    this.set(sum, this.relaxed ? f32x4.relaxedMultiplyAdd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b)))
  }

  /** Adds to an integer variable: moves a pointer. */
  advance(local: Local<'i32'>, by: Int): void {
    if (by !== 0) this.set(local, i32.add(local, by))
  }

  /** Stores four floats. */
  store(address: Int, offset: number, value: Expression<'v128'>): void {
    this.#store(simd(11), address, offset, value)
  }

  storeF32(address: Int, offset: number, value: Expression<'f32'>): void {
    this.#store(byte(0x38), address, offset, value)
  }

  /** Stores one float, of one lane. */
  storeLane32(address: Int, offset: number, value: Expression<'v128'>, lane: number): void {
    this.#store(simd(90), address, offset, value)
    this.#code += byte(lane)
  }

  /** Stores two floats: lanes 0 and 1, or 2 and 3. */
  storeLane64(address: Int, offset: number, value: Expression<'v128'>, lane: number): void {
    this.#store(simd(91), address, offset, value)
    this.#code += byte(lane)
  }

  #store(code: string, address: Int, offset: number, value: string): void {
    this.#code += base(address) + value + code + access(address, offset)
  }

  /** Zeroes `bytes` bytes. */
  zero(address: Int, bytes: number): void {
    this.#code += `${int(address) + int<'i32'>(0) + int<'i32'>(bytes)}\xfc\x0b\0`
  }

  /** Copies `bytes` bytes. */
  copy(to: Int, from: Int, bytes: number): void {
    this.#code += `${int(to) + int(from) + int<'i32'>(bytes)}\xfc\x0a\0\0`
  }

  call(functionIndex: number): void {
    this.#code += byte(0x10) + unsigned(functionIndex)
  }

  /**
   * `for (i = from; i < to; i += step) body()`.
   *
   * Numbers are unsigned. The test stands at the end. Bounds that are numbers may leave no trip at all; when one is computed, at least
   * one trip must be certain, and `to` is read again on every trip: give a local.
   */
  loop(i: Local<'i32'>, from: Int, to: Int, step: number, body: () => void): void {
    const trips = typeof from === 'number' && typeof to === 'number' ? Math.ceil((to - from) / step) : undefined
    if (trips !== undefined && trips <= 0) return
    this.set(i, from)
    // A loop, without a result; at its end, back to its start if the test holds.
    if (trips !== 1) this.#code += '\x03\x40'
    body()
    this.advance(i, step)
    if (trips !== 1) this.#code += `${int(i32.below(i, to))}\x0d\0${end}`
  }

  /** Does something `count` times; a counter of its own. */
  repeat(count: number, body: () => void): void {
    if (count === 1) body()
    else if (count > 1) this.loop(this.local('i32'), 0, count, 1, body)
  }

  /**
   * Does something `count` times with pointers that move on after each time, as loops over images, rows and panels do.
   *
   * @param paths one for each pointer that `body` gets
   */
  walk<const Paths extends readonly Path[]>(
    count: number,
    paths: Paths,
    body: (...at: { -readonly [P in keyof Paths]: Local<'i32'> }) => void,
  ): void {
    const at = paths.map(([from]) => this.pointer(from))
    this.repeat(count, () => {
      body(...(at as Parameters<typeof body>))
      if (count > 1) for (const [i, [, step]] of paths.entries()) this.advance(at[i]!, step)
    })
  }

  /** The function as it stands in the code section: locals, instructions, end. */
  body(): string {
    return sized(unsigned(this.#localCount) + this.#locals + this.#start + this.#code + end)
  }
}

function assignment<T extends ValueType>(local: Local<T>, value: Value<T>): string {
  return int(value) + byte(0x21) + indexOf(local)
}

/** Functions over one imported memory, `host.memory`. */
export class ModuleBuilder {
  readonly #functions: FunctionBuilder[] = []
  readonly #exports: string[] = []

  /** Adds a function; the answer is its index, for {@link FunctionBuilder.call}. */
  add(fn: FunctionBuilder, exportName?: string): number {
    const index = this.#functions.push(fn) - 1
    if (exportName !== undefined) this.#exports.push(`${sized(exportName)}\0${unsigned(index)}`)
    return index
  }

  /** An address that code may use before it is known: {@link build} is told. */
  readonly lateAddress = '\x23\0' as Expression<'i32'>

  /**
   * The module, in the order of sections that the specification asks for.
   *
   * @param lateAddress what {@link lateAddress} is
   * @param shared whether the memory is one that threads share (threads proposal, binary format of limits: such a
   *   memory must name its largest size)
   */
  build(lateAddress = 0, shared = false): Uint8Array<ArrayBuffer> {
    const functions = this.#functions
    const limits = shared ? `\x03\0${unsigned(65536)}` : '\0\0'
    return toBytes(
      `\0asm\x01\0\0\0${section(1, ['\x60\0\0'])}` +
        section(2, [`${sized('host') + sized('memory')}\x02${limits}`]) +
        section(
          3,
          functions.map(() => '\0'),
        ) +
        section(6, [`${typeCodes.i32}\0${int<'i32'>(lateAddress)}${end}`]) +
        section(7, this.#exports) +
        section(
          10,
          functions.map(fn => fn.body()),
        ),
    )
  }
}

/** Text behind its length. */
function sized(text: string): string {
  return unsigned(text.length) + text
}

/** A section of a module: so many of something, one after the other. */
function section(id: number, items: readonly string[]): string {
  return byte(id) + sized(unsigned(items.length) + items.join(''))
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
