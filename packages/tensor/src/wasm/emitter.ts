// What an emitter is given and what it does: the contract between x.wasm.ts files and compile.ts.

import type { Expression, FunctionBuilder, Int } from './assembler.ts'
import type { After } from './fuse.ts'

/** Where code is written, and memory to work in while it runs. */
export interface Workplace {
  /** A function that takes nothing and returns nothing. */
  readonly fn: FunctionBuilder
  /** Address of `bytes` bytes to work in. Their contents are unknown when the code starts, and lost when it ends. */
  scratch(bytes: number): number
}

/** One call of a kernel that is to become code: everything about it that is known before it runs. */
export interface CallSite<Geometry> extends Workplace {
  readonly g: Geometry
  /** Byte addresses of the call's buffers, in the order of the kernel's parameters. */
  readonly buffers: readonly number[]
  /**
   * A number computed from the call's scalars: now if they are all fixed, else in JavaScript before each run.
   * Write powers and roots of scalars here rather than in code.
   */
  number(compute: (...scalars: readonly number[]) => number): Expression<'f64'>
  /**
   * Address of `bytes` bytes that are made from some of the call's buffers, such as packed weights. When all of these
   * are constants of the program, they are made once after each change; else before the call, every time.
   *
   * @param from places in `buffers` of what they are made from
   * @param make writes the code that makes them, perhaps in a function of its own
   */
  prepared(bytes: number, from: readonly number[], make: (place: Workplace, to: Int) => void): Int
  /** What is to be done to the results before they are stored; only asked of emitters that wasm/fuse.ts lists. */
  readonly after: After
}

/** Writes the code of one kernel call, specialised to its sizes and addresses. */
export type Emitter<Geometry> = (site: CallSite<Geometry>) => void
