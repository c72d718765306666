// A small typed assembler: how generated code is written down as the bytes of one WebAssembly module.
// Next: wasm/lanes.ts (vectors over rows of any length), wasm/multiply.ts (the inner loops of everything heavy).
//
// Values are expressions, statements are methods of a FunctionBuilder:
//
//   const sum = fn.local('v128')
//   fn.set(sum, f32x4.add(sum, f32x4.mul(v128.loadSplat32(x, 4), v128.load(w))))
//
// Opcodes are those of the WebAssembly core specification 2.0, section 5.4 (binary format, instructions).

/** What a value on the stack or in a local can be. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128'

/** Code that leaves one value of type T. Writing it twice computes it twice; keep it in a local to compute it once. */
export interface Expression<T extends ValueType> {
  readonly type: T
  /** Set for constants only, so that arithmetic on them can be done at once. */
  readonly constant?: number
  write(out: ByteWriter): void
}

/** A variable of a function; as an expression, its value. */
export interface Local<T extends ValueType> extends Expression<T> {
  readonly index: number
}

/** An integer: code that computes it, or a number known now. */
export type Int = Expression<'i32'> | number

const typeCodes: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b }
const simdPrefix = 0xfd
const bulkPrefix = 0xfc
const functionType = 0x60
const noResult = 0x40
const end = 0x0b
const constant = 0
const mutable = 1
const exportedFunction = 0
const exportedGlobal = 3
const importedMemory = 2
const sharedLimits = 3
const mostPages = 65536

/** A growing array of bytes with the number formats of a module. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }

  byte(value: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#length++] = value
    return this
  }

  append(bytes: ArrayLike<number>): this {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** LEB128, unsigned 32 bits. */
  unsigned(value: number): this {
    while (value > 127) {
      this.byte((value & 127) | 128)
      value >>>= 7
    }
    return this.byte(value)
  }

  /** LEB128, signed 32 bits. */
  signed(value: number): this {
    while (value < -64 || value > 63) {
      this.byte((value & 127) | 128)
      value >>= 7
    }
    return this.byte(value & 127)
  }

  /** A name: its length, then its characters (ASCII here). */
  name(text: string): this {
    return this.unsigned(text.length).append(Array.from(text, letter => letter.charCodeAt(0)))
  }

  /** A part that is preceded by its own length in bytes. */
  sized(write: (part: ByteWriter) => void): this {
    const part = new ByteWriter()
    write(part)
    return this.unsigned(part.#length).append(part.bytes)
  }

  #grow(extra: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra))
    bytes.set(this.bytes)
    this.#bytes = bytes
  }
}

// ---- expressions ----

/** The 32-bit integer as an expression. */
export function int(value: Int): Expression<'i32'> {
  if (typeof value !== 'number') return value
  return { type: 'i32', constant: value | 0, write: out => void out.byte(0x41).signed(value | 0) }
}

type Code = readonly number[]

const simd = (opcode: number): Code => [simdPrefix, ...new ByteWriter().unsigned(opcode).bytes]

function unary<T extends ValueType, U extends ValueType>(type: T, _from: U, code: Code) {
  return (a: Expression<U>): Expression<T> => ({
    type,
    write(out) {
      a.write(out)
      out.append(code)
    },
  })
}

function binary<T extends ValueType>(type: T, code: Code) {
  return (a: Expression<T>, b: Expression<T>): Expression<T> => ({
    type,
    write(out) {
      a.write(out)
      b.write(out)
      out.append(code)
    },
  })
}

/** Integer arithmetic: numbers are accepted, and done at once when both sides are known. */
function integer(opcode: number, compute: (a: number, b: number) => number) {
  return (a: Int, b: Int): Expression<'i32'> => {
    const left = int(a)
    const right = int(b)
    if (left.constant !== undefined && right.constant !== undefined)
      return int(compute(left.constant, right.constant) | 0)
    return {
      type: 'i32',
      write(out) {
        left.write(out)
        right.write(out)
        out.byte(opcode)
      },
    }
  }
}

/** The value, which is also put into a local on the way. */
export function tee<T extends ValueType>(local: Local<T>, value: Expression<T>): Expression<T> {
  return {
    type: local.type,
    write(out) {
      value.write(out)
      out.byte(0x22).unsigned(local.index)
    },
  }
}

/** Address and immediate offset of a memory access. A constant address goes into the offset. */
function writeAccess(out: ByteWriter, code: Code, offset: number, address: Expression<'i32'>): void {
  const folded = address.constant === undefined ? offset : offset + address.constant
  out.append(code).byte(2).unsigned(folded)
}

function writeAddress(out: ByteWriter, address: Expression<'i32'>): void {
  if (address.constant === undefined) address.write(out)
  else int(0).write(out)
}

