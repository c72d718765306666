// digitrec compare: the networks beside classic methods, on the same split and the same machine.

import { type DigitSet, photographedPart, type RecipeName, recipes, stratifiedSplit } from '@digitrec/mnist'
import {
  baselines,
  type Compared,
  type Contender,
  compare,
  comparisonHead,
  comparisonMarkdown,
  comparisonRow,
} from '@digitrec/mnist/baselines'
import { loadMnist, loadPhotographed } from '@digitrec/mnist/node'
import { chooseBackend } from '@digitrec/tensor'
import { type Command, Option } from 'commander'
import { UsageError } from '../exit-codes.ts'
import { bundledModels, readModel } from '../models.ts'
import { wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  methods: string
  data?: string
  seed: number
  train?: number
  format: 'text' | 'json' | 'markdown'
}

const examples = `
Examples:
  digitrec compare
  digitrec compare --methods knn,forest,report,net.safetensors
  digitrec compare --train 5000 --format markdown

Methods:
${Object.values(baselines)
  .map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}`)
  .join('\n')}
${Object.values(recipes)
  .map(({ name, summary }) => `  ${name.padEnd(13)} ${summary}: trained here`)
  .join('\n')}
${Object.keys(bundledModels)
  .map(name => `  ${name.padEnd(13)} the classifier of @digitrec/cnn/${name}: only measured`)
  .join('\n')}
  FILE          a model file, as \`digitrec train\` writes it: only measured

All learn from the same 55,000 digits of MNIST's training set and are measured on the other 5,000. Times are of the processor.
Ctrl-C ends with what is known by then.`

export function addCompare(program: Command, terminal: Terminal): void {
  program
    .command('compare')
    .description('hold networks and classic methods side by side')
    .option('-m, --methods <list>', 'which, separated by commas', [...Object.keys(baselines), 'report'].join(','))
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .option('-s, --seed <number>', 'seed of everything that is random', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('-n, --train <count>', 'learn from so many digits only', wholeNumber(100, 60_000))
    .addOption(
      new Option('-f, --format <format>', 'how to print').choices(['text', 'json', 'markdown']).default('text'),
    )
    .addHelpText('after', examples)
    .action((options: Options) => run(options, terminal))
}

async function run({ methods, data, seed, train: count, format }: Options, terminal: Terminal): Promise<void> {
  const contenders = await Promise.all(methods.split(',').map(name => contenderOf(name.trim())))
  const mnist = await loadMnist({ env: terminal.env, download: false, ...(data && { folder: data }) })
  const files = await loadPhotographed(mnist.source.folder)
  const split = stratifiedSplit(mnist.train.labels, {
    validation: Math.min(5000, Math.floor(mnist.train.length / 12)),
  })
  const progress = createProgressLine(terminal.err)
  const learnt = split.train.subarray(0, count)
  const rows: Compared[] = []
  try {
    for (const contender of contenders) {
      const started = performance.now()
      rows.push(
        await compare(contender, {
          train: subset(mnist.train, learnt),
          measure: subset(mnist.train, split.validation),
          seed,
          ...(files && { photographed: photographedPart(files, 'training') }),
          clock: processorMs,
          signal: terminal.signal,
          onProgress: (name, stage, done) =>
            progress.update(
              done,
              `${name} ${stage}`,
              ((performance.now() - started) * (1 - done)) / Math.max(done, 1e-3),
            ),
        }),
      )
    }
  } finally {
    progress.clear()
    const setting = {
      train: learnt.length,
      measure: split.validation.length,
      seed,
      backend: chooseBackend().name,
      node: process.version,
    }
    if (rows.length > 0) terminal.out.write(printers[format]({ ...setting, rows }))
  }
}

async function contenderOf(name: string): Promise<Contender> {
  const baseline = baselines[name]
  if (baseline) return { baseline }
  if (name in recipes) return { recipe: recipes[name as RecipeName] }
  return { name, trained: await readModel(name, 'compare').catch(error => unknownMethod(name, error)) }
}

function unknownMethod(name: string, cause: unknown): never {
  const known = [...Object.keys(baselines), ...Object.keys(recipes), ...Object.keys(bundledModels)].join(', ')
  throw new UsageError(`compare: expected methods among ${known}, or a model file, got '${name}'.`, { cause })
}

/** Time of the processor, which another program that runs at the same time does not lengthen. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function subset(set: DigitSet, indices: Uint32Array): DigitSet {
  const images = new Uint8Array(indices.length * 784)
  for (const [i, index] of indices.entries()) images.set(set.images.subarray(index * 784, (index + 1) * 784), i * 784)
  return { length: indices.length, images, labels: Uint8Array.from(indices, index => set.labels[index]!) }
}

/** The rows, and under which conditions they came about. */
export interface CompareRecord {
  /** Digits of MNIST's training set that were learnt from, and those that were measured on. */
  readonly train: number
  readonly measure: number
  readonly seed: number
  readonly backend: string
  readonly node: string
  readonly rows: readonly Compared[]
}

const printers: Readonly<Record<Options['format'], (record: CompareRecord) => string>> = {
  json: record => `${JSON.stringify(record)}\n`,
  markdown: ({ rows }) => comparisonMarkdown(rows),
  text: ({ rows }) => {
    const table = [comparisonHead, ...rows.map(comparisonRow)]
    const widths = comparisonHead.map((_, i) => Math.max(...table.map(row => row[i]!.length)))
    return table
      .map(
        row =>
          `${row
            .map((cell, i) => cell.padEnd(widths[i]!))
            .join('  ')
            .trimEnd()}\n`,
      )
      .join('')
  },
}
