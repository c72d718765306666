// The few parts of the WebAssembly JavaScript interface that are used, and whether they are there.
// Declared here because the standard library of TypeScript has them only together with the DOM.

import { FunctionBuilder, ModuleBuilder } from './assembler.ts'

/** A memory that never grows, so views of it stay valid. */
export interface Memory {
  readonly buffer: ArrayBuffer
}

/** What a module of wasm/assembler.ts exports: functions without arguments, and numbers that may be set. */
export type Exports = Readonly<Record<string, (() => void) & { value: number }>>

interface WebAssemblyHost {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
  Memory: new (size: { initial: number; maximum: number }) => Memory
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Instance: new (module: object, imports: { host: { memory: Memory } }) => { readonly exports: Exports }
}

declare const WebAssembly: WebAssemblyHost | undefined

const pageBytes = 65536

/**
 * Whether WebAssembly with 128-bit SIMD runs here: known to the host, and not forbidden by a content security policy.
 *
 * @param relaxed whether relaxed SIMD is wanted too: on from Node 22, in Node 20 with --experimental-wasm-relaxed-simd
 */
export function wasmSupported(relaxed = false): boolean {
  if (typeof WebAssembly === 'undefined') return false
  const fn = new FunctionBuilder(relaxed)
  const sum = fn.local('v128')
  fn.multiplyAdd(sum, sum, sum)
  fn.store(0, 0, sum)
  const probe = new ModuleBuilder()
  probe.add(fn)
  const bytes = probe.build()
  if (!WebAssembly.validate(bytes)) return false
  try {
    new WebAssembly.Module(bytes)
    return true
  } catch {
    return false
  }
}

/** A zeroed memory of at least `bytes` bytes and the module's functions over it. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, memoryBytes: number): { memory: Memory; exports: Exports } {
  const { Memory, Module, Instance } = WebAssembly!
  const pages = Math.max(1, Math.ceil(memoryBytes / pageBytes))
  const memory = new Memory({ initial: pages, maximum: pages })
  return { memory, exports: new Instance(new Module(bytes), { host: { memory } }).exports }
}
