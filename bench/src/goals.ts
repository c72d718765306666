// What the engine wants to reach, as ratios to the peers of the same run, and whether it did.

import { type BenchResult, best, type Report, type Row, timesBetter } from './result.ts'

/** One goal. */
export interface Goal {
  readonly title: string
  /** Title of the result it is read from. */
  readonly result: string
  /** Others it is compared with, in words. */
  readonly against: string
  readonly among?: (row: Row) => boolean
  /** At least so many times better than the best of them; or, without `among`, at most so much of `metric`. */
  readonly goal: number
  readonly stretch?: number
  readonly unit?: { readonly word: string; readonly size: number; readonly metric: string }
}

/** A goal and what came of it. */
export interface Verdict {
  readonly goal: Goal
  /** Undefined when it was not measured. */
  readonly value?: number
  readonly reached?: 'no' | 'goal' | 'stretch'
  /** Whom it was compared with, or why it was not measured. */
  readonly note: string
}

const webAssembly = (row: Row) => row.group === 'wasm'
const javascript = (row: Row) => row.group === 'javascript'
const native = (row: Row) => row.group === 'native'
const onnxNative = (row: Row) => row.contender === 'onnxruntime-node'

const oneThread = (row: Row) => row.contender === 'digitrec 1 thread'

const kilobytes = { word: 'KB gz', size: 1000, metric: 'gzipBytes' }
const megabytes = { word: 'MB', size: 2 ** 20, metric: 'bytes' }

/** Every goal. */
export const goals: readonly Goal[] = [
  ...ratio('M2 batch 1', 'best WASM peer', webAssembly, 5),
  ...ratio('M2 batch 1', 'onnxruntime-node', onnxNative, 1),
  ...ratio('M2 batch 256', 'best WASM peer', webAssembly, 4.5),
  ...ratio('M2 batch 256', 'onnxruntime-node', onnxNative, 0.9),
  ...ratio('M3 batch 1', 'best WASM peer', webAssembly, 3.3, 4),
  ...ratio('M3 batch 256', 'best WASM peer', webAssembly, 3.3, 4),
  ...ratio('M1 batch 1', 'best WASM peer', webAssembly, 2, 2.5),
  ...ratio('M1 batch 256', 'best WASM peer', webAssembly, 2, 2.5),
  ...ratio('train M2 batch 32', 'best JavaScript peer', javascript, 100),
  ...ratio('train M2 batch 128', 'best JavaScript peer', javascript, 100),
  ...ratio('train M2 batch 32', 'best native peer', native, 1, 1.2),
  ...ratio('train M2 batch 128', 'best native peer', native, 1, 1.2),
  ...['M3', 'M1'].flatMap(net =>
    [32, 128].flatMap(batch => ratio(`train ${net} batch ${batch}`, 'best native peer', native, 0.8)),
  ),
  ...['M2 batch 32', 'M2 batch 256', 'train M2 batch 128', 'train M3 batch 128'].flatMap(result =>
    ratio(`${result}, threads`, 'one thread', oneThread, 1.8, 1.9),
  ),
  {
    title: 'first answer of a fresh process, CPU over bare node',
    result: 'load M2 and answer once',
    against: 'at most',
    goal: 20,
    stretch: 12,
    unit: { word: 'ms', size: 1, metric: 'addedCpuMs' },
  },
  { title: 'code for inference', result: 'inference', against: 'at most', goal: 15, unit: kilobytes },
  { title: 'code for training too', result: 'inference and training', against: 'at most', goal: 25, unit: kilobytes },
  {
    title: 'memory of M2 opened for batch 1',
    result: 'M2 opened for batch 1, beyond its weights',
    against: 'at most',
    goal: 2,
    unit: megabytes,
  },
  {
    title: 'memory of training M2 at batch 128',
    result: 'training M2 at batch 128',
    against: 'at most',
    goal: 64,
    unit: megabytes,
  },
  {
    title: 'heap growth over 10,000 predictions',
    result: 'growth over 10,000 predictions of M2',
    against: 'at most',
    // Counters and caches of the JavaScript engine come and go by some kilobytes.
    goal: 0.1,
    unit: megabytes,
  },
]

function ratio(result: string, against: string, among: NonNullable<Goal['among']>, goal: number, stretch?: number) {
  return [{ title: result, result, against, among, goal, ...(stretch !== undefined && { stretch }) }]
}

/** Our row that counts: the best of the backends that are on by default; relaxed SIMD is asked for, so it does not. */
export function ourBest(result: BenchResult): Row | undefined {
  return best(result, row => row.group === 'ours' && !row.contender.includes('relaxed'))
}

/** What came of every goal. */
export function judgeGoals({ results }: Pick<Report, 'results'>): Verdict[] {
  return goals.map(goal => {
    const result = results.find(({ title }) => title === goal.result)
    if (!result) return { goal, note: 'not measured in this run' }
    return goal.among ? judgeRatio(goal, result, goal.among) : judgeAmount(goal, result)
  })
}

function judgeRatio(goal: Goal, result: BenchResult, among: NonNullable<Goal['among']>): Verdict {
  const [own, other] = [ourBest(result), best(result, among)]
  if (!own) return { goal, note: 'ours was not timed' }
  if (!other) return { goal, note: 'no such peer in this run' }
  const value = timesBetter(result.metric, own.metrics[result.metric]!, other.metrics[result.metric]!)
  return {
    goal,
    value,
    note: other.contender,
    reached: reached(value >= goal.goal, value >= (goal.stretch ?? Infinity)),
  }
}

function judgeAmount(goal: Goal, result: BenchResult): Verdict {
  const { metric, size } = goal.unit!
  const own = result.rows.find(row => row.group === 'ours' && row.status === 'ok')
  const amount = own?.metrics[metric]
  if (!own || amount === undefined) return { goal, note: own?.note ?? 'not measured' }
  const value = amount / size
  return {
    goal,
    value,
    note: own.contender,
    reached: reached(value <= goal.goal, value <= (goal.stretch ?? -Infinity)),
  }
}

function reached(goal: boolean, stretch: boolean): 'no' | 'goal' | 'stretch' {
  return stretch ? 'stretch' : goal ? 'goal' : 'no'
}

/** The value of a verdict and what was wanted, as words. */
export function verdictWords({ goal, value }: Verdict): { wanted: string; got: string } {
  const write = (amount: number) => (goal.unit ? `${short(amount)} ${goal.unit.word}` : `${short(amount)}×`)
  const sign = goal.unit ? '≤' : '≥'
  const stretch = goal.stretch === undefined ? '' : ` (stretch ${write(goal.stretch)})`
  return { wanted: `${sign} ${write(goal.goal)}${stretch}`, got: value === undefined ? '–' : write(value) }
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}
