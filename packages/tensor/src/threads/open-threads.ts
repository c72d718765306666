// Programs side by side: one thread each, over one shared memory. This thread is the first of them; the others are
// workers that run nothing but generated code. Next: start-worker.ts (what a worker is).

import { bindNumber, nativeKernels } from '../backends/wasm.ts'
import {
  type Buffer,
  bindPlain,
  checkConstants,
  checkView,
  checkWrite,
  type Program,
  phaseCalls,
  type Step,
} from '../program.ts'
import { compile, prepareName } from '../wasm/compile.ts'
import { exportsOver, sharedMemory, sharedMemorySupported } from '../wasm/host.ts'
import { hostWorker, type StartWorker, type ThreadStart, threadSource, type WorkerLike } from './start-worker.ts'
import { ThreadError } from './thread-error.ts'

/** Options of {@link openThreads}. */
export interface ThreadOptions {
  /**
   * Starts one worker that runs the source given; for hosts with a way of their own, such as a page whose content
   * security policy forbids `blob:` workers. @default a worker of this host
   */
  startWorker?: StartWorker
}

/** Programs opened on threads: one memory laid out and zeroed, ready to run. */
export interface ThreadedSession {
  /** Name of the backend that runs them. */
  readonly backend: string
  readonly threads: number
  /** Names of the kernels of the programs that run as native code, on every thread; the others run here, for all threads. */
  readonly native: readonly string[]
  /**
   * A live view of a buffer; valid as long as the session, because the memory never grows.
   *
   * @throws ProgramError `hidden-buffer` when no program lists it, `constant-buffer`
   */
  view(buffer: Buffer): Float32Array
  /**
   * Copies numbers into a buffer: the one way to set a constant, seen by the next run. Not while one runs.
   *
   * @throws ProgramError `hidden-buffer`
   */
  write(buffer: Buffer, values: ArrayLike<number>): void
  /**
   * Runs one phase of every program, side by side, and resolves when all are done. One at a time.
   *
   * @param idle does a small piece of other work while workers are waited for, and says whether it found any
   * @throws ProgramError `unknown-phase`, `missing-scalar`
   * @throws ThreadError `worker-lost`; the memory is then half written, and every later run throws it too
   */
  run(phase: string, scalars?: Readonly<Record<string, number>>, idle?: () => boolean): Promise<void>
  /** Ends the workers. What was computed stays readable. */
  close(): Promise<void>
}

type Lane = ReturnType<typeof compile>

/** One step of one phase: what each thread does of its own, and plain kernels, which run here. */
interface Stage {
  readonly functions: readonly string[]
  readonly plain: readonly Step[]
}

const turn = 0
const which = 1
const pending = 2

/** A worker is lost when it takes so much longer than this thread took for its part; there may be fewer cores than threads. */
const patienceMs = 10_000
const patienceFactor = 50

/**
 * Opens programs that stand in one memory, one on each thread, on WebAssembly.
 *
 * All have the same phases and the same number of floats. Within a phase none may read what another writes; from one
 * phase to the next they may. So it does not matter which runs first, and results are those of running them one after
 * the other, bit for bit. Kernels without native code run on this thread, for all programs: right, but not faster.
 *
 * What another program reads or writes must be among a program's `visible` buffers, if it has that list, and no program
 * may write what another holds constant. Each thread prepares what it needs of constants for itself.
 *
 * @param programs one for each thread; the first runs on the thread that calls
 * @throws ThreadError `threads-unsupported`, `worker-lost`
 * @throws ProgramError `constant-buffer` when a call writes a constant
 * @example
 * const session = await openThreads([left, right])
 * await session.run('forward')
 * await session.close()
 */
export async function openThreads(programs: readonly Program[], options: ThreadOptions = {}): Promise<ThreadedSession> {
  const startWorker = options.startWorker ?? hostWorker()
  if (!startWorker || !sharedMemorySupported())
    throw new ThreadError(
      'threads-unsupported',
      `threads: expected workers and WebAssembly over a SharedArrayBuffer, got a host without. A page must be cross-origin isolated (COOP and COEP headers), Node at least 20.16. Use 1 thread here.`,
    )
  const together = asOne(programs)
  checkConstants(together)
  // Workers first: they start while the code is written.
  const workers: WorkerLike[] = []
  try {
    for (let lane = 1; lane < programs.length; lane++) workers.push(startOne(startWorker))
    const session = new Threads(programs, together, workers)
    await session.start()
    return session
  } catch (error) {
    await endAll(workers)
    throw error instanceof ThreadError ? notStarted(programs.length - 1, error.cause ?? error) : error
  }
}

