// digitrec train: a recipe, MNIST and a seed in, a model file and its card out.

import { access, readFile } from 'node:fs/promises'
import { basename, dirname, join, parse } from 'node:path'
import { type EpochRecord, loadModel, type Progress, readModelFile, splitModelFiles } from '@digitrec/cnn'
import {
  costText,
  type LineModelCard,
  type LineRecipeName,
  lineRecipes,
  type ModelCard,
  photographedPart,
  type RecipeName,
  recipes,
  type Score,
  type SeedRun,
  scoresOf,
  seedsRecord,
  spreadText,
  type TrainLinesOptions,
  trainLines,
  trainRecipe,
} from '@digitrec/mnist'
import { trainingHtml } from '@digitrec/mnist/evaluation'
import { loadMnist, loadPhotographed, recordTestRead } from '@digitrec/mnist/node'
import { chooseBackend, chooseThreads } from '@digitrec/tensor'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { WriteError, writeAtomically } from '../atomic-write.ts'
import { UsageError } from '../exit-codes.ts'
import { readModel, readSingleModel } from '../models.ts'
import { threadsOption, wholeNumber } from '../options.ts'
import { createProgressLine } from '../progress.ts'
import type { Terminal } from '../terminal.ts'
import { CostMeter, type MeterState } from './cost-meter.ts'
import { testLogName } from './eval.ts'

/** Every preset: classifiers of single digits, and readers of whole lines. */
const presets = { ...recipes, ...lineRecipes }

interface Options {
  preset: RecipeName | LineRecipeName
  data?: string
  epochs?: number | undefined
  seed: number
  seeds?: readonly number[]
  out: string
  teacher?: string
  from?: string
  stopAfter?: number
  checkpoint?: string
  resume?: string
  testLog?: string
  threads?: number
}

/** Names of the files in a checkpoint folder: where training stands, and what it took until then. */
const checkpointName = 'checkpoint.digitrec'
const costName = 'cost.json'

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
Beside the model come its card, <out>.json (data, seed, command, results, and what it took), and its curves, <out>.html. The same
command gives the same bytes. The model is measured on the test digits once, at the end, and a line added to the record of test reads.
Another number of threads gives other bytes (--threads wins over DIGITREC_THREADS, and the card says how many).
--seeds 1-3 trains net-1, net-2 and net-3 for --out net and writes mean and standard deviation to <out>.seeds.json; what is trained
already is kept, so the same command goes on after a stop.
Ctrl-C keeps a checkpoint; --resume with the same options goes on from it, to the same bytes as without the stop.`

export function addTrain(program: Command, terminal: Terminal): void {
  program
    .command('train')
    .description('train a model on MNIST and drawn digits')
    .addOption(new Option('-p, --preset <name>', 'what to train').choices(Object.keys(presets)).default('base'))
    .option('-d, --data <folder>', 'folder with MNIST (default: see `digitrec data --help`)')
    .option('-e, --epochs <count>', "times every example is seen (default: the preset's)", wholeNumber(1, 10_000))
    .option('-s, --seed <number>', 'seed of everything that is random', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--seeds <list>', 'several runs, one after the other, such as 1-5 or 1,4,9', seedList)
    .option(
      '-t, --teacher <model>',
      'model whose answers are learnt from as well: a file, of one or several, or a bundled one',
    )
    .option(
      '-f, --from <model>',
      'readers of lines: model file whose first layers are begun with, or a bundled classifier',
    )
    .option(
      '--stop-after <epochs>',
      'readers of lines: end earlier than planned, at the learning rate of then',
      wholeNumber(1, 10_000),
    )
    .requiredOption('-o, --out <file>', 'where to put the model')
    .option('-c, --checkpoint <folder>', 'where to keep the checkpoint (default: <out>.run)')
    .option('-r, --resume <folder>', 'go on from the checkpoint in this folder')
    .option('--test-log <file>', `record of test reads (default: ${testLogName} beside the model)`)
    .addOption(threadsOption())
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      if (options.seeds) await trainSeeds(options, options.seeds, terminal)
      else await train(options, terminal)
    })
}

/** Trains every seed that has not been trained yet, going on where a run was stopped, and records mean and spread. */
async function trainSeeds(options: Options, seeds: readonly number[], terminal: Terminal): Promise<void> {
  const { preset, out, checkpoint, resume } = options
  if (checkpoint || resume)
    throw new UsageError(
      `train: expected no ${checkpoint ? '--checkpoint' : '--resume'} with --seeds, got one. Each seed has its own checkpoint, and the same command goes on.`,
    )
  const again = commandLine(options)
  const { seeds: _, ...single } = options
  const runs: SeedRun[] = []
  for (const seed of seeds) {
    const own: Options = { ...single, seed, out: withSeed(out, seed) }
    const folder = `${own.out}.run`
    const isBegun = await access(join(folder, checkpointName)).then(
      () => true,
      () => false,
    )
    const done =
      (await finishedRun(own)) ?? (await train({ ...own, ...(isBegun && { resume: folder }) }, terminal, again))
    runs.push({ seed, id: done.id, scores: counts(scoresOf(done.card)) })
  }
  const command = cardCommand(options, chooseThreads(options.threads))
  const record = seedsRecord({ preset, command, runs })
  await writeAtomically(`${out}.seeds.json`, `${JSON.stringify(record, null, 2)}\n`)
  const spreads = Object.entries(record.spread).map(([name, spread]) => `${name} ${spreadText(spread)}`)
  terminal.out.write(`${out}.seeds.json\t${runs.length} seeds\t${spreads.join(', ')}\n`)
}

/** net.safetensors and 3 as net-3.safetensors. */
function withSeed(out: string, seed: number): string {
  const { dir, name, ext } = parse(out)
  return join(dir, `${name}-${seed}${ext}`)
}

/** A run of this very command that came to its end; undefined where there is none. */
async function finishedRun(options: Options): Promise<Trained | undefined> {
  const bytes = await readFile(options.out).catch(() => undefined)
  if (!bytes) return undefined
  const { id, card } = readModelFile(bytes)
  const wanted = cardCommand(options, chooseThreads(options.threads))
  if (card.command === wanted) return { id, card: card as unknown as Trained['card'] }
  throw new UsageError(
    `train: expected no file ${options.out}, or one of '${wanted}', got one of '${card.command}'. Give another --out.`,
  )
}

function counts(scores: Readonly<Record<string, Score>>): SeedRun['scores'] {
  return Object.fromEntries(Object.entries(scores).map(([name, { count, correct }]) => [name, { count, correct }]))
}

/** A model that was trained. */
interface Trained {
  readonly id: string
  readonly card: ModelCard | LineModelCard
}

/** @param again command that goes on after a stop, when it is not this one with --resume */
async function train(options: Options, terminal: Terminal, again?: string): Promise<Trained> {
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
  const meter = new CostMeter(resume && (await readCost(options.resume!)))
  let hasCheckpoint = resume !== undefined
  try {
    const { bytes, card } = await trainPreset(options, mnist, {
      train: mnist.train,
      seed,
      command: cardCommand(options, threads),
      threads,
      signal: terminal.signal,
      onProgress: at => progress.update(at.step / at.steps, progressNote(at), at.etaMs),
      onEpoch: record => {
        meter.endEpoch(record.epoch)
        progress.clear()
        terminal.err.write(`${epochLine(record)}\n`)
      },
      onCheckpoint: async bytes => {
        await writeAtomically(join(folder, checkpointName), bytes)
        await writeAtomically(join(folder, costName), `${JSON.stringify(meter.state)}\n`)
        hasCheckpoint = true
      },
      ...(epochs !== undefined && { epochs }),
      ...(options.stopAfter !== undefined && { stopAfter: options.stopAfter }),
      ...(resume && { resume }),
    })
    progress.clear()
    await writeAtomically(out, bytes)
    const { cost } = meter
    const { id } = readModelFile(bytes)
    await writeAtomically(`${out}.json`, `${JSON.stringify({ ...card, cost }, null, 2)}\n`)
    await writeAtomically(`${out}.html`, trainingHtml(basename(out), card.history))
    if ('test' in card && card.test) {
      const { correct, count } = card.test
      const read = { by: card.command, model: preset, id, correct, count }
      await recordTestRead(options.testLog ?? join(dirname(out), testLogName), read)
    }
    terminal.err.write(`${costText(card.history, cost)}\n`)
    terminal.out.write(`${out}\t${bytes.length} bytes\t${scoreText(card)}\n`)
    return { id, card }
  } catch (error) {
    progress.clear()
    if ((terminal.signal.aborted || error instanceof WriteError) && hasCheckpoint) {
      const command = again ?? commandLine({ ...options, resume: folder, ...(threads > 1 && { threads }) })
      terminal.err.write(`Checkpoint kept in ${folder}. Go on with:
  ${command}
