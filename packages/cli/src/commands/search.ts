// digitrec search: which small network is the best of its size? And what is each convolution worth?

import { readFile } from 'node:fs/promises'
import { stratifiedSplit } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import {
  depthAblation,
  describeGenome,
  newSearch,
  type SearchState,
  search,
  searchHtml,
  trialLine,
  trialsWorthShowing,
} from '@digitrec/mnist/search'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { writeAtomically } from '../atomic-write.ts'
import { UsageError } from '../exit-codes.ts'
import { wholeNumber } from '../options.ts'
import { createProgressLine, type ProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  method: 'random' | 'evolution' | 'depth'
  budget: number
  trials?: number
  data?: string
  seed: number
  epochs: number
  examples: number
  out: string
  html?: string
}

const examples = `
Examples:
  digitrec search --budget 30m --out search.json --html search.html
  digitrec search --method random --trials 40 --out random.json
  digitrec search --method depth --out depth.json --html depth.html

Every trial is a short training; what was found by then is in the file, and the same command goes on from it. Evolution
changes layers, filters, kernel sizes, learning rate and batch of those that did well; depth trains the same network with one
to six convolutions. The front holds whom no other beats both in size and in accuracy. Figures are of short trainings on a
part of the digits: they rank, they do not promise.`

export function addSearch(program: Command, terminal: Terminal): void {
  program
    .command('search')
    .description('search for small networks, or measure what each convolution is worth')
    .addOption(
      new Option('-m, --method <method>', 'how').choices(['evolution', 'random', 'depth']).default('evolution'),
    )
    .addOption(
      new Option(
        '-b, --budget <time>',
        'how long this call may take, such as 90s, 30m or 2h; a trial that has begun is finished',
      )
        .argParser(duration)
        .default(30 * 60_000, '30m'),
    )
    .option('-t, --trials <count>', 'how many trials in all', wholeNumber(1, 100_000))
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .option('-s, --seed <number>', 'seed of everything that is random', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('-e, --epochs <count>', 'of every short training', wholeNumber(1, 1000), 2)
    .option('-n, --examples <count>', 'digits of every short training', wholeNumber(64, 55_000), 10_000)
    .requiredOption('-o, --out <file>', 'where the search is kept')
    .option('--html <file>', 'where to draw it')
    .addHelpText('after', examples)
    .action((options: Options) => run(options, terminal))
}

async function run(options: Options, terminal: Terminal): Promise<void> {
  const { method, budget, data, out, html } = options
  const { train: digits } = await loadMnist({ env: terminal.env, download: false, ...(data && { folder: data }) })
  const split = stratifiedSplit(digits.labels, { validation: Math.min(5000, Math.floor(digits.length / 12)) })
  const genomes = method === 'depth' ? depthAblation(6) : undefined
  const most = genomes ? genomes.length : (options.trials ?? Number.POSITIVE_INFINITY)
  const started = performance.now()
  const progress = createProgressLine(terminal.err)
  let state = await startOf(options)
  try {
    state = await search({
      digits,
      ...split,
      state,
      ...(genomes && { genomes }),
      goesOn: ({ trials }) => trials.length < most && performance.now() - started < budget,
      onTrial: async next => {
        state = next
        await writeAtomically(out, `${JSON.stringify(next, null, 1)}\n`)
        report(next, terminal, progress)
      },
      onProgress: (trial, genome, done) => {
        const share = (performance.now() - started) / budget
        progress.update(
          Math.min(1, share),
          `trial ${trial + 1}, ${Math.round(100 * done)} %  ${describeGenome(genome)}`,
        )
      },
      signal: terminal.signal,
    })
  } finally {
    progress.clear()
    if (state.trials.length > 0) {
      terminal.out.write(trialsWorthShowing(state).map(trialLine).join(''))
      if (html) await writeAtomically(html, searchHtml(state))
    }
  }
}

/** What the file holds, if it is this very search; else a new one. */
async function startOf({ method, seed, epochs, examples: count, out }: Options): Promise<SearchState> {
  const fresh = newSearch({ method, seed, epochs, examples: count })
  const text = await readFile(out, 'utf8').catch(() => undefined)
  if (text === undefined) return fresh
  const { trials, ...kept } = parse(text, out)
  const { trials: _, ...wanted } = fresh
  for (const [name, value] of Object.entries(wanted))
    if (kept[name as keyof typeof kept] !== value)
      throw new UsageError(
        `search: ${out} holds a search with ${name} ${kept[name as keyof typeof kept]}, expected ${value}. Name another file, or give the options it was begun with.`,
      )
  return { ...fresh, trials }
}

function parse(text: string, path: string): SearchState {
  try {
    const state = JSON.parse(text) as SearchState
    if (Array.isArray(state.trials)) return state
  } catch {
    // falls through to the message
  }
  throw new UsageError(`search: expected a search in ${path}, got something else. Name another file.`)
}

function report({ trials }: SearchState, terminal: Terminal, progress: ProgressLine): void {
  progress.clear()
  terminal.err.write(`${String(trials.length).padStart(4)}  ${trialLine(trials.at(-1)!)}`)
}

function duration(text: string): number {
  const found = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text)
  const ms = found ? Number(found[1]) * { s: 1000, m: 60_000, h: 3_600_000 }[found[2] as 's' | 'm' | 'h'] : 0
  if (ms > 0) return ms
  throw new InvalidArgumentError('Expected a time such as 90s, 30m or 2h.')
}