/** What all programs write, show and hold constant. */
function asOne(programs: readonly Program[]): Program {
  const shown = programs.flatMap(({ visible }) => visible ?? [])
  return {
    floats: programs[0]!.floats,
    phases: Object.fromEntries(programs.map(({ phases }, lane) => [lane, Object.values(phases).flat()])),
    constants: programs.flatMap(({ constants = [] }) => constants),
    ...(programs.every(({ visible }) => visible) && { visible: shown }),
  }
}

function startOne(startWorker: StartWorker): WorkerLike {
  try {
    return startWorker(threadSource)
  } catch (error) {
    throw notStarted(1, error)
  }
}

function notStarted(count: number, cause: unknown): ThreadError {
  return new ThreadError(
    'worker-lost',
    `threads: expected ${count} workers to start, one did not. Where a content security policy forbids blob: workers, serve threadSource as a file and pass startWorker.`,
    { cause },
  )
}

async function endAll(workers: readonly WorkerLike[]): Promise<void> {
  await Promise.all(workers.map(worker => worker.terminate()))
}

class Threads implements ThreadedSession {
  readonly backend = 'wasm'
  readonly threads: number
  readonly native: readonly string[]
  readonly #lanes: readonly Lane[]
  readonly #memory
  readonly #phases: ReadonlyMap<string, readonly Stage[]>
  readonly #stages: readonly Stage[]
  /** Makes, on every thread, what is made of constants. */
  readonly #prepare: Stage
  #isStale = true
  readonly #control = new Int32Array(new SharedArrayBuffer(12))
  /** What puts the numbers that the code of a phase reads into its memory, for all threads. */
  readonly #numbers: ReadonlyMap<string, readonly Step[]>
  readonly #exports
  readonly #pause: Pause
  #lost: ThreadError | undefined
  #closed = false

