// digitrec eval: how good is a model? On validation digits unless the test set is asked for, and that is put on record.

import { basename, dirname, join } from 'node:path'
import { photographedPart } from '@digitrec/mnist'
import { type EvaluationReport, evaluateModel, reportHtml } from '@digitrec/mnist/evaluation'
import { loadMnist, loadPhotographed, recordTestRead } from '@digitrec/mnist/node'
import { type Command, Option } from 'commander'
import { writeAtomically } from '../atomic-write.ts'
import { modelsHelp, readModel } from '../models.ts'
import { threadsOption, wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  data?: string
  set: 'validation' | 'test'
  against?: string
  slices: number
  threads?: number
  html?: string
  json?: string
  testLog?: string
  format: 'text' | 'json'
}

/** Name of the record of test reads, beside the model unless told otherwise. */
export const testLogName = 'test-reads.jsonl'

const examples = `
Examples:
  digitrec eval net.safetensors
  digitrec eval net.safetensors --html report.html --slices 500
  digitrec eval digits-best --against digits
  digitrec eval net.safetensors --against other.safetensors --format json
  digitrec eval net.safetensors --set test --test-log docs/test-reads.jsonl

The validation digits are those that \`digitrec train\` keeps back: choose by them as often as you like. Every look at the
test digits adds a line to the record of test reads. Slices (digits spoiled in some thirty ways), what is no digit, and
the stored types are measured on validation digits always; digits and signs from photographed sheets (BHMSDS) join in when a
folder bhmsds lies beside MNIST's. With 300 digits the slices take a minute or two.

Bundled models:
${modelsHelp}`

export function addEval(program: Command, terminal: Terminal): void {
  program
    .command('eval')
    .description('measure a model: accuracy, calibration, slices, what is no digit; as a page with --html')
    .argument('<model>', 'model file, as `digitrec train` writes it; several one behind the other; or a bundled one')
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .addOption(
      new Option('-s, --set <name>', 'digits to measure on').choices(['validation', 'test']).default('validation'),
    )
    .option('-a, --against <model>', 'another model, likewise, to compare with on the same digits')
    .option(
      '--slices <count>',
      'validation digits to spoil for each slice, 0 for none (default: 300 with --html or --json, else 0)',
      wholeNumber(0, 5000),
    )
    .addOption(threadsOption())
    .option('--html <file>', 'write everything as a page')
    .option('--json <file>', 'write everything as JSON')
    .option('--test-log <file>', `record of test reads (default: ${testLogName} beside the model)`)
    .addOption(new Option('-f, --format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action((path: string, options: Options) => evaluate(path, options, terminal))
}

async function evaluate(path: string, options: Options, terminal: Terminal): Promise<void> {
  const { set, html, json } = options
  const bytes = await readModel(path, 'eval')
  const against = options.against === undefined ? undefined : await readModel(options.against, 'eval')
  const { train, test, source } = await loadMnist({
    env: terminal.env,
    download: false,
    ...(options.data && { folder: options.data }),
  })
  const files = await loadPhotographed(source.folder)
  const progress = createProgressLine(terminal.err)
  const report = await evaluateModel({
    bytes,
    train,
    ...(set === 'test' && { test }),
    set,
    slices: options.slices ?? (html || json ? 300 : 0),
    ...(files && { photographed: photographedPart(files, 'held-out') }),
    ...(against && { against }),
    ...(options.threads !== undefined && { threads: options.threads }),
    onStage: stage => progress.update(0, stage),
    signal: terminal.signal,
  })
  progress.clear()
  // On record before anybody sees it.
  if (set === 'test') await recordTestRead(options.testLog ?? join(dirname(path), testLogName), testRead(path, report))
  if (html) await writeAtomically(html, reportHtml(report))
  if (json) await writeAtomically(json, `${asJson(report, 2)}\n`)
  terminal.out.write(options.format === 'json' ? `${asJson(report)}\n` : asText(path, report))
}

function testRead(path: string, { model, score }: EvaluationReport) {
  const by = `digitrec eval ${basename(path)} --set test`
  return { by, model: model.name, id: model.id, correct: score.correct, count: score.count }
}

/** Everything but pictures. */
function asJson(report: EvaluationReport, indent?: number): string {
  return JSON.stringify(report, (key, value) => (key === 'pixels' ? undefined : value), indent)
}

function asText(path: string, report: EvaluationReport): string {
  const { model, set, score, corrected, calibration, confusion, selection, slices, refusal, photographed, against } =
    report
  const { before, after } = calibration
  const right = ({ correct, count, accuracy, interval }: typeof score) =>
    `${correct} of ${count}: ${percent(accuracy)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`
  const lines: (readonly [string, string] | undefined)[] = [
    [
      'model',
      `${path} (${model.id}), ${model.parameters} parameters, ${(model.macs / 1e6).toFixed(2)} million multiply-adds`,
    ],
    ['correct', `${right(score)}, ${set} digits`],
    corrected && ['corrected', `${right(corrected)}, on corrected labels`],
    ['loss', `${before.nll.toFixed(4)}, ${after.nll.toFixed(4)} at temperature ${after.temperature}`],
    ['ECE', `${percent(before.ece.equalWidth)}, ${percent(after.ece.equalWidth)} at temperature ${after.temperature}`],
    [
      'with none',
      `${percent(before.eceWithNoDigit)}, ${percent(after.eceWithNoDigit)} with "no digit" taken off, its bias ${after.noDigitBias.toFixed(2)}`,
    ],
    [
      'coverage',
      selection.points.map(({ asked, risk }) => `${percent(risk)} wrong at ${percent(asked, 1)}`).join(', '),
    ],
    ...refusal.families.map(
      ({ name, refused, auroc }) =>
        ['no digit', `${percent(refused, 1)} of ${name} refused, AUROC ${auroc.toFixed(4)}`] as const,
    ),
    photographed && ['photos', `${right(photographed)}, photographed digits`],
    slices && [
      'slices',
      `${percent(slices.mean.error)} wrong on average, ECE ${percent(slices.mean.eceAfter)}; ${slices.slices.length} kinds`,
    ],
    against && [
      'against',
      `${against.name} (${against.id}) ${right(against.score)}; alone right ${against.onlyFirst} and ${against.onlySecond} times, p = ${against.p.toPrecision(2)}`,
    ],
  ]
  return [
    ...lines.filter(line => line !== undefined).map(([name, text]) => `${name.padEnd(10)}${text}`),
    'confusion (row: truth, column: answer)',
    `     ${Array.from({ length: 10 }, (_, digit) => String(digit).padStart(5)).join('')}`,
    ...confusion.map(
      (row, digit) => `${String(digit).padStart(5)}${row.map(n => String(n || '.').padStart(5)).join('')}`,
    ),
    '',
  ].join('\n')
}

function percent(part: number, digits = 2): string {
  return `${(100 * part).toFixed(digits)} %`
}
