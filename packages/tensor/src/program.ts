// What a network becomes before it runs: a flat list of kernel calls over buffers in one memory.
// Next: kernels/kernel.ts (what is called), backends/reference.ts (the plain way to run it).

import type { Kernel } from './kernels/kernel.ts'

/** A stretch of the program's memory, counted in floats. */
export interface Buffer {
  /** Index of the first float; a multiple of four, so that a 128-bit load of it is aligned. */
  readonly offset: number
  readonly length: number
}

/** A scalar argument of a kernel: a fixed number, or the name of one that is given each time the program runs. */
export type Scalar = number | string

/** One kernel call: `kernel.plain(...buffers, geometry, ...scalars)`. */
export interface Call {
  readonly kernel: Kernel
  /** Outputs first, then inputs, in the order of the kernel's parameters. */
  readonly buffers: readonly Buffer[]
  /** Sizes, fixed when the program was planned. */
  readonly geometry: object
  readonly scalars: readonly Scalar[]
}

/** Kernel calls over one memory, in named phases such as `forward`, `backward` and `step`. */
export interface Program {
  /** Size of the memory in floats. */
  readonly floats: number
  readonly phases: Readonly<Record<string, readonly Call[]>>
  /**
   * The buffers that the user fills and reads through {@link Session.view}. Every other one is the backend's own: it
   * need not be written when no call needs it. @default all of the memory
   */
  readonly visible?: readonly Buffer[]
  /**
   * Buffers that no call writes, and the user only through {@link Session.write}: what a backend makes of them (packed
   * weights, folded batch norms) it makes once after a write, not at every run. @default none
   */
  readonly constants?: readonly Buffer[]
}

/** A program opened on a backend: memory laid out and zeroed, ready to run. */
export interface Session {
  /** Name of the backend that runs it. */
  readonly backend: string
  /** Names of the kernels of this program that run as native code of the backend; the others run the plain kernel. */
  readonly native: readonly string[]
  /**
   * A live view of a buffer; valid as long as the session, because the memory never grows.
   *
   * @throws ProgramError `hidden-buffer`, `constant-buffer`
   */
  view(buffer: Buffer): Float32Array<ArrayBuffer>
  /**
   * Copies numbers into a buffer: the one way to set a constant, and seen by the next run.
   *
   * @throws ProgramError `hidden-buffer`
   */
  write(buffer: Buffer, values: ArrayLike<number>): void
  /**
   * Runs every call of one phase in order.
   *
   * @param scalars values of the scalars that the program names; unnamed ones are ignored
   * @throws ProgramError `unknown-phase`, `missing-scalar`
   */
  run(phase: string, scalars?: Readonly<Record<string, number>>): void
}

/** Runs programs: the plain kernels, or generated code. */
export interface Backend {
  readonly name: string
  /** Lays a program's memory out and makes it ready to run. Sessions of one program share nothing. */
  open(program: Program): Session
}

/** Codes of {@link ProgramError}. */
export const programErrorCodes = {
  'unknown-phase': 'The program has no phase of that name.',
  'missing-scalar': 'A call names a scalar that was not given to run().',
  'hidden-buffer': 'A buffer was asked for that the program does not list as visible.',
  'constant-buffer': 'A constant of the program was to be viewed, or a call writes to one.',
} as const

/** A program was asked for something that it does not hold. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
  constructor(
    readonly code: keyof typeof programErrorCodes,
    message: string,
  ) {
    super(message)
  }
}

/** Hands out buffers of one memory, one after the other, each aligned to 16 bytes. */
export class MemoryLayout {
  /** Size of the memory so far, in floats. */
  floats = 0

  /**
   * The next buffer.
   *
   * @param length how many floats are wanted; zero is allowed
   */
  readonly allocate = (length: number): Buffer => {
    const buffer = { offset: this.floats, length }
    this.floats += Math.ceil(length / 4) * 4
    return buffer
  }
}

/** Whether two buffers have a float in common. */
export function overlap(a: Buffer, b: Buffer): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length
}

/** Whether a buffer lies within one of the others. */
export function within(buffer: Buffer, others: readonly Buffer[]): boolean {
  return others.some(
    ({ offset, length }) => buffer.offset >= offset && buffer.offset + buffer.length <= offset + length,
  )
}

/** The buffers that a call writes. */
export function outputsOf({ kernel, buffers }: Call): readonly Buffer[] {
  return buffers.slice(0, kernel.outputs ?? 1)
}