/** A load of `type`; every access is declared as 4-byte aligned, which is what an array of floats promises. */
function load<T extends ValueType>(type: T, code: Code) {
  return (address: Int, offset = 0): Expression<T> => {
    const from = int(address)
    return {
      type,
      write(out) {
        writeAddress(out, from)
        writeAccess(out, code, offset, from)
      },
    }
  }
}

/** A load into one lane of a vector; the others stay. */
function loadLane(code: Code) {
  return (vector: Expression<'v128'>, lane: number, address: Int, offset = 0): Expression<'v128'> => {
    const from = int(address)
    return {
      type: 'v128',
      write(out) {
        writeAddress(out, from)
        vector.write(out)
        writeAccess(out, code, offset, from)
        out.byte(lane)
      },
    }
  }
}

/** Every lane by the same number of bits. */
function shift(code: Code) {
  return (a: Expression<'v128'>, bits: number): Expression<'v128'> => ({
    type: 'v128',
    write(out) {
      a.write(out)
      int(bits).write(out)
      out.append(code)
    },
  })
}

/** One lane of a vector, by the number of the lane. */
function lane<T extends ValueType>(type: T, code: Code) {
  return (vector: Expression<'v128'>, index: number): Expression<T> => ({
    type,
    write(out) {
      vector.write(out)
      out.append(code).byte(index)
    },
  })
}

function pick(a: Int, b: Int, condition: Expression<'i32'>): Expression<'i32'> {
  return {
    type: 'i32',
    write(out) {
      for (const operand of [int(a), int(b), condition]) operand.write(out)
      out.byte(0x1b)
    },
  }
}

const addInt = integer(0x6a, (a, b) => a + b)

export const i32 = {
  add: (a: Int, b: Int): Expression<'i32'> => {
    if (a === 0) return int(b)
    return b === 0 ? int(a) : addInt(a, b)
  },
  sub: integer(0x6b, (a, b) => a - b),
  mul: integer(0x6c, Math.imul),
  and: integer(0x71, (a, b) => a & b),
  xor: integer(0x73, (a, b) => a ^ b),
  shiftLeft: integer(0x74, (a, b) => a << b),
  shiftRightUnsigned: integer(0x76, (a, b) => a >>> b),
  lessThan: integer(0x48, (a, b) => +(a < b)),
  /** Of unsigned numbers, such as addresses. */
  below: integer(0x49, (a, b) => +(a >>> 0 < b >>> 0)),
  /** The larger of two, each computed twice. */
  max: (a: Int, b: Int): Expression<'i32'> => pick(a, b, i32.lessThan(b, a)),
  /** The smaller of two, each computed twice. */
  min: (a: Int, b: Int): Expression<'i32'> => pick(a, b, i32.lessThan(a, b)),
  /** Of a float64 that holds an integer of 0 to 2^32 - 1. */
  fromUnsignedF64: unary('i32', 'f64', [0xab]),
}

export const f32 = {
  const: (value: number): Expression<'f32'> => ({
    type: 'f32',
    write: out => void out.byte(0x43).append(new Uint8Array(Float32Array.of(value).buffer)),
  }),
  add: binary('f32', [0x92]),
  mul: binary('f32', [0x94]),
  div: binary('f32', [0x95]),
  /** NaN if either is NaN. */
  max: binary('f32', [0x97]),
  load: load('f32', [0x2a]),
  fromF64: unary('f32', 'f64', [0xb6]),
}

export const f64 = {
  const: (value: number): Expression<'f64'> => ({
    type: 'f64',
    write: out => void out.byte(0x44).append(new Uint8Array(Float64Array.of(value).buffer)),
  }),
}

export const v128 = {
  load: load('v128', simd(0)),
  /** One float, in all four lanes. */
  loadSplat32: load('v128', simd(9)),
  /** One float in lane 0, zero elsewhere. */
  loadZero32: load('v128', simd(92)),
  /** Two floats in lanes 0 and 1, zero elsewhere. */
  loadZero64: load('v128', simd(93)),
  loadLane32: loadLane(simd(86)),
  and: binary('v128', simd(78)),
  /** a AND NOT b */
  andNot: binary('v128', simd(79)),
  or: binary('v128', simd(80)),
  xor: binary('v128', simd(81)),
  /** Bits of a where the mask is one, of b where it is zero. */
  select: (a: Expression<'v128'>, b: Expression<'v128'>, mask: Expression<'v128'>): Expression<'v128'> => ({
    type: 'v128',
    write(out) {
      a.write(out)
      b.write(out)
      mask.write(out)
      out.append(simd(82))
    },
  }),
}

