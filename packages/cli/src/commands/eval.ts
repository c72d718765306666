// digitrec eval: how good is a model on MNIST's test digits?

import { readFile } from 'node:fs/promises'
import { type Evaluation, evaluate, loadModel, readModelFile } from '@digitrec/cnn'
import { digitSource } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { shapeSize } from '@digitrec/tensor'
import { type Command, Option } from 'commander'
import { UsageError } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  data?: string
  format: 'text' | 'json'
}

const examples = `
Examples:
  digitrec eval net.safetensors
  digitrec eval net.safetensors --data ~/mnist --format json`

export function addEval(program: Command, terminal: Terminal): void {
  program
    .command('eval')
    .description('measure a model on the 10,000 test digits of MNIST')
    .argument('<model>', 'model file, as `digitrec train` writes it')
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .addOption(new Option('-f, --format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (path: string, options: Options) => {
      const bytes = await readFile(path).catch(error => {
        throw new UsageError(`eval: expected a model file, got ${path}, which cannot be read.`, { cause: error })
      })
      const model = loadModel(bytes)
      const classes = shapeSize(model.network.output) === 11 ? 11 : 10
      const { test } = await loadMnist({
        env: terminal.env,
        download: false,
        ...(options.data && { folder: options.data }),
      })
      // All test pictures are digits, so "no digit" is not among the answers.
      const result = evaluate(model, digitSource(test, { classes }), { among: 10, signal: terminal.signal })
      const facts = { model: path, id: readModelFile(bytes).id, ...summary(result) }
      terminal.out.write(options.format === 'json' ? `${JSON.stringify(facts)}\n` : asText(facts))
    })
}

function summary({ count, correct, accuracy, interval, loss, confusion, perClass }: Evaluation) {
  return { count, correct, accuracy, interval, loss, confusion, perClass }
}

function asText(facts: ReturnType<typeof summary> & { model: string; id: string }): string {
  const { model, id, count, correct, accuracy, interval, loss, confusion } = facts
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`
  return [
    `model     ${model} (${id})`,
    `correct   ${correct} of ${count}: ${percent(accuracy)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`,
    `loss      ${loss.toFixed(4)}`,
    'confusion (row: truth, column: answer)',
    `     ${Array.from({ length: 10 }, (_, digit) => String(digit).padStart(5)).join('')}`,
    ...confusion.slice(0, 10).map(
      (row, digit) =>
        `${String(digit).padStart(5)}${row
          .slice(0, 10)
          .map(n => String(n || '.').padStart(5))
          .join('')}`,
    ),
    '',
  ].join('\n')
}