`)
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
  const teachers = path === undefined ? undefined : splitModelFiles(await readModel(path, 'train --teacher'))
  return trainRecipe(recipes[preset], {
    ...shared,
    test,
    ...(photographed && { photographed }),
    ...(teachers && {
      teachers: teachers.map(bytes => loadModel(bytes)),
      teacherId: teachers.map(bytes => readModelFile(bytes).id).join('+'),
    }),
  })
}

function isLinePreset(preset: RecipeName | LineRecipeName): preset is LineRecipeName {
  return preset in lineRecipes
}

/** The model that a line reader begins with. */
async function startOf(from: string) {
  const bytes = await readSingleModel(from, 'train --from')
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

/** What the run took until its checkpoint; undefined where that was not kept. */
async function readCost(folder: string): Promise<MeterState | undefined> {
  return readFile(join(folder, costName), 'utf8').then(
    text => JSON.parse(text) as MeterState,
    () => undefined,
  )
}

/** The command as it stands in a card: without what differs between two runs that give the same model. */
function cardCommand({ preset, epochs, seed, seeds, teacher, from, stopAfter, out }: Options, threads: number): string {
  return commandLine({
    preset,
    ...(epochs !== undefined && { epochs }),
    seed,
    ...(seeds && { seeds }),
    ...(teacher && { teacher: basename(teacher) }),
    ...(from && { from: basename(from) }),
    ...(stopAfter && { stopAfter }),
    out: basename(out),
    ...(threads > 1 && { threads }),
  })
}

/** The command that does this again. */
function commandLine({
  preset,
  data,
  epochs,
  seed,
  seeds,
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
    seeds ? ['--seeds', seeds.join(',')] : ['--seed', seed],
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
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
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
  const { validation, ...others } = scoresOf(card)
  // The test digits say more than the validation digits, which the temperature was fitted on.
  const shown = validation && !others.test ? { validation } : others
  return Object.entries(shown)
    .map(([name, { correct, count }]) => `${name} ${correct} of ${count}`)
    .join(', ')
}

/** A parser of seeds: `1-5`, `1,4,9`, or both; each once, in the order given. */
function seedList(text: string): readonly number[] {
  const seeds = text.split(',').flatMap(part => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? []
    const count = Number(to) - Number(from) + 1
    return count >= 1 && count <= 100 ? Array.from({ length: count }, (_, i) => Number(from) + i) : [Number.NaN]
  })
  if (seeds.every(seed => seed < 2 ** 31) && new Set(seeds).size === seeds.length) return seeds
  throw new InvalidArgumentError('Expected different whole numbers such as 1-5 or 1,4,9, at most 100 in a row.')
}
