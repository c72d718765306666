// How fast does a network answer? Every backend and every peer on the same random weights.

import { compare, type Pace, start } from '../interleave.ts'
import { type Handover, handOver, type NetName, nets } from '../nets.ts'
import type { BenchResult } from '../result.ts'
import { largestDifference } from '../statistics.ts'
import type { Setting, Suite } from './suite.ts'

/** A quick run leaves out what is most like the rest. */
const batches = { full: [1, 32, 256], quick: [1, 256] }
const names = { full: Object.keys(nets) as NetName[], quick: ['M1', 'M2', 'M3', 'nano'] as NetName[] }

/** Probabilities may differ by so much: sums are made in another order, or by Winograd's rules. */
export const largestAllowed = 1e-4

/** Batches of pictures through every network. */
export const inference: Suite = {
  name: 'inference',
  summary: 'M1, M2, M3, base and nano at batch 1, 32 and 256',
  async run(setting) {
    setting.progress('writing networks')
    const length = setting.quick ? 'quick' : 'full'
    const sizes = batches[length]
    const handovers = handOver(setting.folder, names[length], sizes)
    const { runners, absent } = await start(setting.contenders.filter(({ tasks }) => tasks.includes('inference')))
    const results: BenchResult[] = []
    try {
      for (const handover of handovers)
        for (const batch of sizes) {
          const title = `${handover.name} batch ${batch}`
          setting.progress(title)
          const taking = runners.filter(({ contender }) => !tooSlow(contender.name, handover.name, batch, setting))
          const rows = await compare(
            taking.map(runner => ({
              runner,
              images: batch,
              task: { kind: 'inference', folder: setting.folder, net: handover.name, batch },
              judge: answer => judged(answer, handover, batch),
            })),
            pace(setting),
          )
          results.push({ suite: 'inference', title, metric: batch === 1 ? 'p50Ms' : 'imagesPerSecond', rows })
        }
    } finally {
      for (const { process } of runners) process.stop()
    }
    return { results, absent, introductions: runners.map(({ introduction }) => introduction) }
  },
}

/** How long is measured. */
export function pace({ quick }: Pick<Setting, 'quick'>): Pace {
  return quick ? { rounds: 2, ms: 50 } : { rounds: 5, ms: 250 }
}

function tooSlow(name: string, net: NetName, batch: number, { quick }: Setting): boolean {
  return quick && name === 'digitrec reference' && (batch > 1 || net === 'M3')
}

/** How far an answer is from the expected one, or that it is wrong. */
export function judged(answer: Float32Array, { expected, model }: Handover, batch: number) {
  const classes = model.network.output[0]!
  const wanted = Float32Array.from({ length: batch * classes }, (_, i) => expected[i % expected.length]!)
  const maxDifference = largestDifference(answer, wanted)
  return maxDifference <= largestAllowed
    ? { maxDifference }
    : `wrong: a probability is off by ${maxDifference.toPrecision(2)}, more than ${largestAllowed}`
}
