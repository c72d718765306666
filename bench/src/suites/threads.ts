// What does a second thread bring? Ours on one and on two, by the clock on the wall: CPU time is spent on both.

import { availableParallelism } from 'node:os'
import { type Contender, nodeCommand } from '../contenders.ts'
import { type Assignment, compare, type Runner, start } from '../interleave.ts'
import { type Handover, handOver, type NetName } from '../nets.ts'
import { openPredictor } from '../predictor.ts'
import type { BenchResult } from '../result.ts'
import { judged, pace } from './inference.ts'
import type { Setting, Suite } from './suite.ts'
import { lossDisagreement } from './training.ts'

const names = { full: ['M2', 'M3'], quick: ['M2'] } as const
const batches = { full: [32, 256], quick: [256] }
const trainingBatch = 128

/** One thread against two. */
export const threads: Suite = {
  name: 'threads',
  summary: 'M2 and M3 on one thread and on two, by the clock on the wall',
  async run(setting) {
    const length = setting.quick ? 'quick' : 'full'
    const handovers = handOver(setting.folder, names[length], [])
    const { runners, absent } = await start([1, 2].map(contender))
    const results: BenchResult[] = []
    try {
      for (const handover of handovers) {
        for (const batch of batches[length]) {
          const title = `${handover.name} batch ${batch}, threads`
          setting.progress(title)
          const assignments = runners.map(runner => predicting(runner, handover, batch, setting))
          results.push(asResult(title, await compare(assignments, pace(setting))))
        }
        const title = `train ${handover.name} batch ${trainingBatch}, threads`
        setting.progress(title)
        const judge: { curve?: Float32Array } = {}
        const assignments = runners.map(runner => learning(runner, handover.name, setting, judge))
        results.push(asResult(title, await compare(assignments, { ...pace(setting), rounds: setting.quick ? 1 : 3 })))
      }
    } finally {
      for (const { process } of runners) process.stop()
    }
    return { results, absent }
  },
}

function asResult(title: string, rows: BenchResult['rows']): BenchResult {
  return { suite: 'threads', title, metric: 'imagesPerSecondWall', rows }
}

function contender(count: number): Contender {
  return {
    name: `digitrec ${count} thread${count === 1 ? '' : 's'}`,
    group: 'ours',
    tasks: ['inference', 'training'],
    command: () => nodeCommand('bench/src/threaded.ts', String(count)),
    absence() {
      if (!openPredictor) return 'this engine has no threads'
      return count > availableParallelism() ? `this machine runs ${availableParallelism()} thread at a time` : undefined
    },
  }
}

function predicting(runner: Runner, handover: Handover, batch: number, { folder }: Setting): Assignment {
  return {
    runner,
    images: batch,
    task: { kind: 'inference', folder, net: handover.name, batch },
    judge: answer => judged(answer, handover, batch),
  }
}

/** Losses on two threads must be those on one. */
function learning(
  runner: Runner,
  net: NetName,
  { folder, quick }: Setting,
  judge: { curve?: Float32Array },
): Assignment {
  const check = { steps: quick ? 3 : 10, budgetMs: 10_000, learningRate: 1e-4 }
  return {
    runner,
    images: trainingBatch,
    task: { kind: 'training', folder, net, batch: trainingBatch, check },
    judge: answer => {
      judge.curve ??= answer
      return lossDisagreement(answer, judge.curve) ?? { checkedSteps: answer.length }
    },
  }
}
