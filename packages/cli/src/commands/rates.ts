// digitrec rates: which learning rate suits a preset here? A short run with a growing rate, drawn as a table.

import { createModel, findLearningRate, type RateCurve } from '@digitrec/cnn'
import { type RecipeName, recipeSource, recipes, stratifiedSplit } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { type Command, Option } from 'commander'
import { wholeNumber } from '../options.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  preset: RecipeName
  data?: string
  seed: number
  steps: number
  format: 'text' | 'json'
}

const examples = `
Examples:
  digitrec rates --preset nano
  digitrec rates --preset base --steps 200 --format json

The rate grows from 0.000001 to 1 while a fresh network trains; nothing is kept of it. A constant rate may start where
the table says "suggested"; a schedule with warm-up may peak at three times that.`

export function addRates(program: Command, terminal: Terminal): void {
  program
    .command('rates')
    .description('find the learning rate at which a preset learns fastest')
    .addOption(new Option('-p, --preset <name>', 'what to train').choices(Object.keys(recipes)).default('base'))
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .option('-s, --seed <number>', 'seed of everything that is random', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('-n, --steps <count>', 'steps of the run', wholeNumber(10, 10_000), 120)
    .addOption(new Option('-f, --format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async ({ preset, data, seed, steps, format }: Options) => {
      const recipe = recipes[preset]
      const { train } = await loadMnist({ env: terminal.env, download: false, ...(data && { folder: data }) })
      const split = stratifiedSplit(train.labels, { validation: Math.min(5000, Math.floor(train.length / 12)) })
      // A few hundred steps see the digits themselves often enough; drawing thousands more would take longer than the run.
      const few = { ...recipe, drawn: 0, redrawn: 0, negatives: 0, photographed: false }
      const source = recipeSource(few, { train, indices: split.train, seed })
      const curve = await findLearningRate(createModel(recipe.network(), { seed }), source, {
        batch: recipe.batch,
        optimizer: recipe.optimizer(),
        seed,
        steps,
        signal: terminal.signal,
      })
      terminal.out.write(format === 'json' ? `${JSON.stringify({ preset, seed, ...curve })}\n` : asText(curve))
    })
}

/** Width of the longest bar. */
const barWidth = 40

function asText({ points, suggested, steepest }: RateCurve): string {
  const highest = Math.max(...points.map(({ loss }) => Math.min(loss, 4)))
  const every = Math.max(1, Math.floor(points.length / 24))
  const rows = points.filter((_, i) => i % every === 0)
  return [
    'rate       loss',
    ...rows.map(({ learningRate, loss }) => {
      const bar = '▇'.repeat(Math.round((barWidth * Math.min(loss, highest)) / highest))
      return `${learningRate.toExponential(1).padEnd(9)}  ${loss.toFixed(3).padStart(6)}  ${bar}`
    }),
    `falls fastest at ${steepest.toExponential(1)}`,
    `suggested        ${suggested.toExponential(1)}`,
    '',
  ].join('\n')
}
