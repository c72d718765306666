// digitrec train: a recipe, MNIST and a seed in, a model file and its card out.

import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type EpochRecord, loadModel, type Progress, readModelFile } from '@digitrec/cnn'
import { loadDigitClassifier } from '@digitrec/cnn/digits'
import {
  type LineModelCard,
  type LineRecipeName,
  lineRecipes,
  type ModelCard,
  photographedPart,
  type RecipeName,
  recipes,
  type TrainLinesOptions,
  trainLines,
  trainRecipe,
} from '@digitrec/mnist'
import { trainingHtml } from '@digitrec/mnist/evaluation'
import { loadMnist, loadPhotographed, recordTestRead } from '@digitrec/mnist/node'
import { chooseBackend, chooseThreads } from '@digitrec/tensor'
import { type Command, Option } from 'commander'
import { writeAtomically } from '../atomic-write.ts'
import { UsageError } from '../exit-codes.ts'
import { threadsOption, wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { testLogName } from './eval.ts'

/** Every preset: classifiers of single digits, and readers of whole lines. */
const presets = { ...recipes, ...lineRecipes }

interface Options {
  preset: RecipeName | LineRecipeName
  data?: string
  epochs?: number | undefined
  seed: number
  out: string
  teacher?: string
  from?: string
  stopAfter?: number
  checkpoint?: string
  resume?: string
  testLog?: string
  threads?: number
}

/** Name of the file in a checkpoint folder. */
const checkpointName = 'checkpoint.digitrec'

const examples = `
Examples:
  digitrec train --out net.safetensors
  digitrec train --preset nano --epochs 3 --seed 7 --data ~/mnist --out nano.safetensors
  digitrec train --preset nano --epochs 3 --seed 7 --data ~/mnist --out nano.safetensors --resume nano.safetensors.run

Presets:
${Object.values(presets)
  .map(({ name, summary, epochs }) => `  ${name.padEnd(13)} ${summary} (${epochs} epochs)`)
  .join('\n')}

Digits and signs from photographed sheets (BHMSDS) join in when a folder bhmsds lies beside MNIST's; the card says so.
Beside the model come its card, <out>.json (data, seed, command, results), and its curves, <out>.html. The same command
gives the same bytes. The model is measured on the test digits once, at the end, and a line added to the record of test reads.
Another number of threads gives other bytes (--threads wins over DIGITREC_THREADS, and the card says how many).
Ctrl-C keeps a checkpoint; --resume with the same options goes on from it, to the same bytes as without the stop.`

export function addTrain(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .description('train a model on MNIST and drawn digits')
    .addOption(new Option('-p, --preset <name>', 'what to train').choices(Object.keys(presets)).default('base'))
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .option('-e, --epochs <count>', "times every example is seen (default: the preset's)", wholeNumber(1, 10_000))
    .option('-s, --seed <number>', 'seed of everything that is random', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('-t, --teacher <model>', 'model file whose answers are learnt from as well')
    .option(
      '-f, --from <model>',
      "preset lines: model file whose first layers are begun with; 'bundled' is the classifier's",
    )
    .option(
      '--stop-after <epochs>',
      'preset lines: end earlier than planned, at the learning rate of then',
      wholeNumber(1, 10_000),
    )
    .requiredOption('-o, --out <file>', 'where to put the model')
    .option('-c, --checkpoint <folder>', 'where to keep the checkpoint (default: <out>.run)')
    .option('-r, --resume <folder>', 'go on from the checkpoint in this folder')
    .option('--test-log <file>', `record of test reads (default: ${testLogName} beside the model)`)
    .addOption(threadsOption())
    .addHelpText('after', examples)
    .action((options: Options) => train(options, terminal))
}

async function train(options: Options, terminal: Terminal): Promise<void> {
  const { preset, seed, out, epochs } = options
  const foreign = isLinePreset(preset)
    ? options.teacher && '--teacher'
    : (options.from && '--from') || (options.stopAfter && '--stop-after')
  if (foreign) throw new UsageError(`train: expected no ${foreign} with the preset ${preset}, got one. Leave it out.`)
  const resume = options.resume === undefined ? undefined : await readCheckpoint(options.resume)
  const folder = options.checkpoint ?? options.resume ?? `${out}.run`
  const mnist = await loadMnist({
    env: terminal.env,
    download: false,
    ...(options.data !== undefined && { folder: options.data }),
  })
  // Looked up here, so that the card's command has it, wherever it was set.
  const threads = chooseThreads(options.threads)
  terminal.err.write(`backend ${chooseBackend().name}, ${threads} thread${threads === 1 ? '' : 's'}\n`)
  const progress = createProgressLine(terminal.err)
  let hasCheckpoint = resume !== undefined
  try {
    const { bytes, card } = await trainPreset(options, mnist, {
      train: mnist.train,
      seed,
      // In the card, so without what differs between two runs that give the same model.
      command: commandLine({
        preset,
        epochs,
        seed,
        ...(options.teacher && { teacher: basename(options.teacher) }),
        ...(options.from && { from: basename(options.from) }),
        ...(options.stopAfter && { stopAfter: options.stopAfter }),
        out: basename(out),
        ...(threads > 1 && { threads }),
      }),
      threads,
      signal: terminal.signal,
      onProgress: at => progress.update(at.step / at.steps, progressNote(at), at.etaMs),
      onEpoch: record => {
        progress.clear()
        terminal.err.write(`${epochLine(record)}\n`)
      },
      onCheckpoint: async bytes => {
        await writeAtomically(join(folder, checkpointName), bytes)
        hasCheckpoint = true
      },
      ...(epochs !== undefined && { epochs }),
      ...(options.stopAfter !== undefined && { stopAfter: options.stopAfter }),
      ...(resume && { resume }),
    })
    progress.clear()
    await writeAtomically(out, bytes)
    await writeAtomically(`${out}.json`, `${JSON.stringify(card, null, 2)}\n`)
    await writeAtomically(`${out}.html`, trainingHtml(basename(out), card.history))
    if ('test' in card && card.test) {
      const { correct, count } = card.test
      const read = { by: card.command, model: preset, id: readModelFile(bytes).id, correct, count }
      await recordTestRead(options.testLog ?? join(dirname(out), testLogName), read)
    }
    terminal.out.write(`${out}\t${bytes.length} bytes\t${scoreText(card)}\n`)
  } catch (error) {
    progress.clear()
    if (terminal.signal.aborted && hasCheckpoint) {
      const again = commandLine({ ...options, resume: folder, ...(threads > 1 && { threads }) })
      terminal.err.write(`Checkpoint kept in ${folder}. Go on with:\n  ${again}\n`)
    }
    throw error
  }
}

type Mnist = Awaited<ReturnType<typeof loadMnist>>
type Shared = Omit<TrainLinesOptions, 'photographed' | 'from'>

/** Trains what the preset names: a reader of lines, or a classifier of digits. */
async function trainPreset({ preset, from, teacher: path }: Options, { test, source }: Mnist, shared: Shared) {
  const wantsFiles = isLinePreset(preset) || recipes[preset].photographed
  const files = wantsFiles ? await loadPhotographed(source.folder) : undefined
  const photographed = files && photographedPart(files, 'training')
  if (isLinePreset(preset)) {
    const more = {
      ...(photographed && { photographed: photographed.digits }),
      ...(from && { from: await startOf(from) }),
    }
    return trainLines(lineRecipes[preset], { ...shared, ...more })
  }
  const teacher = path === undefined ? undefined : await readModel('teacher', path)
  return trainRecipe(recipes[preset], {
    ...shared,
    test,
    ...(photographed && { photographed }),
    ...(teacher && { teacher: loadModel(teacher), teacherId: readModelFile(teacher).id }),
  })
}

function isLinePreset(preset: RecipeName | LineRecipeName): preset is LineRecipeName {
  return preset in lineRecipes
}

/** The model that a line reader begins with. */
async function startOf(from: string) {
  if (from === 'bundled') return loadDigitClassifier()
  const bytes = new Uint8Array(await readModel('start', from))
  const { id, card } = readModelFile(bytes)
  return { id, card, model: loadModel(bytes) }
}

async function readCheckpoint(folder: string): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, checkpointName)).catch(error => {
    throw new UsageError(`train: expected a checkpoint in ${folder}, got none that can be read.`, { cause: error })
  })
  // Libraries know Uint8Array, whose slice() copies; a Buffer's does not.
  return new Uint8Array(bytes)
}

