// digitrec convert: the same model with its numbers stored in fewer bytes, and what that costs; or as ONNX.

import {
  type Evaluation,
  evaluate,
  loadModel,
  type Model,
  type ModelFile,
  readModelFile,
  type StoredType,
  saveModel,
} from '@digitrec/cnn'
import { toOnnx } from '@digitrec/cnn/onnx'
import { digitSource, type ModelCard, noDigitBias, photographedPart, stratifiedSplit, withNotes } from '@digitrec/mnist'
import { findMnist, loadMnist, loadPhotographed } from '@digitrec/mnist/node'
import { shapeSize } from '@digitrec/tensor'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { checkTarget, writeAtomically } from '../atomic-write.ts'
import { UsageError } from '../exit-codes.ts'
import { readSingleModel } from '../models.ts'
import type { Terminal } from '../terminal.ts'

interface Options {
  dtype: StoredType
  out: string
  data?: string
  notDigitShare?: number
}

const examples = `
Examples:
  digitrec convert net.safetensors --dtype I8 --out small.safetensors
  digitrec convert net.safetensors --out net.onnx

Types:
  F32  4 bytes a number
  F16  2 bytes, about three digits
  I8   1 byte a weight, with a scale for each filter; everything else as F32

--not-digit-share 0.05 is for classifiers with "no digit": it becomes as likely as where one mark in twenty is none. Training shows
it more of them than a page does. Which digit is likeliest stays as it is; whoever compares "no digit" with a threshold needs another.

A name that ends in .onnx gives an ONNX file (F32) for other runtimes: input x of [N,1,28,28], ink 1 on paper 0.

When MNIST is there, both models are measured on the 5,000 validation digits.`

export function addConvert(program: Command, terminal: Terminal): void {
  program
    .command('convert')
    .description('store a model in fewer bytes and measure what that costs, or as ONNX')
    .argument('<model>', 'model file, as `digitrec train` writes it, or a bundled one')
    .addOption(new Option('-t, --dtype <type>', 'how numbers are stored').choices(['F32', 'F16', 'I8']).default('I8'))
    .requiredOption('-o, --out <file>', 'where to put the model')
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .option('--not-digit-share <share>', 'share of the marks that will be no digit, such as 0.05', share)
    .addHelpText('after', examples)
    .action((path: string, options: Options) => convert(path, options, terminal))
}

async function convert(path: string, options: Options, terminal: Terminal): Promise<void> {
  const { out, data } = options
  await checkTarget('convert --out', out, [path])
  const before = await readSingleModel(path, 'convert')
  const model = loadModel(before)
  if (out.endsWith('.onnx')) {
    const bytes = toOnnx(model)
    await writeAtomically(out, bytes)
    terminal.out.write(`${path}\t${before.length} bytes\n${out}\t${bytes.length} bytes\n`)
    return
  }
  const after = await stored(model, readModelFile(before).card, options, terminal)
  await writeAtomically(out, after)
  terminal.out.write(`${path}\t${before.length} bytes\n${out}\t${after.length} bytes\n`)
  const where = { env: terminal.env, ...(data && { folder: data }) }
  if (!data && !(await findMnist(where))) return
  const { train } = await loadMnist({ ...where, download: false })
  const size = Math.min(5000, Math.floor(train.length / 12))
  const { validation } = stratifiedSplit(train.labels, { validation: size })
  const measure = (one: Model): Evaluation => {
    const classes = shapeSize(one.network.output) === 11 ? 11 : 10
    return evaluate(one, digitSource(train, { indices: validation, classes }), { among: 10, signal: terminal.signal })
  }
  for (const [name, result] of [
    ['before', measure(model)],
    ['after', measure(loadModel(after))],
  ] as const)
    terminal.out.write(
      `${name}\t${result.correct} of ${result.count} validation digits\tloss ${result.loss.toFixed(5)}\n`,
    )
}

/** The file of the model as it is wanted. */
async function stored(
  model: Model,
  card: ModelFile['card'],
  options: Options,
  terminal: Terminal,
): Promise<Uint8Array> {
  const { dtype, notDigitShare } = options
  if (notDigitShare === undefined) return saveModel(model, { dtype, card })
  const trained = card.examples as ModelCard['examples'] | undefined
  if (shapeSize(model.network.output) !== 11 || !trained || !(trained.negatives > 0))
    throw new UsageError(
      'convert: expected a model with "no digit" whose card says what it was trained on for --not-digit-share, got none.',
    )
  // Older cards do not say how many of the photographed pictures are signs.
  const signs = trained.signs ?? (trained.photographed ? await countSigns(options, terminal) : 0)
  const bias = noDigitBias({ ...trained, signs }, notDigitShare)
  const { temperature } = model.network.preprocessing.notes ?? {}
  const calibrated = withNotes(model, {
    ...(typeof temperature === 'number' && { temperature }),
    noDigitBias: bias,
  })
  return saveModel(calibrated, { dtype, card: { ...card, noDigitBias: bias } })
}

async function countSigns({ data }: Options, { env }: Terminal): Promise<number> {
  const found = await findMnist({ env, ...(data && { folder: data }) })
  const files = found && (await loadPhotographed(found.folder))
  if (files) return photographedPart(files, 'training').signs.length
  throw new UsageError(
    'convert: expected the photographed signs beside MNIST, to count them for --not-digit-share, got none. The model was trained on some.',
  )
}

function share(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < 1) return value
  throw new InvalidArgumentError('Expected a number above 0 and below 1.')
}
