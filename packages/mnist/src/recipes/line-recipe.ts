// What a recipe of a line reader is, and how it becomes a model with its card: what `digitrec train --preset lines` runs.

import {
  createModel,
  ctc,
  ctcGreedy,
  ctcLogP,
  type EpochRecord,
  type FitOptions,
  fit,
  loadModel,
  logSoftmax,
  Model,
  type Network,
  type Optimizer,
  type Schedule,
  type StoredType,
  saveModel,
  sequential,
  wilsonInterval,
} from '@digitrec/cnn'
import type { DigitSet } from '../idx.ts'
import { type DigitPool, digitPools } from '../scenes/digit-pool.ts'
import { drawStrips, type Strip, stripSource } from '../scenes/strip-source.ts'
import type { Spacing } from '../scenes/strip-style.ts'
import type { LabelledImages } from '../sources.ts'
import { takeOver } from './take-over.ts'
import { dataHash, type Score } from './train.ts'

/** A network that reads lines and how it is trained. */
export interface LineRecipe {
  readonly name: string
  /** One sentence for people who choose. */
  readonly summary: string
  /** The network for strips of 32 rows and so many columns; its weights are the same for every width. */
  network(widthPx: number): Network
  /** Columns of a training strip. */
  readonly widthPx: number
  /** Columns that one frame stands for. */
  readonly framePx: number
  /** Strips an epoch, every one new. */
  readonly strips: number
  /** Drawn digits beside MNIST's. */
  readonly drawn: number
  /** How far into each other strokes of neighbours go in training, in pixels. @default 3.5, as in validation */
  readonly deepestPx?: number
  readonly epochs: number
  readonly batch: number
  /** How the weights move. */
  optimizer(): Optimizer
  /** How fast, over the run. */
  schedule(): Schedule
  readonly clipNorm: number
  readonly averaging: number
}

/** What {@link trainLines} wants. */
export interface TrainLinesOptions
  extends Pick<FitOptions, 'stopAfter' | 'signal' | 'onProgress' | 'onEpoch' | 'onCheckpoint' | 'resume' | 'threads'> {
  /** MNIST's training digits; a part of them is kept for validation. */
  readonly train: DigitSet
  /** Digits from photographed sheets, which lines are made of too. @default none */
  readonly photographed?: LabelledImages
  /** @default the recipe's */
  readonly epochs?: number
  /** Seeds weights, strips and drawn digits. @default 0 */
  readonly seed?: number
  /**
   * A model whose weights training begins with: those of its first layers, as far as they are the recipe's own in kind and
   * size; convolutions that the recipe has besides hand on what they get. A reader of lines may so go on from a classifier of digits,
   * or from a reader that was trained before. @default none
   */
  readonly from?: { readonly id: string; readonly model: Model; readonly card: Readonly<Record<string, unknown>> }
  /** Strips of each spacing that the result is measured on. @default 2,000 */
  readonly validation?: number
  /** How the numbers are stored. @default 'I8' */
  readonly dtype?: StoredType
  /** The command that runs this, for the card. */
  readonly command?: string
  /** Told what is being done before training begins. */
  readonly onStage?: (stage: string) => void
}

/** A model that training began with. */
export interface LineStart {
  readonly name: string
  readonly id: string
  /** How many of its numbers were taken over. */
  readonly parameters: number
  /** The command that had made it. */
  readonly command?: string
  /** What that had begun with. */
  readonly from?: LineStart
}

/** How a line reader came to be; saved in its file and beside it. */
export interface LineModelCard {
  readonly preset: string
  readonly command: string
  readonly seed: number
  readonly epochs: number
  /** Epochs that were run of those planned, when not all. */
  readonly stoppedAfter?: number
  readonly backend: string
  readonly threads?: number
  /** What training began with: a model, and how many of its parameters were taken over. */
  readonly from?: LineStart
  readonly dtype: string
  /** SHA-256 over the pictures and labels that strips are made of, validation's included. */
  readonly dataSha256: string
  readonly examples: { readonly strips: number; readonly drawn: number; readonly photographed: number }
  /** Strips of validation digits read exactly. */
  readonly validation: Readonly<Record<Spacing, Score>>
  /** What logits are divided by, so that the probability of a text means what it says. */
  readonly temperature: number
  readonly history: readonly EpochRecord[]
}

/** What {@link trainLines} gives. */
export interface TrainedLines {
  readonly model: Model
  readonly bytes: Uint8Array
  readonly card: LineModelCard
}

/** Seed of the strips that cards are measured on. */
export const validationStripSeed = 90_002
const spacings = ['spaced', 'touching', 'mixed'] as const

/**
 * Trains a line reader on strips composed as it goes, rounds its weights to how they are stored, and measures the
 * rounded model on strips of digits that training never saw.
 *
 * @throws what fit() throws
 */
