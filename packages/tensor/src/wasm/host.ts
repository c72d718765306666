// The few parts of the WebAssembly JavaScript interface that are used, and whether they are there.
// Declared here because the standard library of TypeScript has them only together with the DOM.

import { FunctionBuilder, ModuleBuilder } from './assembler.ts'

/** A memory that never grows, so views of it stay valid. */
export interface Memory {
  readonly buffer: ArrayBuffer
}

/** The same, seen by several threads at once. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer
}

/** What a module of wasm/assembler.ts exports: functions without arguments. */
export type Exports = Readonly<Record<string, () => void>>

interface WebAssemblyHost {
  Memory: {
    new (size: { initial: number; maximum: number }): Memory
    new (size: { initial: number; maximum: number; shared: true }): SharedMemory
  }
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Instance: new (module: object, imports: { host: { memory: Memory | SharedMemory } }) => { readonly exports: Exports }
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
  try {
    new WebAssembly.Module(probe.build())
    return true
  } catch {
    return false
  }
}

/** A zeroed memory of at least `bytes` bytes and the module's functions over it. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, memoryBytes: number): { memory: Memory; exports: Exports } {
  const pages = countPages(memoryBytes)
  const memory = new WebAssembly!.Memory({ initial: pages, maximum: pages })
  return { memory, exports: exportsOver(bytes, memory) }
}

/** The functions of a module over a memory that is already there. */
export function exportsOver(bytes: Uint8Array<ArrayBuffer>, memory: Memory | SharedMemory): Exports {
  const { Module, Instance } = WebAssembly!
  return new Instance(new Module(bytes), { host: { memory } }).exports
}

/** A zeroed memory of at least `bytes` bytes that can be handed to other threads. */
export function sharedMemory(bytes: number): SharedMemory {
  const pages = countPages(bytes)
  return new WebAssembly!.Memory({ initial: pages, maximum: pages, shared: true })
}

/** Whether WebAssembly runs over shared memory here. Needs SharedArrayBuffer, which a page has only when isolated. */
export function sharedMemorySupported(): boolean {
  if (typeof SharedArrayBuffer === 'undefined' || !wasmSupported()) return false
  try {
    const module = new ModuleBuilder()
    module.add(new FunctionBuilder())
    exportsOver(module.build(0, true), sharedMemory(1))
    return true
  } catch {
    return false
  }
}

function countPages(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / pageBytes))
}
