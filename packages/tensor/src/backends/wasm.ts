// The fast way to run a program: one WebAssembly module, written for its sizes, over one memory.
// Next: wasm/emitter.ts (what writes the code of a call), kernels/wasm.ts (the table of them).

import { type KernelName, kernels } from '../kernels/index.ts'
import { emitters } from '../kernels/wasm.ts'
import { type Backend, type Buffer, type Call, type Program, phaseCalls, resolveScalars } from '../program.ts'
import { FunctionBuilder, f64, ModuleBuilder } from '../wasm/assembler.ts'
import type { Emitter } from '../wasm/emitter.ts'
import { instantiate } from '../wasm/host.ts'

type AnyKernel = (...args: unknown[]) => void
type Scalars = Readonly<Record<string, number>>

/** A number that code reads and that depends on scalars named at run. */
interface RunNumber {
  readonly call: Call
  readonly exportName: string
  compute(...scalars: readonly number[]): number
}

/** Calls in a row: as one exported function, or as one plain kernel. */
export type Step = { readonly exportName: string } | { readonly plain: Call }

interface PhasePlan {
  readonly steps: Step[]
  readonly numbers: RunNumber[]
}

/**
 * Runs programs as generated WebAssembly with 128-bit SIMD. Kernels without an emitter run as plain TypeScript on
 * the same memory. The same program gives the same bits on every machine, though not the bits of the plain kernels:
 * sums are made in another order.
 */
export const wasmBackend: Backend = {
  name: 'wasm',
  open(program) {
    const { bytes, plans, scratchBytes } = compile(program)
    const { memory, exports } = instantiate(bytes, program.floats * 4 + scratchBytes)
    const view = (buffer: Buffer) => new Float32Array(memory.buffer, buffer.offset * 4, buffer.length)

    const phases = new Map(
      [...plans].map(([phase, { steps, numbers }]) => [
        phase,
        {
          numbers: numbers.map(number => ({ ...number, target: exports[number.exportName]! })),
          steps: steps.map(step => ('plain' in step ? bindPlain(step.plain, view) : exports[step.exportName]!)),
        },
      ]),
    )
    return {
      backend: 'wasm',
      native: nativeKernels(program),
      view,
      run(phase, scalars = {}) {
        const { numbers, steps } = phases.get(phase) ?? (phaseCalls(program, phase) as never)
        for (const { target, call, compute } of numbers) target.value = compute(...resolveScalars(call, scalars))
        for (const step of steps) step(scalars)
      },
    }
  },
}

/** The plain kernel of a call, its views made once. Shared with threads/. */
export function bindPlain(call: Call, view: (buffer: Buffer) => Float32Array): (scalars: Scalars) => void {
  const kernel = kernels[call.kernel] as AnyKernel
  const views = call.buffers.map(view)
  return scalars => kernel(...views, call.geometry, ...resolveScalars(call, scalars))
}

export function nativeKernels(program: Program): KernelName[] {
  const used = Object.values(program.phases).flatMap(calls => calls.map(({ kernel }) => kernel))
  return [...new Set(used)].filter(kernel => emitters[kernel])
}

/**
 * Writes the module: one function a call, one exported function for each row of native calls.
 *
 * @param scratchStart address of the bytes that the calls may work in. @default behind the program's own memory
 * @param shared whether the memory is one that threads share
 */
export function compile(program: Program, scratchStart = program.floats * 4, shared = false) {
  const module = new ModuleBuilder()
  const plans = new Map<string, PhasePlan>()
  let scratchBytes = 0

  for (const [phase, calls] of Object.entries(program.phases)) {
    const plan: PhasePlan = { steps: [], numbers: [] }
    let row: number[] = []
    const endRow = () => {
      if (row.length === 0) return
      const exportName = `${phase}${plan.steps.length}`
      const chain = new FunctionBuilder()
      for (const index of row) chain.call(index)
      module.add(chain, exportName)
      plan.steps.push({ exportName })
      row = []
    }
    for (const call of calls) {
      const emitter = emitters[call.kernel] as Emitter<object> | undefined
      if (emitter) {
        const { fn, bytes } = emitCall(emitter, call, module, plan, scratchStart)
        scratchBytes = Math.max(scratchBytes, bytes)
        row.push(module.add(fn))
      } else {
        endRow()
        plan.steps.push({ plain: call })
      }
    }
    endRow()
    plans.set(phase, plan)
  }
  return { bytes: module.build(shared), plans, scratchBytes }
}

/** The function of one call. All calls work in the same scratch, one after the other. */
function emitCall(emitter: Emitter<object>, call: Call, module: ModuleBuilder, plan: PhasePlan, scratchStart: number) {
  const fn = new FunctionBuilder()
  let bytes = 0
  emitter({
    fn,
    g: call.geometry,
    buffers: call.buffers.map(({ offset }) => offset * 4),
    number(compute) {
      if (call.scalars.every(scalar => typeof scalar === 'number')) return f64.const(compute(...call.scalars))
      const { value, exportName } = module.number()
      plan.numbers.push({ call, exportName, compute })
      return value
    },
    scratch(wanted) {
      const address = scratchStart + bytes
      bytes += Math.ceil(wanted / 16) * 16
      return address
    },
  })
  return { fn, bytes }
}