export const f32x4 = {
  /** The number in all four lanes. */
  const: (value: number): Expression<'v128'> => {
    const bytes = new Uint8Array(new Float32Array(4).fill(value).buffer)
    return { type: 'v128', write: out => void out.append(simd(12)).append(bytes) }
  },
  splat: unary('v128', 'f32', simd(19)),
  /** The number, rounded to float32, in all four lanes. */
  splatF64: (a: Expression<'f64'>): Expression<'v128'> => f32x4.splat(f32.fromF64(a)),
  /** One lane, by its number. */
  lane: lane('f32', simd(31)),
  equal: binary('v128', simd(65)),
  notEqual: binary('v128', simd(66)),
  lessEqual: binary('v128', simd(69)),
  /** To the nearest integer, ties to even. */
  nearest: unary('v128', 'v128', simd(106)),
  sqrt: unary('v128', 'v128', simd(227)),
  add: binary('v128', simd(228)),
  sub: binary('v128', simd(229)),
  mul: binary('v128', simd(230)),
  div: binary('v128', simd(231)),
  /** NaN if either is NaN. Eight instructions of an x86 processor; wasm/finish.ts has a faster way for several. */
  max: binary('v128', simd(233)),
  /** b where a < b, else a. One instruction. */
  pseudoMax: binary('v128', simd(235)),
  fromUnsignedI32: unary('v128', 'v128', simd(251)),
  /** a·b + c. Opcode of the relaxed SIMD proposal, part of WebAssembly 3.0. */
  relaxedMultiplyAdd: (a: Expression<'v128'>, b: Expression<'v128'>, c: Expression<'v128'>): Expression<'v128'> => ({
    type: 'v128',
    write(out) {
      for (const operand of [a, b, c]) operand.write(out)
      out.append(simd(261))
    },
  }),
}

export const i32x4 = {
  const: (...lanes: readonly [number, number, number, number]): Expression<'v128'> => {
    const bytes = new Uint8Array(Int32Array.from(lanes).buffer)
    return { type: 'v128', write: out => void out.append(simd(12)).append(bytes) }
  },
  splat: unary('v128', 'i32', simd(17)),
  add: binary('v128', simd(174)),
  mul: binary('v128', simd(181)),
  lessThanUnsigned: binary('v128', simd(58)),
  shiftLeft: shift(simd(171)),
  shiftRightUnsigned: shift(simd(173)),
  /** Towards zero; NaN gives 0. */
  fromF32: unary('v128', 'v128', simd(248)),
}

// ---- functions ----

/** Writes the body of one function that takes and returns nothing: its world is the memory. */
export class FunctionBuilder {
  readonly #locals: ValueType[] = []
  readonly #code = new ByteWriter()

  /**
   * @param relaxed whether {@link multiplyAdd} may be one instruction of the relaxed SIMD proposal, which rounds once or
   *   twice, as the processor likes
   */
  constructor(readonly relaxed = false) {}

  /** A new variable, zero at first. */
  local<T extends ValueType>(type: T, value?: Expression<T>): Local<T> {
    const index = this.#locals.push(type) - 1
    const local: Local<T> = { type, index, write: out => void out.byte(0x20).unsigned(index) }
    if (value) this.set(local, value)
    return local
  }

  /** `count` new variables. */
  locals<T extends ValueType>(type: T, count: number): Local<T>[] {
    return Array.from({ length: count }, () => this.local(type))
  }

  /** A new integer variable with a first value: most of them are pointers. */
  pointer(value: Int = 0): Local<'i32'> {
    return this.local('i32', int(value))
  }