  constructor(
    readonly programs: readonly Program[],
    readonly together: Program,
    readonly workers: readonly WorkerLike[],
  ) {
    this.threads = programs.length
    this.native = [...new Set(programs.flatMap(nativeKernels))]
    let bytes = programs[0]!.floats * 4
    this.#lanes = programs.map(program => {
      const lane = compile(program, { sharedScratchStart: bytes })
      // Each thread works in scratch of its own, on cache lines of its own.
      bytes = Math.ceil(lane.memoryBytes / 64) * 64
      return lane
    })
    this.#memory = sharedMemory(bytes)
    this.#phases = new Map(Object.keys(programs[0]!.phases).map(phase => [phase, this.#stagesOf(phase)]))
    this.#prepare = { functions: this.#lanes.map(() => prepareName), plain: [] }
    this.#stages = [...[...this.#phases.values()].flat(), this.#prepare]
    this.#exports = exportsOver(this.#lanes[0]!.bytes, this.#memory)
    this.#numbers = new Map([...this.#phases.keys()].map(phase => [phase, this.#numbersOf(phase)]))
    this.#pause = mayBlock() ? sleep : sleepAsync
  }

  view(buffer: Buffer): Float32Array {
    checkView(this.together, buffer)
    return this.#view(buffer)
  }

  write(buffer: Buffer, values: ArrayLike<number>): void {
    checkWrite(this.together, buffer)
    this.#view(buffer).set(values)
    this.#isStale = true
  }

  #view(buffer: Buffer): Float32Array {
    return new Float32Array(this.#memory.buffer, buffer.offset * 4, buffer.length)
  }

  async start(): Promise<void> {
    this.#control[pending] = this.threads - 1
    for (const [index, worker] of this.workers.entries()) {
      const lane = index + 1
      this.#watch(worker, lane)
      const start: ThreadStart = {
        bytes: this.#lanes[lane]!.bytes,
        memory: this.#memory,
        control: this.#control,
        functions: this.#stages.map(stage => stage.functions[lane]!),
      }
      worker.postMessage(start)
    }
    await this.#finish(patienceMs, () => false, nextMillisecond)
  }

  async run(phase: string, scalars: Readonly<Record<string, number>> = {}, idle = () => false): Promise<void> {
    const stages = this.#phases.get(phase) ?? (phaseCalls(this.programs[0]!, phase) as never)
    for (const set of this.#numbers.get(phase)!) set(scalars)
    if (this.#isStale) await this.#runStage(this.#prepare, scalars, idle)
    this.#isStale = false
    for (const stage of stages) await this.#runStage(stage, scalars, idle)
  }

  async #runStage(stage: Stage, scalars: Readonly<Record<string, number>>, idle: () => boolean): Promise<void> {
    if (this.#lost) throw this.#lost
    const isShared = stage.functions.some((name, lane) => lane > 0 && name)
    const started = performance.now()
    if (isShared) this.#begin(this.#stages.indexOf(stage))
    if (stage.functions[0]) this.#exports[stage.functions[0]]!()
    for (const step of stage.plain) step(scalars)
    const own = performance.now() - started
    if (isShared) await this.#finish(patienceMs + patienceFactor * own, idle, this.#pause)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#lost ??= new ThreadError('worker-lost', 'threads: expected an open session, got one that was closed.')
    await endAll(this.workers)
  }

  /** The steps of a phase, one after the other, each thread's n-th beside the others' n-th. */
  #stagesOf(phase: string): Stage[] {
    const view = (buffer: Buffer) => this.#view(buffer) as Float32Array<ArrayBuffer>
    const plans = this.#lanes.map(lane => lane.plans.get(phase)!.steps)
    const length = Math.max(...plans.map(steps => steps.length))
    return Array.from({ length }, (_, i) => ({
      functions: plans.map(steps => {
        const step = steps[i]
        return step && 'exportName' in step ? step.exportName : ''
      }),
      plain: plans.flatMap(steps => {
        const step = steps[i]
        return step && 'plain' in step ? [bindPlain(step.plain, view)] : []
      }),
    }))
  }

  #numbersOf(phase: string): Step[] {
    return this.#lanes.flatMap(({ plans, lateStart }) =>
      plans.get(phase)!.numbers.map(number => bindNumber(number, this.#memory.buffer, lateStart)),
    )
  }

  /** Sends all workers off. */
  #begin(stage: number): void {
    Atomics.store(this.#control, which, stage)
    Atomics.store(this.#control, pending, this.threads - 1)
    Atomics.add(this.#control, turn, 1)
    Atomics.notify(this.#control, turn)
  }

  /** Waits for all workers, never longer than the patience given and never deaf to their end. */
  async #finish(patience: number, idle: () => boolean, pause: Pause): Promise<void> {
    const deadline = performance.now() + patience
    for (;;) {
      const left = Atomics.load(this.#control, pending)
      if (left === 0) return
      if (this.#lost) throw this.#lost
      if (performance.now() > deadline)
        throw this.#lose(
          `threads: expected an answer within ${Math.round(patience / 1000)} s, got none from ${left} of the workers.`,
        )
      if (!idle()) await pause(this.#control, left)
    }
  }

  #watch(worker: WorkerLike, lane: number): void {
    const name = `threads: worker ${lane} of ${this.threads - 1}`
    const failed = (cause: unknown) => void this.#lose(`${name} failed.`, cause)
    if (worker.on) {
      worker.on('error', failed)
      worker.on('exit', code => void this.#lose(`${name} ended with exit code ${code}.`))
    } else worker.addEventListener?.('error', failed)
    worker.unref?.()
  }

  #lose(message: string, cause?: unknown): ThreadError {
    if (!this.#closed)
      this.#lost ??= new ThreadError('worker-lost', `${message} Start again; from a checkpoint if there is one.`, {
        cause,
      })
    return this.#lost!
  }
}

/** Waits until the count of unfinished workers is no longer `left`, or some milliseconds. */
type Pause = (control: Int32Array, left: number) => Promise<unknown> | undefined

/** So long a wait may last; then the event loop turns, or the end of a worker would never be heard. */
const sliceMs = 20

/** For the time when workers start: it may be this thread's event loop that starts them. */
function nextMillisecond(): Promise<unknown> {
  return new Promise(resolve => setTimeout(resolve, 1))
}

function sleep(control: Int32Array, left: number): Promise<unknown> | undefined {
  for (let looks = 0; looks < 2000; looks++) if (Atomics.load(control, pending) !== left) return undefined
  if (Atomics.wait(control, pending, left, sliceMs) !== 'timed-out') return undefined
  return new Promise(resolve => setTimeout(resolve, 0))
}

/** For the main thread of a page, which may not block. */
function sleepAsync(control: Int32Array, left: number): Promise<unknown> {
  const { waitAsync } = Atomics as {
    waitAsync?(control: Int32Array, index: number, value: number, ms: number): { value: Promise<unknown> | string }
  }
  return waitAsync ? Promise.resolve(waitAsync(control, pending, left, sliceMs).value) : nextMillisecond()
}

/** Whether this thread may sleep. */
function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0)
    return true
  } catch {
    return false
  }
}
