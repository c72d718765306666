// The fast way to run a program: one WebAssembly module, written for its sizes, over one memory.
// Next: wasm/fuse.ts (fewer calls), wasm/emitter.ts (what writes the code of a call).

import {
  type Backend,
  type Buffer,
  type Call,
  checkConstants,
  checkView,
  checkWrite,
  outputsOf,
  overlap,
  type Program,
  phaseCalls,
  resolveScalars,
  type Session,
  within,
} from '../program.ts'
import { FunctionBuilder, ModuleBuilder } from '../wasm/assembler.ts'
import type { CallSite, Emitter, Workplace } from '../wasm/emitter.ts'
import * as f64 from '../wasm/f64.ts'
import { type FusedCall, fuse } from '../wasm/fuse.ts'
import { instantiate } from '../wasm/host.ts'
import * as i32 from '../wasm/i32.ts'
import { Placement } from '../wasm/placement.ts'

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

/** The function that makes what is prepared from constants; a phase of a program may not have this name. */
export const prepareName = '(prepare)'

/**
 * Runs programs as generated WebAssembly with 128-bit SIMD. Kernels without an emitter run as plain TypeScript on
 * the same memory. The same program gives the same bits on every machine, though not the bits of the plain kernels:
 * sums are made in another order.
 */
export const wasmBackend: Backend = makeBackend('wasm', false)

/**
 * The same with one instruction for a product and a sum, where the host has relaxed SIMD. Up to 1.4 times as fast;
 * the last bits depend on the processor, so it only runs when asked for.
 */
export const wasmRelaxedBackend: Backend = makeBackend('wasm-relaxed', true)

function makeBackend(name: string, relaxed: boolean): Backend {
  return { name, open: program => open(program, name, relaxed) }
}

function open(program: Program, name: string, relaxed: boolean): Session {
  checkConstants(program)
  const { bytes, plans, placement, memoryBytes } = compile(program, { relaxed })
  const { memory, exports } = instantiate(bytes, memoryBytes)
  const view = (buffer: Buffer) => new Float32Array(memory.buffer, placement.address(buffer), buffer.length)

  const phases = new Map(
    [...plans].map(([phase, { steps, numbers }]) => [
      phase,
      {
        numbers: numbers.map(number => ({ ...number, target: exports[number.exportName]! })),
        steps: steps.map(step => ('plain' in step ? bindPlain(step.plain, view) : exports[step.exportName]!)),
      },
    ]),
  )
  const { constants = [] } = program
  const prepare = exports[prepareName]
  let isStale = true
  return {
    backend: name,
    native: nativeKernels(program),
    view(buffer) {
      checkView(program, buffer)
      return view(buffer)
    },
    write(buffer, values) {
      checkWrite(program, buffer)
      view(buffer).set(values)
      if (constants.some(constant => overlap(constant, buffer))) isStale = true
    },
    run(phase, scalars = noScalars) {
      const { numbers, steps } = phases.get(phase) ?? (phaseCalls(program, phase) as never)
      if (isStale) prepare?.()
      isStale = false
      for (const { target, call, compute } of numbers) target.value = compute(...resolveScalars(call, scalars))
      for (const step of steps) step(scalars)
    },
  }
}

const noScalars: Scalars = {}

/** The plain kernel of a call, its views made once. Shared with threads/. */
export function bindPlain(call: Call, view: (buffer: Buffer) => Float32Array): (scalars: Scalars) => void {
  const kernel = call.kernel.plain as (...args: unknown[]) => void
  const views = call.buffers.map(view)
  return scalars => kernel(...views, call.geometry, ...resolveScalars(call, scalars))
}

/** Names of a program's kernels that have a fast twin. Shared with threads/. */
export function nativeKernels({ phases }: Program): string[] {
  const native = Object.values(phases).flatMap(calls => calls.filter(({ kernel }) => kernel.emit))
  return [...new Set(native.map(({ kernel }) => kernel.name))]
}

/** How a program is written, other than for one thread alone. */
interface CompileOptions {
  readonly relaxed?: boolean
  /** For a memory that threads share: where scratch of this program's own begins, in bytes. */
  readonly sharedScratchStart?: number
}

/** Writes the module of a program. Shared with threads/. */
export function compile(program: Program, options: CompileOptions = {}) {
  return new Compiler(program, options).compile()
}