export async function trainLines(recipe: LineRecipe, options: TrainLinesOptions): Promise<TrainedLines> {
  const { train, seed = 0, epochs = recipe.epochs, validation = 2000, dtype = 'I8', onStage, onEpoch } = options
  onStage?.('drawing examples')
  const { widthPx, framePx, strips: length, deepestPx } = recipe
  const pools = digitPools(train, 'train', { drawn: recipe.drawn, photographed: options.photographed })
  const held = digitPools(train, 'validation', { drawn: Math.min(4000, recipe.drawn) })
  const source = stripSource({ pools, widthPx, frames: widthPx / framePx, length, deepestPx })
  const model = createModel(recipe.network(widthPx), { seed })
  const taken = options.from && takeOver(model, options.from.model, firstStrips(pools, widthPx, seed))
  onStage?.('training')
  const { signal, onProgress, onCheckpoint, resume, threads } = options
  const some = validationStrips(held, widthPx, 'mixed', Math.min(400, validation))
  const run = await fit(model, source, {
    epochs,
    batch: recipe.batch,
    optimizer: recipe.optimizer(),
    schedule: recipe.schedule(),
    loss: ctc(10),
    clipNorm: recipe.clipNorm,
    averaging: recipe.averaging,
    seed,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(onEpoch && {
      onEpoch: record =>
        onEpoch({ ...record, validation: { loss: Number.NaN, accuracy: readStrips(model, some).accuracy } }),
    }),
    ...(onCheckpoint && { onCheckpoint }),
    ...(resume && { resume }),
    ...(threads !== undefined && { threads }),
    ...(options.stopAfter !== undefined && { stopAfter: options.stopAfter }),
  })
  onStage?.('measuring')
  const temperature = fitLineTemperature(model, validationStrips(held, widthPx, 'mixed', Math.ceil(validation / 2), 1))
  const rounded = loadModel(saveModel(withLineNotes(model, temperature, framePx), { dtype }))
  const scores = spacings.map(
    spacing => [spacing, readStrips(rounded, validationStrips(held, widthPx, spacing, validation))] as const,
  )
  const card: LineModelCard = {
    preset: recipe.name,
    command: options.command ?? '',
    seed,
    epochs,
    ...(run.history.length < epochs && { stoppedAfter: run.history.length }),
    backend: model.backend.name,
    ...(run.threads > 1 && { threads: run.threads }),
    ...(options.from && { from: startOf(options.from, taken!) }),
    dtype,
    dataSha256: dataHash(train),
    examples: {
      strips: length * run.history.length,
      drawn: recipe.drawn,
      photographed: options.photographed?.length ?? 0,
    },
    validation: Object.fromEntries(scores) as Record<Spacing, Score>,
    temperature,
    history: run.history,
  }
  return { model: rounded, bytes: saveModel(rounded, { dtype, card: { ...card } as never }), card }
}

/** Strips of training that layers which are new to a network are set by. */
function firstStrips(pools: readonly DigitPool[], widthPx: number, seed: number): Float32Array {
  return joined(drawStrips({ pools, widthPx, seed, length: 64, spacing: 'mixed' }))
}

function startOf({ id, model, card }: NonNullable<TrainLinesOptions['from']>, parameters: number): LineStart {
  const { command, from } = card as Partial<LineModelCard>
  return { name: model.network.name, id, parameters, ...(command && { command }), ...(from && { from }) }
}

/**
 * Strips of digits that training never saw.
 *
 * @param set another number, other strips: 0 for the scores of cards, 1 for fitting the temperature
 */
export function validationStrips(
  pools: readonly DigitPool[],
  widthPx: number,
  spacing: Spacing,
  length: number,
  set = 0,
): readonly Strip[] {
  const seed = validationStripSeed + 10 * set + spacings.indexOf(spacing)
  return drawStrips({ pools, widthPx, seed, length, spacing })
}

/**
 * The temperature that makes the true texts likeliest: golden-section search on log T.
 *
 * @see Guo et al. 2017, section 4.2
 */
function fitLineTemperature(model: Model, strips: readonly Strip[]): number {
  const { logits, frames } = logitsOf(model, strips)
  const texts = strips.map(({ digits }) => digits.map(({ digit }) => digit))
  const loss = (logT: number) => {
    const logP = logSoftmax(logits.map(value => value * Math.exp(-logT)))
    return texts.reduce((sum, text, i) => sum - ctcLogP(logP.subarray(i * frames * 11), frames, text), 0)
  }
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [Math.log(0.5), Math.log(3)]
  while (high - low > 5e-3) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)]
    if (loss(a) < loss(b)) high = b
    else low = a
  }
  return Math.round(Math.exp((low + high) / 2) * 1000) / 1000
}

function withLineNotes(model: Model, temperature: number, framePx: number): Model {
  const { input, layers, name, preprocessing } = model.network
  const strip = 'ink 1 on paper 0; 32 rows, digits about 21 of them, level, their middle on row 16'
  const notes = { ...preprocessing.notes, temperature, framePx, strip }
  const copy = new Model(sequential(input, layers, { name, preprocessing: { ...preprocessing, notes } }), model.backend)
  copy.setParameters(model.copyParameters())
  return copy
}

/** How many strips the likeliest path reads exactly. */
function readStrips(model: Model, strips: readonly Strip[]): Score {
  const { logits, frames } = logitsOf(model, strips)
  const isRight = ({ digits }: Strip, i: number) => {
    const text = ctcGreedy(logits.subarray(i * frames * 11, (i + 1) * frames * 11), frames)
    return text.join('') === digits.map(({ digit }) => digit).join('')
  }
  const correct = strips.filter(isRight).length
  const count = strips.length
  return { count, correct, accuracy: correct / count, interval: wilsonInterval(correct, count) }
}

function logitsOf(model: Model, strips: readonly Strip[]): { logits: Float32Array; frames: number } {
  const logits = model.predict(joined(strips)).data
  return { logits, frames: logits.length / strips.length / 11 }
}

function joined(strips: readonly Strip[]): Float32Array {
  const size = strips[0]!.data.length
  const all = new Float32Array(strips.length * size)
  for (const [i, { data }] of strips.entries()) all.set(data, i * size)
  return all
}
