// What a kernel is: one operation, defined in plain TypeScript and, where it matters, written as fast code for its sizes.
// Next: kernels/index.ts (every kernel), program.ts (what calls them).

import type { Emitter } from '../wasm/emitter.ts'

/** One operation on arrays, with everything that a backend needs to run it. */
export interface Kernel<Geometry extends object = never> {
  readonly name: string
  /**
   * Defines the operation, and is the judge of every faster way. Takes its outputs first, then its inputs, then one
   * geometry object, then scalars; raw Float32Array, no allocation, no checks.
   */
  readonly plain: (...args: never[]) => void
  /** Writes its fast twin; without one, the plain function runs. */
  readonly emit?: Emitter<Geometry>
  /** How many of its buffers, counted from the first, it writes. @default 1 */
  readonly outputs?: number
}

/** The name of a kernel, which is that of its constant in kernels/index.ts. */
export type KernelName = keyof typeof import('./index.ts')
