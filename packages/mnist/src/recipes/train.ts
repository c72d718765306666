// From a recipe and data to a model with its card: what `digitrec train` runs.

import {
  createModel,
  type EpochRecord,
  type Evaluation,
  type ExampleSource,
  evaluate,
  type FitOptions,
  fit,
  loadModel,
  Model,
  type StoredType,
  saveModel,
  sequential,
  sha256,
  softmaxCrossEntropy,
} from '@digitrec/cnn'
import { createRandom } from '@digitrec/tensor'
import { distilSource } from '../distil.ts'
import { fitTemperature } from '../evaluation/calibration.ts'
import { amongDigits, predictSet, priorShift } from '../evaluation/predictions.ts'
import { type DigitSet, pixelsPerDigit } from '../idx.ts'
import { mixupSource } from '../mixup.ts'
import { drawNegativeSet } from '../negatives.ts'
import type { Photographed } from '../photographed.ts'
import { redrawDigitSet } from '../redraw.ts'
import { digitSource, type FadingSource, type LabelledImages, mixSources } from '../sources.ts'
import { stratifiedSplit } from '../split.ts'
import { drawDigitSet } from '../synthetic.ts'
import { augmentStrength, type Recipe } from './recipe.ts'

/** What {@link trainRecipe} wants. */
export interface TrainRecipeOptions
  extends Pick<FitOptions, 'signal' | 'onProgress' | 'onEpoch' | 'onCheckpoint' | 'resume' | 'threads'> {
  /** Digits to learn from; a part of them is kept for validation. */
  readonly train: DigitSet
  /** More to learn from, for recipes that take it; see `photographedPart`. */
  readonly photographed?: Photographed
  /** Models whose answers, in the mean, are half of every target; see distilSource. */
  readonly teachers?: readonly Model[]
  /** Digits to measure on once, at the very end; left out for no test. */
  readonly test?: DigitSet
  /** What the card calls the teachers. */
  readonly teacherId?: string
  /** @default the recipe's */
  readonly epochs?: number
  /** Seeds weights, order, augmentation and drawn examples. @default 0 */
  readonly seed?: number
  /** How many digits are kept for validation. @default a twelfth, at most 5,000 */
  readonly validation?: number
  /** How the numbers are stored. @default the recipe's, else 'F16' */
  readonly dtype?: StoredType
  /** The command that runs this, for the card. */
  readonly command?: string
  /** Told what is being done before training begins. */
  readonly onStage?: (stage: string) => void
}

/** A measured accuracy, as it stands in a card. */
export interface Score {
  readonly count: number
  readonly correct: number
  readonly accuracy: number
  /** 95 % Wilson interval. */
  readonly interval: readonly [number, number]
}

/** How a model came to be; saved in its file and beside it. */
export interface ModelCard {
  readonly preset: string
  readonly command: string
  readonly seed: number
  readonly epochs: number
  readonly backend: string
  /** Id of the model that was learnt from, when there was one; of several, with + between them. */
  readonly teacher?: string
  /** How many threads, when it was more than one: the bits depend on it. */
  readonly threads?: number
  readonly dtype: string
  /** SHA-256 over the pictures and labels that were trained on, validation included. */
  readonly dataSha256: string
  /** The same over the photographed digits and signs, when there were any. */
  readonly photographedSha256?: string
  readonly examples: {
    readonly train: number
    readonly validation: number
    readonly drawn: number
    readonly redrawn: number
    readonly negatives: number
    /** Digits and signs from photographed sheets. */
    readonly photographed?: number
    /** How many of those are signs. */
    readonly signs?: number
  }
  readonly validation: Score
  /** Share of validation negatives and digits that "no digit" above 0.5 would refuse; absent with ten classes. */
  readonly refusal?: { readonly negativesRefused: number; readonly digitsRefused: number }
  readonly test?: Score
  readonly temperature: number
  /** Added to the logit of "no digit", for recipes that say how rare it will be. */
  readonly noDigitBias?: number
  readonly history: readonly EpochRecord[]
}

