// A contender's side of the conversation: prepares what it is asked to, proves its answer, then runs it on the clock.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Manifest } from './nets.ts'
import { percentile } from './statistics.ts'
import { type Answer, answerMark, encodeFloats, type Request, type Round, type Task } from './task.ts'

/** Something ready to be timed: call by call, or in a way of its own. */
export type Prepared = Answered & (Callable | Measurable)

interface Callable {
  /** One batch predicted, or one training step; may return a promise. */
  run(): unknown
}

interface Measurable {
  /** Times calls for so long. */
  measure(ms: number): Promise<Round>
}

interface Answered {
  /** Probabilities [batch, classes] flat, or the loss of each checked step. */
  readonly answer: Float32Array
  readonly note?: string
  /** Kernels that run as native code, of our backends. */
  readonly native?: readonly string[]
  /** Frees what the library does not free itself. */
  close?(): void
}

/** The files of a task, read. */
export interface Material {
  readonly manifest: Manifest
  /** Values of every array, by its name in the manifest. */
  readonly arrays: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>
  /** [batch·784] of the `step`-th batch, going round the pictures. */
  x(step: number): Float32Array
  labels(step: number): readonly number[]
}

/** Answers requests until standard input ends. */
export async function serve(about: string, prepare: (task: Task) => Promise<Prepared> | Prepared): Promise<void> {
  const say = (answer: Answer) => process.stdout.write(`${answerMark}${JSON.stringify(answer)}\n`)
  say({ hello: { about } })
  let prepared: Prepared | undefined
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      const request = JSON.parse(line) as Request
      if (request.command === 'prepare') {
        prepared?.close?.()
        prepared = undefined
        prepared = await prepare(request.task)
        const { answer, note, native } = prepared
        say({ prepared: { answer: encodeFloats(answer), ...(note && { note }), ...(native && { native }) } })
      } else say({ measured: await measure(prepared!, request.ms) })
    } catch (error) {
      say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  }
  process.exit(0)
}

async function measure(prepared: Prepared, ms: number): Promise<Round> {
  if ('measure' in prepared) return prepared.measure(ms)
  const clock = new RoundClock()
  do {
    const result = prepared.run()
    if (result instanceof Promise) await result
    clock.tick()
  } while (clock.wallMs < ms)
  return clock.round()
}

/** Times calls that follow each other without a pause, from now on. */
export class RoundClock {
  readonly #started = performance.now()
  readonly #cpu = process.cpuUsage()
  readonly #durations: number[] = []
  #now = this.#started

  /** Ends a call. */
  tick(): void {
    const before = this.#now
    this.#now = performance.now()
    this.#durations.push(this.#now - before)
  }

  /** From the start to the end of the last call. */
  get wallMs(): number {
    return this.#now - this.#started
  }

  round(): Round {
    const { user, system } = process.cpuUsage(this.#cpu)
    return {
      p50Ms: percentile(this.#durations, 0.5),
      p99Ms: percentile(this.#durations, 0.99),
      calls: this.#durations.length,
      wallMs: this.wallMs,
      cpuMs: (user + system) / 1000,
    }
  }
}

/**
 * Runs steps until there are enough or the time is over, at least two: the second loss shows the first step's gradient.
 *
 * @returns the loss of each
 */
export async function losses(
  { steps, budgetMs }: NonNullable<Task['check']>,
  step: (index: number) => number | Promise<number>,
): Promise<Float32Array> {
  const values: number[] = []
  const started = performance.now()
  while (values.length < steps && (values.length < 2 || performance.now() - started < budgetMs))
    values.push(await step(values.length))
  return Float32Array.from(values)
}

/** Reads a task's files. */
export function readMaterial({ folder, net, batch }: Task): Material {
  const manifest = JSON.parse(readFileSync(join(folder, `${net}.json`), 'utf8')) as Manifest
  const numbers = floatsOf(join(folder, `${net}.f32`))
  const all = floatsOf(join(folder, 'pictures.f32'))
  const size = manifest.input.reduce((product, side) => product * side, 1)
  const count = manifest.labels.length
  // A batch may be larger than what is left, or than all there is: pictures go round.
  const indices = (step: number) => Array.from({ length: batch }, (_, i) => (step * batch + i) % count)
  return {
    manifest,
    arrays: Object.fromEntries(
      Object.entries(manifest.arrays).map(([name, { shape, offset }]) => {
        const length = shape.reduce((product, side) => product * side, 1)
        return [name, { shape, values: numbers.slice(offset, offset + length) }]
      }),
    ),
    x(step) {
      const x = new Float32Array(batch * size)
      for (const [i, index] of indices(step).entries()) x.set(all.subarray(index * size, (index + 1) * size), i * size)
      return x
    },
    labels: step => indices(step).map(index => manifest.labels[index]!),
  }
}

function floatsOf(path: string): Float32Array {
  return new Float32Array(Uint8Array.from(readFileSync(path)).buffer)
}
