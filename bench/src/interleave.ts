// Contenders side by side: each in its own process, each first checked, then timed in turn, A B C A B C, so that whatever
// the machine does meanwhile is done to all of them.

import { type Contender, root } from './contenders.ts'
import { ContenderProcess } from './process.ts'
import type { Introduction, Row } from './result.ts'
import { median } from './statistics.ts'
import { decodeFloats, type Round, type Task } from './task.ts'

/** How long is measured. */
export interface Pace {
  readonly rounds: number
  /** Of one contender in one round. */
  readonly ms: number
}

/** A contender that is up. */
export interface Runner {
  readonly contender: Contender
  readonly introduction: Introduction
  readonly process: ContenderProcess
}

/** Who came up, and who did not. */
export interface Field {
  readonly runners: Runner[]
  readonly absent: { contender: string; reason: string }[]
}

/** Starts contenders, each in its own process, all at once: nothing is timed yet. Stop them in the end. */
export async function start(wanted: readonly Contender[]): Promise<Field> {
  const started = await Promise.all(wanted.map(startOne))
  return {
    runners: started.filter(one => 'process' in one),
    absent: started.filter(one => 'reason' in one),
  }
}

async function startOne(contender: Contender): Promise<Runner | Field['absent'][number]> {
  const { name, group } = contender
  const reason = contender.absence()
  if (reason) return { contender: name, reason }
  const process = new ContenderProcess(contender.command(), { cwd: root })
  try {
    const about = await process.hello()
    return { contender, process, introduction: { contender: name, group, about } }
  } catch (error) {
    process.stop()
    return { contender: name, reason: `did not start: ${(error as Error).message}` }
  }
}

/** What one contender is asked, and who judges its answer. */
export interface Assignment {
  readonly runner: Runner
  readonly task: Task
  /** Pictures in one call. */
  readonly images: number
  /** What is wrong with the answer, or numbers about how right it is. */
  judge(answer: Float32Array): Promise<string | Row['metrics']> | string | Row['metrics']
}

/** Checks everybody, then times those who were right. */
export async function compare(assignments: readonly Assignment[], pace: Pace): Promise<Row[]> {
  const entries = []
  for (const assignment of assignments) entries.push(await check(assignment, pace))
  for (let round = 0; round < pace.rounds; round++)
    for (const entry of entries) {
      if (entry.status !== 'ok' || (entry.slow && entry.rounds.length > 0)) continue
      try {
        entry.rounds.push(await measure(entry.runner, pace.ms))
      } catch (error) {
        entry.status = 'wrong'
        entry.note = `failed: ${firstLines(error)}`
      }
    }
  return entries.map(({ runner, images, status, note, metrics, rounds }) => {
    const { name: contender, group } = runner.contender
    const timed = status === 'ok' ? summary(rounds, images) : {}
    return { contender, group, status, ...(note && { note }), metrics: { ...timed, ...metrics } }
  })
}

interface Entry {
  readonly runner: Runner
  readonly images: number
  status: Row['status']
  note: string | undefined
  metrics: Row['metrics']
  /** One call takes longer than a whole round should: one round must do. */
  slow: boolean
  readonly rounds: Round[]
}

/** Calls after which a compiler that works while code runs has nearly done with it: those of a drawing take 26 ms first, 14 then. */
const warmCalls = 40
/** Times that warming up is gone on with for that. */
const mostWarming = 3

/** Prepares a contender, has its answer judged, and warms it up. */
async function check({ runner, task, images, judge }: Assignment, pace: Pace): Promise<Entry> {
  const entry: Entry = { runner, images, status: 'ok', note: undefined, metrics: {}, slow: false, rounds: [] }
  try {
    const reply = await runner.process.ask({ command: 'prepare', task })
    if (!('prepared' in reply)) throw new Error('expected an answer to "prepare"')
    const { answer, note, native } = reply.prepared
    entry.note = note
    if (native) Object.assign(runner.introduction, { native: union(runner.introduction.native, native) })
    const verdict = await judge(decodeFloats(answer))
    if (typeof verdict === 'string') return { ...entry, status: 'wrong', note: verdict }
    const warm = await measure(runner, pace.ms)
    const slow = warm.wallMs > 4 * pace.ms
    // Code that gets faster while it runs has had too few calls yet.
    let { calls } = warm
    for (let more = 0; !slow && calls < warmCalls && more < mostWarming; more++)
      calls += (await measure(runner, pace.ms)).calls
    // In a quick run there is no time for very slow ones twice.
    return { ...entry, metrics: verdict, slow, rounds: slow && pace.ms < 100 && warm.wallMs > 1000 ? [warm] : [] }
  } catch (error) {
    return { ...entry, status: 'wrong', note: `failed: ${firstLines(error)}` }
  }
}

async function measure({ process }: Runner, ms: number): Promise<Round> {
  const reply = await process.ask({ command: 'measure', ms })
  if (!('measured' in reply)) throw new Error('expected an answer to "measure"')
  return reply.measured
}

function summary(rounds: readonly Round[], images: number) {
  return {
    p50Ms: median(rounds.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(rounds.map(({ p99Ms }) => p99Ms)),
    imagesPerSecond: median(rounds.map(({ calls, cpuMs }) => (1000 * calls * images) / cpuMs)),
    imagesPerSecondWall: median(rounds.map(({ calls, wallMs }) => (1000 * calls * images) / wallMs)),
  }
}

function union(a: readonly string[] = [], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])]
}

function firstLines(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .trim()
    .split('\n')
    .slice(0, 2)
    .join(' ')
}
