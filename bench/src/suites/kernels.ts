// How long does each kernel take by itself? Every call of a training step of our recipes, by the package `benchmark`.

import type { BenchCase } from '../case.ts'
import { kernelCases } from '../kernels.ts'
import { measure } from '../measure.ts'
import type { BenchResult } from '../result.ts'
import type { Suite } from './suite.ts'

/** Kernels one by one, checked against the plain ones; all in this process. */
export const kernels: Suite = {
  name: 'kernels',
  summary: 'every kernel call of a training step of base and nano, by itself',
  async run({ quick, progress }) {
    const results: BenchResult[] = []
    for (const one of quick ? oneOfEach(kernelCases(['nano'])) : kernelCases(['base', 'nano'])) {
      progress(one.title)
      const measured = await measure(one, quick)
      results.push({
        suite: 'kernels',
        title: one.title,
        metric: 'meanMs',
        rows: measured.map(({ backend, native, meanMs, errorPercent }) => ({
          contender: `digitrec ${backend}`,
          group: 'ours',
          status: 'ok',
          ...(backend !== 'reference' && native.length === 0 && { note: 'plain kernel' }),
          metrics: { meanMs, errorPercent },
        })),
      })
    }
    return { results }
  },
}

/** The first shape of each kernel. */
function oneOfEach(cases: readonly BenchCase[]): BenchCase[] {
  const kernelOf = ({ title }: BenchCase) => title.slice(0, title.indexOf(' '))
  return cases.filter((one, i) => cases.findIndex(other => kernelOf(other) === kernelOf(one)) === i)
}
