// What a recipe of a line reader is, and how it becomes a model with its card: what `digitrec train --preset lines` runs.

import {
  createModel,
  ctc,
  ctcGreedy,
  type EpochRecord,
  type FitOptions,
  fit,
  loadModel,
  type Model,
  type Network,
  type Optimizer,
  type Schedule,
  type StoredType,
  saveModel,
  wilsonInterval,
} from '@digitrec/cnn'
import { sameShape } from '@digitrec/tensor'
import type { DigitSet } from '../idx.ts'
import { type DigitPool, digitPools } from '../scenes/digit-pool.ts'
import { drawStrips, type Strip, stripSource } from '../scenes/strip-source.ts'
import type { Spacing } from '../scenes/strip-style.ts'
import type { LabelledImages } from '../sources.ts'
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
  readonly epochs: number
  readonly batch: number
  optimizer(): Optimizer
  schedule(): Schedule
  readonly clipNorm: number
  readonly averaging: number
}

/** What {@link trainLines} wants. */
export interface TrainLinesOptions
  extends Pick<FitOptions, 'signal' | 'onProgress' | 'onEpoch' | 'onCheckpoint' | 'resume' | 'threads'> {
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
   * size. A reader of lines may so go on from a classifier of digits, or from a reader that was trained before. @default none
   */
  readonly from?: { readonly id: string; readonly model: Model }
  /** How the numbers are stored. @default 'I8' */
  readonly dtype?: StoredType
  /** The command that runs this, for the card. */
  readonly command?: string
  /** Told what is being done before training begins. */
  readonly onStage?: (stage: string) => void
}

/** How a line reader came to be; saved in its file and beside it. */
export interface LineModelCard {
  readonly preset: string
  readonly command: string
  readonly seed: number
  readonly epochs: number
  readonly backend: string
  readonly threads?: number
  /** What training began with: a model, and how many of its parameters were taken over. */
  readonly from?: { readonly name: string; readonly id: string; readonly parameters: number }
  readonly dtype: string
  /** SHA-256 over the pictures and labels that strips are made of, validation's included. */
  readonly dataSha256: string
  readonly examples: { readonly strips: number; readonly drawn: number; readonly photographed: number }
  /** Strips of validation digits read exactly, by the likeliest path. */
  readonly validation: Readonly<Record<Spacing, Score>>
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
  const { train, seed = 0, epochs = recipe.epochs, dtype = 'I8', onStage, onEpoch } = options
  onStage?.('drawing examples')
  const { widthPx, framePx, strips: length } = recipe
  const pools = digitPools(train, 'train', { drawn: recipe.drawn, photographed: options.photographed })
  const held = digitPools(train, 'validation')
  const source = stripSource({ pools, widthPx, frames: widthPx / framePx, length })
  const model = createModel(recipe.network(widthPx), { seed })
  const taken = options.from && takeOver(model, options.from.model)
  onStage?.('training')
  const { signal, onProgress, onCheckpoint, resume, threads } = options
  const some = validationStrips(held, widthPx, 'mixed', 400)
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
  })
  onStage?.('measuring')
  const rounded = loadModel(saveModel(model, { dtype }))
  const scores = spacings.map(
    spacing => [spacing, readStrips(rounded, validationStrips(held, widthPx, spacing, 2000))] as const,
  )
  const card: LineModelCard = {
    preset: recipe.name,
    command: options.command ?? '',
    seed,
    epochs,
    backend: model.backend.name,
    ...(run.threads > 1 && { threads: run.threads }),
    ...(options.from && { from: { name: options.from.model.network.name, id: options.from.id, parameters: taken! } }),
    dtype,
    dataSha256: dataHash(train),
    examples: { strips: length * epochs, drawn: recipe.drawn, photographed: options.photographed?.length ?? 0 },
    validation: Object.fromEntries(scores) as Record<Spacing, Score>,
    history: run.history,
  }
  return { model: rounded, bytes: saveModel(rounded, { dtype, card: { ...card } as never }), card }
}

/** Sets the parameters of the first layers that both models have in common, and says how many numbers they are. */
function takeOver(model: Model, from: Model): number {
  const theirs = from.layout.parameters
  const shared = model.layout.parameters.findIndex(
    ({ name, shape }, i) => theirs[i]?.name !== name || !sameShape(theirs[i].shape, shape),
  )
  const mine = model.layout.parameters.slice(0, shared === -1 ? undefined : shared)
  for (const { name } of mine) model.setParameters(from.parameter(name), name)
  return mine.reduce((sum, { buffer }) => sum + buffer.length, 0)
}

/** Strips of digits that training never saw. */
export function validationStrips(pools: readonly DigitPool[], widthPx: number, spacing: Spacing, length: number) {
  return drawStrips({ pools, widthPx, seed: validationStripSeed + spacings.indexOf(spacing), length, spacing })
}

/** How many strips the likeliest path reads exactly. */
function readStrips(model: Model, strips: readonly Strip[]): Score {
  const width = strips[0]!.data.length
  const all = new Float32Array(strips.length * width)
  for (const [i, { data }] of strips.entries()) all.set(data, i * width)
  const { data } = model.predict(all)
  const frames = data.length / strips.length / 11
  const isRight = ({ digits }: Strip, i: number) => {
    const text = ctcGreedy(data.subarray(i * frames * 11, (i + 1) * frames * 11), frames)
    return text.join('') === digits.map(({ digit }) => digit).join('')
  }
  const correct = strips.filter(isRight).length
  const count = strips.length
  return { count, correct, accuracy: correct / count, interval: wilsonInterval(correct, count) }
}
