// The fast way to run a program: one WebAssembly module, written for its sizes, over one memory.
// Next: wasm/compile.ts (how it is written).

import { type Backend, bindPlain, openSession, type Program, resolveScalars, type Session } from '../program.ts'
import { compile, prepareName, type RunNumber } from '../wasm/compile.ts'
import { instantiate } from '../wasm/host.ts'

/**
 * Runs programs as generated WebAssembly with 128-bit SIMD. Kernels without an emitter run as plain TypeScript on
 * the same memory. The same program gives the same bits on every machine, though not the bits of the plain kernels:
 * sums are made in another order.
 */
export const wasmBackend: Backend = { name: 'wasm', open: program => open(program, 'wasm', false) }

/**
 * The same with one instruction for a product and a sum, where the host has relaxed SIMD. Up to 1.4 times as fast;
 * the last bits depend on the processor, so it only runs when asked for.
 */
export const wasmRelaxedBackend: Backend = {
  name: 'wasm-relaxed',
  open: program => open(program, 'wasm-relaxed', true),
}

function open(program: Program, backend: string, relaxed: boolean): Session {
  const { bytes, plans, addressOf, lateStart, memoryBytes } = compile(program, { relaxed })
  const { memory, exports } = instantiate(bytes, memoryBytes)
  return openSession(program, {
    backend,
    native: nativeKernels(program),
    view: buffer => new Float32Array(memory.buffer, addressOf(buffer), buffer.length),
    steps: (phase, view) => {
      const { numbers, steps } = plans.get(phase)!
      return [
        ...numbers.map(number => bindNumber(number, memory.buffer, lateStart)),
        ...steps.map(step => ('plain' in step ? bindPlain(step.plain, view) : exports[step.exportName]!)),
      ]
    },
    prepare: exports[prepareName]!,
  })
}

/** Puts a number where code reads it. Shared with threads/. */
export function bindNumber({ call, offset, compute }: RunNumber, memory: ArrayBufferLike, lateStart: number) {
  const place = new Float64Array(memory, lateStart + offset, 1)
  return (scalars: Readonly<Record<string, number>>) => {
    place[0] = compute(...resolveScalars(call, scalars))
  }
}

/** Names of a program's kernels that have a fast twin. Shared with threads/. */
export function nativeKernels({ phases }: Program): string[] {
  const kernels = Object.values(phases).flatMap(calls => calls.map(({ kernel }) => kernel))
  return [...new Set(kernels.filter(({ emit }) => emit).map(({ name }) => name))]
}