/** Refuses to view what the program hides or holds constant. @throws ProgramError */
export function checkView({ visible, constants = [] }: Program, buffer: Buffer): void {
  if (constants.some(constant => overlap(constant, buffer)))
    throw new ProgramError(
      'constant-buffer',
      `view: expected no part of a constant, got ${place(buffer)}. Use write().`,
    )
  if (visible && !within(buffer, visible)) throw hidden('view', buffer)
}

/** Refuses to write what the program hides. @throws ProgramError */
export function checkWrite({ visible, constants = [] }: Program, buffer: Buffer): void {
  if (visible && !within(buffer, [...visible, ...constants])) throw hidden('write', buffer)
}

/** Refuses a program that writes its own constants. @throws ProgramError `constant-buffer` */
export function checkConstants({ phases, constants = [] }: Program): void {
  for (const one of Object.values(phases).flat())
    for (const output of outputsOf(one))
      if (constants.some(constant => overlap(constant, output)))
        throw new ProgramError(
          'constant-buffer',
          `${one.kernel.name}: expected no output in 'constants', got ${place(output)}.`,
        )
}

function hidden(where: string, buffer: Buffer): ProgramError {
  return new ProgramError(
    'hidden-buffer',
    `${where}: expected a buffer in 'visible', got ${place(buffer)}. Add it to 'visible'.`,
  )
}

function place({ offset, length }: Buffer): string {
  return `floats ${offset} to ${offset + length}`
}

/** Writes one {@link Call}; exists so that call sites read like calls. */
export function call<Geometry extends object>(
  kernel: Kernel<Geometry>,
  buffers: readonly Buffer[],
  geometry: Geometry,
  ...scalars: readonly Scalar[]
): Call {
  return { kernel, buffers, geometry, scalars }
}

/** The numbers for a call's scalars. @throws ProgramError `missing-scalar` */
export function resolveScalars(one: Call, given: Readonly<Record<string, number>>): number[] {
  return one.scalars.map(scalar => {
    if (typeof scalar === 'number') return scalar
    const value = given[scalar]
    if (value === undefined)
      throw new ProgramError(
        'missing-scalar',
        `${one.kernel.name}: expected a scalar '${scalar}', got none. Pass it to run().`,
      )
    return value
  })
}

/** What runs a call's plain kernel, its views made once, so that running allocates nothing per number. */
export function bindPlain(one: Call, view: (buffer: Buffer) => Float32Array): Step {
  const kernel = one.kernel.plain as (...args: unknown[]) => void
  const views = one.buffers.map(view)
  return scalars => kernel(...views, one.geometry, ...resolveScalars(one, scalars))
}

/** The calls of a phase. @throws ProgramError `unknown-phase` */
export function phaseCalls(program: Program, phase: string): readonly Call[] {
  const calls = program.phases[phase]
  if (!calls) {
    const known = Object.keys(program.phases).join(', ')
    throw new ProgramError('unknown-phase', `run: expected one of the phases ${known}, got '${phase}'.`)
  }
  return calls
}

/** A piece of a phase, ready to run. */
export type Step = (scalars: Readonly<Record<string, number>>) => void

const noScalars = {}

/**
 * The session of a backend that has laid out a program's memory: what all backends check is checked here.
 *
 * @param opened.view any buffer, seen or hidden
 * @param opened.steps what runs a phase
 * @param opened.prepare makes what is made of constants; called before a run when they have changed
 * @throws ProgramError `constant-buffer`
 */
export function openSession(
  program: Program,
  opened: {
    backend: string
    native: readonly string[]
    view(buffer: Buffer): Float32Array<ArrayBuffer>
    steps(phase: string, view: (buffer: Buffer) => Float32Array): readonly Step[]
    prepare?(): void
  },
): Session {
  checkConstants(program)
  const { backend, native, view, prepare } = opened
  const phases = new Map(Object.keys(program.phases).map(phase => [phase, opened.steps(phase, view)]))
  let isStale = true
  return {
    backend,
    native,
    view(buffer) {
      checkView(program, buffer)
      return view(buffer)
    },
    write(buffer, values) {
      checkWrite(program, buffer)
      view(buffer).set(values)
      isStale = true
    },
    run(phase, scalars = noScalars) {
      const steps = phases.get(phase) ?? (phaseCalls(program, phase) as never)
      if (isStale) prepare?.()
      isStale = false
      for (const step of steps) step(scalars)
    },
  }
}
