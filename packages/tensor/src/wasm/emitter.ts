// What an emitter is given and what it does: the contract between x.wasm.ts files and backends/wasm.ts.

import type { KernelName, Kernels } from '../kernels/index.ts'
import type { Expression, FunctionBuilder } from './assembler.ts'

/** One call of a kernel that is to become code: everything about it that is known before it runs. */
export interface CallSite<Geometry> {
  /** Where the code is written. The function takes nothing and returns nothing. */
  readonly fn: FunctionBuilder
  readonly g: Geometry
  /** Byte addresses of the call's buffers, in the order of the kernel's parameters. */
  readonly buffers: readonly number[]
  /**
   * A number computed from the call's scalars: now if they are all fixed, else in JavaScript before each run.
   * Write powers and roots of scalars here rather than in code.
   */
  number(compute: (...scalars: readonly number[]) => number): Expression<'f64'>
  /** Address of `bytes` bytes to work in. Their contents are unknown when the code starts, and lost when it ends. */
  scratch(bytes: number): number
}

/** Writes the code of one kernel call, specialised to its sizes and addresses. */
export type Emitter<Geometry> = (site: CallSite<Geometry>) => void

/** The geometry that a kernel takes: its one parameter that is neither numbers nor a number. */
export type GeometryOf<Name extends KernelName> = Exclude<Parameters<Kernels[Name]>[number], Float32Array | number>

/** Emitters by the name of the kernel that they are the fast twin of. */
export type Emitters = { readonly [Name in KernelName]?: Emitter<GeometryOf<Name>> }
