// From a program to one WebAssembly module over one memory.
// Next: fuse.ts (fewer calls), placement.ts (where buffers stand), emitter.ts (what writes the code of a call).

import { type Buffer, type Call, outputsOf, overlap, type Program, within } from '../program.ts'
import { FunctionBuilder, ModuleBuilder } from './assembler.ts'
import type { CallSite, Emitter, Workplace } from './emitter.ts'
import * as f64 from './f64.ts'
import { type FusedCall, fuse } from './fuse.ts'
import * as i32 from './i32.ts'
import { placeBuffers } from './placement.ts'

/** A number that code reads and that depends on scalars named at run. */
export interface RunNumber {
  readonly call: Call
  /** Where code reads it, in bytes behind the start of what is prepared. */
  readonly offset: number
  compute(...scalars: readonly number[]): number
}

/** Calls in a row: as one exported function, or as one plain kernel. */
export type Step = { readonly exportName: string } | { readonly plain: Call }

/** What runs a phase. */
export interface PhasePlan {
  readonly steps: Step[]
  readonly numbers: RunNumber[]
}

/** The function that makes what is prepared from constants; a phase of a program may not have this name. */
export const prepareName = '(prepare)'

/** How a program is written, other than for one thread alone. */
interface CompileOptions {
  readonly relaxed?: boolean
  /** For a memory that threads share: where scratch of this program's own begins, in bytes. */
  readonly sharedScratchStart?: number
}

/**
 * Writes the module: one function a call, one exported function for each row of native calls, and one that prepares.
 *
 * Memory holds the program's buffers, as far as they are used, then scratch, which all calls share because they run
 * one after the other, then what is prepared from constants, and numbers that are set at run. Scratch ends where the last
 * call is written, so what stands behind it has late addresses.
 */
export function compile(program: Program, { relaxed = false, sharedScratchStart }: CompileOptions = {}) {
  const isShared = sharedScratchStart !== undefined
  const fused = Object.entries(fuse(program))
  // In a memory that programs share, everything stays where all of them expect it.
  const { bytes, addressOf } = placeBuffers(
    isShared ? { floats: program.floats, phases: {} } : program,
    fused.flatMap(([, calls]) => calls),
  )
  const scratchStart = sharedScratchStart ?? bytes
  let scratchBytes = 0
  let lateBytes = 0
  const module = new ModuleBuilder()
  const prepare = new FunctionBuilder()

  /** A new function, and scratch that begins where all scratch begins. */
  const newPlace = (): Workplace => {
    let used = 0
    return {
      fn: new FunctionBuilder(relaxed),
      scratch(wanted) {
        const address = scratchStart + used
        used += aligned(wanted)
        scratchBytes = Math.max(scratchBytes, used)
        return address
      },
    }
  }
  const allocateLate = (wanted: number) => {
    const offset = lateBytes
    lateBytes += aligned(wanted)
    return offset
  }

  /** The function of one call. */
  const writeCall = (emit: Emitter<object>, call: FusedCall, numbers: RunNumber[]): number => {
    const place = newPlace()
    const site: CallSite<object> = {
      ...place,
      g: call.geometry,
      after: call.after,
      buffers: call.buffers.map(addressOf),
      number(compute) {
        if (call.scalars.every(scalar => typeof scalar === 'number')) return f64.const(compute(...call.scalars))
        const offset = allocateLate(8)
        numbers.push({ call, offset, compute })
        return f64.load(module.lateAddress, offset)
      },
      prepared(wanted, from, make) {
        if (!from.every(i => isConstant(program, call.buffers[i]!))) {
          const to = place.scratch(wanted)
          make(site, to)
          return to
        }
        const to = i32.add(module.lateAddress, allocateLate(wanted))
        const maker = newPlace()
        make(maker, to)
        prepare.call(module.add(maker.fn))
        return to
      },
    }
    emit(site)
    return module.add(place.fn)
  }

  const writePhase = (phase: string, calls: readonly FusedCall[]): PhasePlan => {
    const plan: PhasePlan = { steps: [], numbers: [] }
    let row: FunctionBuilder | undefined
    for (const call of calls) {
      const { emit } = call.kernel
      if (emit) {
        if (!row) {
          row = new FunctionBuilder()
          const exportName = `${phase}${plan.steps.length}`
          module.add(row, exportName)
          plan.steps.push({ exportName })
        }
        row.call(writeCall(emit as Emitter<object>, call, plan.numbers))
      } else {
        row = undefined
        plan.steps.push({ plain: call })
      }
    }
    return plan
  }

  const plans = new Map(fused.map(([phase, calls]) => [phase, writePhase(phase, calls)]))
  module.add(prepare, prepareName)
  const lateStart = scratchStart + scratchBytes
  return { plans, addressOf, lateStart, bytes: module.build(lateStart, isShared), memoryBytes: lateStart + lateBytes }
}

/** Whether a buffer is declared constant, or holds its zeros for ever because nobody can write it. */
function isConstant({ constants = [], visible, phases }: Program, buffer: Buffer): boolean {
  if (within(buffer, constants)) return true
  const written = [...(visible ?? [buffer]), ...Object.values(phases).flat().flatMap(outputsOf)]
  return !written.some(other => overlap(other, buffer))
}

/** Rounded up to whole vectors. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16
}