/**
 * Writes the module: one function a call, one exported function for each row of native calls, and one that prepares.
 *
 * Memory holds the program's buffers, as far as they are used, then scratch, which all calls share because they run
 * one after the other, then what is prepared from constants. Scratch ends where the last call is written, so prepared addresses are late.
 */
class Compiler {
  readonly #module = new ModuleBuilder()
  readonly #prepare = new FunctionBuilder()
  readonly #phases: Record<string, FusedCall[]>
  readonly #placement: Placement
  readonly #scratchStart: number
  #scratchBytes = 0
  #preparedBytes = 0

  readonly program: Program
  readonly relaxed: boolean
  readonly #isShared: boolean

  constructor(program: Program, { relaxed = false, sharedScratchStart }: CompileOptions) {
    this.#isShared = sharedScratchStart !== undefined
    this.program = program
    this.relaxed = relaxed
    this.#phases = fuse(program)
    // In a memory that programs share, everything stays where all of them expect it.
    const placed = this.#isShared ? { floats: program.floats, phases: {} } : program
    this.#placement = new Placement(placed, Object.values(this.#phases).flat())
    this.#scratchStart = sharedScratchStart ?? this.#placement.bytes
  }

  compile() {
    const plans = new Map(Object.entries(this.#phases).map(([phase, calls]) => [phase, this.#phase(phase, calls)]))
    if (this.#preparedBytes > 0) this.#module.add(this.#prepare, prepareName)
    const preparedStart = this.#scratchStart + this.#scratchBytes
    return {
      plans,
      prepares: this.#preparedBytes > 0,
      placement: this.#placement,
      bytes: this.#module.build(preparedStart, this.#isShared),
      memoryBytes: preparedStart + this.#preparedBytes,
    }
  }

  #phase(phase: string, calls: readonly FusedCall[]): PhasePlan {
    const plan: PhasePlan = { steps: [], numbers: [] }
    let row: number[] = []
    const endRow = () => {
      if (row.length === 0) return
      const exportName = `${phase}${plan.steps.length}`
      const chain = new FunctionBuilder()
      for (const index of row) chain.call(index)
      this.#module.add(chain, exportName)
      plan.steps.push({ exportName })
      row = []
    }
    for (const call of calls) {
      const { emit } = call.kernel
      if (emit) row.push(this.#call(emit as Emitter<object>, call, plan))
      else {
        endRow()
        plan.steps.push({ plain: call })
      }
    }
    endRow()
    return plan
  }

  /** The function of one call. */
  #call(emit: Emitter<object>, call: FusedCall, plan: PhasePlan): number {
    const place = this.#place()
    const site: CallSite<object> = {
      ...place,
      g: call.geometry,
      after: call.after,
      buffers: call.buffers.map(buffer => this.#placement.address(buffer)),
      number: compute => {
        if (call.scalars.every(scalar => typeof scalar === 'number')) return f64.const(compute(...call.scalars))
        const { value, exportName } = this.#module.number()
        plan.numbers.push({ call, exportName, compute })
        return value
      },
      prepared: (bytes, from, make) => {
        if (!from.every(i => this.#isConstant(call.buffers[i]!))) {
          const to = place.scratch(bytes)
          make(site, to)
          return to
        }
        const to = i32.add(this.#module.lateAddress, this.#preparedBytes)
        this.#preparedBytes += aligned(bytes)
        const maker = this.#place()
        make(maker, to)
        this.#prepare.call(this.#module.add(maker.fn))
        return to
      },
    }
    emit(site)
    return this.#module.add(place.fn)
  }

  /** A new function, and scratch that begins where all scratch begins. */
  #place(): Workplace {
    let bytes = 0
    return {
      fn: new FunctionBuilder(this.relaxed),
      scratch: wanted => {
        const address = this.#scratchStart + bytes
        bytes += aligned(wanted)
        this.#scratchBytes = Math.max(this.#scratchBytes, bytes)
        return address
      },
    }
  }

  /** Whether a buffer is declared constant, or holds its zeros for ever because nobody can write it. */
  #isConstant(buffer: Buffer): boolean {
    const { constants = [], visible, phases } = this.program
    if (within(buffer, constants)) return true
    if (!visible || visible.some(other => overlap(other, buffer))) return false
    return Object.values(phases).every(calls =>
      calls.every(call => outputsOf(call).every(output => !overlap(output, buffer))),
    )
  }
}

/** Rounded up to whole vectors. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16
}