async function readModel(role: string, path: string): Promise<Uint8Array> {
  return readFile(path).catch(error => {
    throw new UsageError(`train: expected a model file as ${role}, got ${path}, which cannot be read.`, {
      cause: error,
    })
  })
}

/** The command that does this again. */
function commandLine({
  preset,
  data,
  epochs,
  seed,
  teacher,
  from,
  stopAfter,
  out,
  checkpoint,
  resume,
  threads,
}: Options): string {
  const parts: readonly (readonly [string, string | number | undefined])[] = [
    ['--preset', preset],
    ['--data', data],
    ['--epochs', epochs],
    ['--seed', seed],
    ['--teacher', teacher],
    ['--from', from],
    ['--stop-after', stopAfter],
    ['--out', out],
    ['--checkpoint', checkpoint],
    ['--resume', resume],
    ['--threads', threads],
  ]
  const given = parts.filter(([, value]) => value !== undefined)
  return ['digitrec train', ...given.map(([name, value]) => `${name} ${quoted(String(value))}`)].join(' ')
}

function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function progressNote({ epoch, epochs, loss, accuracy, examplesPerSecond }: Progress): string {
  const speed = `${Math.round(examplesPerSecond)}/s`
  return `epoch ${epoch} of ${epochs}  loss ${loss.toFixed(4)}  ${(100 * accuracy).toFixed(2)} %  ${speed}`
}

function epochLine({ epoch, loss, accuracy, validation }: EpochRecord): string {
  const seen = `epoch ${epoch}  loss ${loss.toFixed(4)}  ${(100 * accuracy).toFixed(2)} %`
  if (!validation) return seen
  const itsLoss = Number.isNaN(validation.loss) ? '' : ` loss ${validation.loss.toFixed(4)} `
  return `${seen}  validation${itsLoss} ${(100 * validation.accuracy).toFixed(2)} %`
}

function scoreText(card: ModelCard | LineModelCard): string {
  const scores = 'test' in card && card.test ? { test: card.test } : card.validation
  const all = 'count' in scores ? { validation: scores } : scores
  return Object.entries(all)
    .map(([name, { correct, count }]) => `${name} ${correct} of ${count}`)
    .join(', ')
}
