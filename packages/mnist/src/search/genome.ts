// What can a search change? A network of blocks and how fast it learns, as plain data. Next: search.ts.

import {
  batchNorm,
  conv2d,
  dense,
  describeNetwork,
  globalAveragePool2d,
  type Layer,
  maxPool2d,
  type Network,
  relu,
  sequential,
  softmax,
} from '@digitrec/cnn'
import type { Random } from '@digitrec/tensor'

/** A convolution with its batch norm and rectifier, and a pooling behind it or not. */
export interface Gene {
  readonly filters: number
  readonly kernel: 1 | 3 | 5
  readonly pool: boolean
}

/** A candidate: what is trained, and how. */
export interface Genome {
  readonly blocks: readonly Gene[]
  readonly learningRate: number
  readonly batch: 32 | 64 | 128
}

/** What each part may be. */
export const space = {
  blocks: { least: 1, most: 6 },
  filters: [4, 6, 8, 12, 16, 24, 32, 48],
  kernels: [3, 3, 3, 1, 5],
  /** 28 pixels halve at most three times. */
  pools: 3,
  learningRate: { low: 5e-4, high: 2e-2 },
  batches: [32, 64, 128],
  /** Multiply-adds for one digit; beyond that one short training would use up the time of many. */
  macs: 4e6,
} as const

/** A candidate drawn evenly from the space. */
export function randomGenome(random: Random): Genome {
  const count = space.blocks.least + random.int(space.blocks.most - space.blocks.least + 1)
  const drawn = mend({
    blocks: Array.from({ length: count }, () => randomGene(random)),
    learningRate: randomRate(random),
    batch: pick(space.batches, random),
  })
  return isCheap(drawn) ? drawn : randomGenome(random)
}

/** One thing changed: a block added, taken away or altered, the learning rate or the batch. */
export function mutate(genome: Genome, random: Random): Genome {
  const { blocks } = genome
  const at = random.int(blocks.length)
  const changed = (gene: Gene) => blocks.map((one, i) => (i === at ? gene : one))
  const ways: readonly (() => Genome)[] = [
    () => ({ ...genome, blocks: [...blocks.slice(0, at), randomGene(random), ...blocks.slice(at)] }),
    () => ({ ...genome, blocks: blocks.filter((_, i) => i !== at) }),
    () => ({ ...genome, blocks: changed({ ...blocks[at]!, filters: pick(space.filters, random) }) }),
    () => ({ ...genome, blocks: changed({ ...blocks[at]!, kernel: pick(space.kernels, random) }) }),
    () => ({ ...genome, blocks: changed({ ...blocks[at]!, pool: !blocks[at]!.pool }) }),
    () => ({ ...genome, learningRate: clampRate(genome.learningRate * Math.exp(random.uniform(-0.7, 0.7))) }),
    () => ({ ...genome, batch: pick(space.batches, random) }),
  ]
  const next = mend(pick(ways, random)())
  const { length } = next.blocks
  const isAllowed = length >= space.blocks.least && length <= space.blocks.most && isCheap(next)
  return isAllowed && describeGenome(next) !== describeGenome(genome) ? next : mutate(genome, random)
}

/** The network of a candidate: its blocks, a mean over the plane, ten classes. */
export function networkOf({ blocks }: Genome): Network {
  const layers = blocks.flatMap(({ filters, kernel, pool }): readonly Layer[] => [
    ...[conv2d(filters, kernel, { padding: 'same', bias: false }), batchNorm(), relu()],
    ...(pool ? [maxPool2d(2)] : []),
  ])
  return sequential([28, 28, 1], [...layers, globalAveragePool2d(), dense(10), softmax()], { name: 'candidate' })
}

/** In a line: filters and kernel of each block, `p` for pooling, learning rate and batch. */
export function describeGenome({ blocks, learningRate, batch }: Genome): string {
  const parts = blocks.map(({ filters, kernel, pool }) => `${filters}@${kernel}${pool ? 'p' : ''}`)
  return `${parts.join(' ')}  lr ${learningRate.toPrecision(2)}  batch ${batch}`
}

function randomGene(random: Random): Gene {
  return { filters: pick(space.filters, random), kernel: pick(space.kernels, random), pool: random.next() < 0.4 }
}

function randomRate(random: Random): number {
  const { low, high } = space.learningRate
  return clampRate(low * (high / low) ** random.next())
}

/** Three digits are enough, and the same everywhere. */
function clampRate(rate: number): number {
  const { low, high } = space.learningRate
  return Number(Math.min(high, Math.max(low, rate)).toPrecision(3))
}

function isCheap(genome: Genome): boolean {
  return describeNetwork(networkOf(genome)).reduce((sum, { macs }) => sum + macs, 0) <= space.macs
}

/** Poolings beyond the third are left out. */
function mend(genome: Genome): Genome {
  let pools = 0
  return { ...genome, blocks: genome.blocks.map(gene => ({ ...gene, pool: gene.pool && ++pools <= space.pools })) }
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random.int(values.length)]!
}