/** What {@link trainRecipe} gives. */
export interface TrainedRecipe {
  readonly model: Model
  /** The model's file, which is what was measured. */
  readonly bytes: Uint8Array
  readonly card: ModelCard
}

/** Digits never used for anything but the numbers of the card: other seeds than training's. */
const validationSeed = 90_001

/**
 * Trains a recipe: splits the data, draws what the recipe adds, fits, finds the temperature on validation, rounds the
 * weights to how they are stored, and measures the rounded model.
 *
 * @throws what fit() throws
 */
export async function trainRecipe(recipe: Recipe, options: TrainRecipeOptions): Promise<TrainedRecipe> {
  const { train, test, seed = 0, epochs = recipe.epochs, dtype = recipe.dtype ?? 'F16', onStage } = options
  const count = options.validation ?? Math.min(5000, Math.floor(train.length / 12))
  const split = stratifiedSplit(train.labels, { validation: count })
  onStage?.('drawing examples')
  const photographed = recipe.photographed ? options.photographed : undefined
  const source = recipeSource(recipe, { ...options, indices: split.train, seed })
  const validation = digitSource(train, { indices: split.validation, classes: recipe.classes })
  const model = createModel(recipe.network(), { seed })
  onStage?.('training')
  const { signal, onProgress, onEpoch, onCheckpoint, resume, threads } = options
  const run = await fit(model, source, {
    epochs,
    batch: recipe.batch,
    optimizer: recipe.optimizer(),
    schedule: recipe.schedule(),
    clipNorm: recipe.clipNorm,
    ...(recipe.labelSmoothing && { loss: softmaxCrossEntropy({ smoothing: recipe.labelSmoothing }) }),
    seed,
    validation,
    among: 10,
    onEpochStart: epoch => {
      source.strength = augmentStrength(recipe, epoch, epochs)
    },
    ...(recipe.averaging !== undefined && { averaging: recipe.averaging }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(onEpoch && { onEpoch }),
    ...(onCheckpoint && { onCheckpoint }),
    ...(resume && { resume }),
    ...(threads !== undefined && { threads }),
  })
  onStage?.('measuring')
  const temperature = fitTemperature(amongDigits(await predictSet(model, train, split.validation)))
  const examples: ModelCard['examples'] = {
    train: split.train.length,
    validation: count,
    drawn: recipe.drawn,
    redrawn: recipe.redrawn,
    negatives: recipe.negatives,
    ...(photographed && {
      photographed: photographed.digits.length + photographed.signs.length,
      signs: photographed.signs.length,
    }),
  }
  const { classes, noDigitShare } = recipe
  const notes = {
    temperature,
    ...(classes === 11 && noDigitShare !== undefined && { noDigitBias: noDigitBias(examples, noDigitShare) }),
  }
  const rounded = loadModel(saveModel(withNotes(model, notes), { dtype }))
  const card: ModelCard = {
    preset: recipe.name,
    command: options.command ?? '',
    seed,
    epochs,
    backend: model.backend.name,
    ...(options.teacherId && { teacher: options.teacherId }),
    ...(run.threads > 1 && { threads: run.threads }),
    dtype,
    dataSha256: dataHash(train),
    ...(photographed && { photographedSha256: dataHash(joined(photographed)) }),
    examples,
    validation: score(evaluate(rounded, validation, { among: 10 })),
    ...(recipe.classes === 11 && { refusal: measureRefusal(rounded, train, split.validation) }),
    ...(test && { test: score(evaluate(rounded, digitSource(test, { classes: recipe.classes }), { among: 10 })) }),
    ...notes,
    history: run.history,
  }
  return { model: rounded, bytes: saveModel(rounded, { dtype, card: { ...card } as never }), card }
}

/** What {@link recipeSource} is made of. */
export interface RecipeSourceOptions extends Pick<TrainRecipeOptions, 'train' | 'photographed' | 'teachers'> {
  /** Which of `train` may be used. @default all */
  readonly indices?: Uint32Array
  readonly seed: number
}

/** Everything that a recipe trains on, as one source. */
export function recipeSource(recipe: Recipe, options: RecipeSourceOptions): FadingSource {
  const { train: digits, seed, teachers, indices = Uint32Array.from(digits.labels.keys()) } = options
  const { classes, augment, drawn, redrawn, negatives, mixup } = recipe
  const photographed = recipe.photographed ? options.photographed : undefined
  const more = [
    ...(drawn > 0 ? [drawDigitSet({ seed, length: drawn })] : []),
    ...(redrawn > 0 ? [redrawDigitSet({ seed, length: redrawn, digits, indices })] : []),
    ...(negatives > 0 ? [drawNegativeSet({ seed, length: negatives, digits, indices })] : []),
    ...(photographed ? [photographed.digits, ...(classes === 11 ? [photographed.signs] : [])] : []),
  ]
  const plain = mixSources([
    digitSource(digits, { indices, classes, augment }),
    ...more.map(set => digitSource(set, { classes, augment })),
  ])
  const blended = mixup === undefined ? plain : mixupSource(plain, mixup)
  return teachers ? distilSource(blended, teachers) : blended
}

/** How many of each kind go to "no digit": negatives of another seed, made of validation digits, and validation digits. */
function measureRefusal(model: Model, train: DigitSet, indices: Uint32Array) {
  const refused = (source: ExampleSource) => {
    const x = new Float32Array(source.length * pixelsPerDigit)
    const target = new Float32Array(source.classes)
    for (let i = 0; i < source.length; i++)
      source.write(i, x.subarray(i * pixelsPerDigit, (i + 1) * pixelsPerDigit), target, createRandom(i))
    const { data } = model.predict(x)
    let count = 0
    for (let i = 0; i < source.length; i++) if (data[i * 11 + 10]! > 0.5) count++
    return count / source.length
  }
  const negatives = drawNegativeSet({ seed: validationSeed, length: 2000, digits: train, indices })
  return {
    negativesRefused: refused(digitSource(negatives, { classes: 11 })),
    digitsRefused: refused(digitSource(train, { indices, classes: 11 })),
  }
}

/**
 * What makes "no digit" as likely as a share of the marks, three decimals.
 *
 * @param examples what the model was trained on, as its card says, signs included
 * @param share above 0 and below 1
 */
export function noDigitBias(examples: ModelCard['examples'], share: number): number {
  const { train, drawn, redrawn, negatives, photographed = 0, signs = 0 } = examples
  const none = negatives + signs
  return Math.round(1000 * priorShift(none / (train + drawn + redrawn + negatives + photographed), share)) / 1000
}

/** The same model with more notes: temperature, bias of "no digit", and the frame that it reads. */
export function withNotes(model: Model, more: Readonly<Record<string, number>>): Model {
  const { input, layers, name, preprocessing } = model.network
  const notes = {
    ...preprocessing.notes,
    ...more,
    frame: 'ink 1 on paper 0; longest side 20 of 28 pixels; centre of mass on pixel (14, 14)',
  }
  const copy = new Model(sequential(input, layers, { name, preprocessing: { ...preprocessing, notes } }), model.backend)
  copy.setParameters(model.copyParameters())
  return copy
}

function joined({ digits, signs }: Photographed): LabelledImages {
  const join = (a: Uint8Array, b: Uint8Array) => Uint8Array.from([...a, ...b])
  return {
    length: digits.length + signs.length,
    images: join(digits.images, signs.images),
    labels: join(digits.labels, signs.labels),
  }
}

/** SHA-256 of all pictures followed by all labels. */
export function dataHash({ images, labels }: LabelledImages): string {
  const all = new Uint8Array(images.length + labels.length)
  all.set(images)
  all.set(labels, images.length)
  return sha256(all)
}

/** The part of an evaluation that stands in a card. */
export function score({ count, correct, accuracy, interval }: Evaluation): Score {
  return { count, correct, accuracy, interval }
}
