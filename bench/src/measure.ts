// How long does a case take on each backend? Checked first, then timed by the package `benchmark`.

import Benchmark from 'benchmark'
import { type BenchCase, type ComparedBackend, compared, disagreement } from './case.ts'

/** A case on one backend, timed. */
export interface Measurement {
  readonly title: string
  readonly backend: ComparedBackend
  /** Kernels that ran as native code; empty on the reference backend. */
  readonly native: readonly string[]
  readonly meanMs: number
  /** Half of the 95 % interval of the mean, in percent of it. */
  readonly errorPercent: number
  readonly samples: number
}

/**
 * Measures a case on every backend, one after the other in the same process.
 *
 * @throws Error when a backend's answer is not the judge's: what is wrong is not timed
 */
export async function measure(one: BenchCase, quick: boolean): Promise<Measurement[]> {
  let judge: Float32Array | string | undefined
  const measurements: Measurement[] = []
  for (const backend of compared) {
    const { native, check, run } = await one.open(backend)
    const answer = await check()
    judge ??= answer
    const wrong = disagreement(answer, judge)
    if (wrong) throw new Error(`bench: ${one.title} on ${backend}: ${wrong}.`)
    measurements.push({ title: one.title, backend, native, ...(await time(run, quick)) })
  }
  return measurements
}

async function time(run: () => unknown, quick: boolean) {
  const isAsync = run() instanceof Promise
  const options: Benchmark.Options = {
    ...(isAsync ? { defer: true, fn: deferred(run) } : { fn: () => void run() }),
    ...(quick ? { maxTime: 0.05, minSamples: 3, initCount: 1, minTime: 0.01 } : { maxTime: 1 }),
  }
  const { stats, error } = await new Promise<Benchmark>(done => {
    const bench = new Benchmark('case', { ...options, async: true, onComplete: () => done(bench) })
    bench.run()
  })
  if (error) throw error
  return { meanMs: 1000 * stats.mean, errorPercent: stats.rme, samples: stats.sample.length }
}

function deferred(run: () => unknown) {
  return (deferral: { resolve(): void }) => void Promise.resolve(run()).then(() => deferral.resolve())
}