  set<T extends ValueType>(local: Local<T>, value: Expression<T>): void {
    value.write(this.#code)
    this.#code.byte(0x21).unsigned(local.index)
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
    this.#store([0x38], address, offset, value)
  }

  /** Stores one float, of one lane. */
  storeLane32(address: Int, offset: number, value: Expression<'v128'>, lane: number): void {
    this.#store(simd(90), address, offset, value)
    this.#code.byte(lane)
  }

  /** Stores two floats: lanes 0 and 1, or 2 and 3. */
  storeLane64(address: Int, offset: number, value: Expression<'v128'>, lane: number): void {
    this.#store(simd(91), address, offset, value)
    this.#code.byte(lane)
  }

  #store(code: Code, address: Int, offset: number, value: Expression<ValueType>): void {
    const to = int(address)
    writeAddress(this.#code, to)
    value.write(this.#code)
    writeAccess(this.#code, code, offset, to)
  }

  /** Zeroes `bytes` bytes. */
  zero(address: Int, bytes: number): void {
    for (const argument of [address, 0, bytes]) int(argument).write(this.#code)
    this.#code.append([bulkPrefix, 11, 0])
  }

  /** Copies `bytes` bytes. */
  copy(to: Int, from: Int, bytes: number): void {
    for (const argument of [to, from, bytes]) int(argument).write(this.#code)
    this.#code.append([bulkPrefix, 10, 0, 0])
  }

  call(functionIndex: number): void {
    this.#code.byte(0x10).unsigned(functionIndex)
  }

  /**
   * `for (i = from; i < to; i += step) body()`.
   *
   * Numbers are unsigned. The test stands at the end. Bounds that are numbers may leave no trip at all; when one is computed, at least
   * one trip must be certain, and `to` is read again on every trip: give a local.
   */
  loop(i: Local<'i32'>, from: Int, to: Int, step: number, body: () => void): void {
    const [first, last] = [int(from), int(to)]
    const trips =
      first.constant === undefined || last.constant === undefined
        ? undefined
        : Math.ceil((last.constant - first.constant) / step)
    if (trips !== undefined && trips <= 0) return
    this.set(i, first)
    if (trips === 1) {
      body()
      this.advance(i, step)
      return
    }
    this.#code.byte(0x03).byte(noResult)
    body()
    this.advance(i, step)
    i32.below(i, last).write(this.#code)
    this.#code.byte(0x0d).unsigned(0).byte(end)
  }

  /** Does something `count` times; a counter of its own. */
  repeat(count: number, body: () => void): void {
    if (count === 1) body()
    else if (count > 1) this.loop(this.local('i32'), 0, count, 1, body)
  }

  /** Writes the function as it stands in the code section: locals, instructions, end. */
  writeBody(out: ByteWriter): void {
    out.sized(part => {
      part.unsigned(this.#locals.length)
      for (const type of this.#locals) part.unsigned(1).byte(typeCodes[type])
      part.append(this.#code.bytes).byte(end)
    })
  }
}

// ---- modules ----

/** Functions over one imported memory, `host.memory`, and numbers that the host may change between calls. */
export class ModuleBuilder {
  #numbers = 0
  readonly #functions: FunctionBuilder[] = []
  readonly #exports: { name: string; index: number }[] = []

  /** Adds a function; the answer is its index, for {@link FunctionBuilder.call}. */
  add(fn: FunctionBuilder, exportName?: string): number {
    const index = this.#functions.push(fn) - 1
    if (exportName !== undefined) this.#exports.push({ name: exportName, index })
    return index
  }

  /** A number that the host sets: its value in code, and the name of the exported global. */
  number(): { value: Expression<'f64'>; exportName: string } {
    const index = this.#numbers++
    // Global 0 is the late address.
    const value: Expression<'f64'> = { type: 'f64', write: out => void out.byte(0x23).unsigned(index + 1) }
    return { value, exportName: `number${index}` }
  }

  /** An address that code may use before it is known: {@link build} is told. */
  readonly lateAddress: Expression<'i32'> = { type: 'i32', write: out => void out.byte(0x23).unsigned(0) }

  /**
   * The module, in the order of sections that the specification asks for.
   *
   * @param lateAddress what {@link lateAddress} is
   * @param shared whether the memory is one that threads share (threads proposal, binary format of limits: such a
   *   memory must name its largest size)
   */
  build(lateAddress = 0, shared = false): Uint8Array<ArrayBuffer> {
    const functions = this.#functions
    const section = (id: number, write: (part: ByteWriter) => void) => out.byte(id).sized(write)
    const out = new ByteWriter().append([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
    section(1, types => types.append([1, functionType, 0, 0]))
    section(2, imports => {
      imports.append([1]).name('host').name('memory').byte(importedMemory)
      if (shared) imports.byte(sharedLimits).unsigned(0).unsigned(mostPages)
      else imports.append([0, 0])
    })
    section(3, list => {
      list.unsigned(functions.length)
      for (let i = 0; i < functions.length; i++) list.byte(0)
    })
    section(6, list => {
      list.unsigned(this.#numbers + 1)
      list.byte(typeCodes.i32).byte(constant)
      int(lateAddress).write(list)
      list.byte(end)
      for (let i = 0; i < this.#numbers; i++) {
        list.byte(typeCodes.f64).byte(mutable)
        f64.const(0).write(list)
        list.byte(end)
      }
    })
    section(7, list => {
      list.unsigned(this.#exports.length + this.#numbers)
      for (let i = 0; i < this.#numbers; i++)
        list
          .name(`number${i}`)
          .byte(exportedGlobal)
          .unsigned(i + 1)
      for (const { name, index } of this.#exports) list.name(name).byte(exportedFunction).unsigned(index)
    })
    section(10, code => {
      code.unsigned(functions.length)
      for (const fn of functions) fn.writeBody(code)
    })
    return out.bytes
  }
}
