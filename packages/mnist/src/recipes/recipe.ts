// What a recipe is: everything that decides how a model comes out, apart from data and seed. Next: base.ts, train.ts.

import type { Network, Optimizer, Schedule, StoredType } from '@digitrec/cnn'
import type { AugmentOptions } from '../augment.ts'

/** A network and how it is trained. */
export interface Recipe {
  readonly name: string
  /** One sentence for people who choose. */
  readonly summary: string
  /** A fresh description of the network. */
  network(): Network
  /** 11 when the last output means "no digit". */
  readonly classes: 10 | 11
  readonly epochs: number
  readonly batch: number
  /** How the weights move. */
  optimizer(): Optimizer
  /** How fast, over the run. */
  schedule(): Schedule
  readonly augment: AugmentOptions
  /** Share of the run after which augmentation fades in a straight line to `fadeTo`. */
  readonly fadeFrom: number
  readonly fadeTo: number
  /** Drawn digits added to the set. */
  readonly drawn: number
  /** Stored digits added once more, redrawn as a photo's reading shows them. */
  readonly redrawn: number
  /** Pictures of what is no digit added to the set. */
  readonly negatives: number
  /** Whether digits and signs from photographed sheets are added, where they are at hand. */
  readonly photographed: boolean
  /** How the numbers are stored. @default 'F16' */
  readonly dtype?: StoredType
  /** See mixupSource; left out for none. */
  readonly mixup?: number
  /** Share of the target spread over all classes; see softmaxCrossEntropy. Left out for none: it costs calibration. */
  readonly labelSmoothing?: number
  /**
   * Share of the marks that will be no digit where the model reads, above 0 and below 1: "no digit" becomes as likely as that
   * says, see priorShift. Left out, it stays as likely as among the examples of training.
   */
  readonly noDigitShare?: number
  readonly clipNorm: number
  /** See FitOptions; left out for none. */
  readonly averaging?: number
}

/** Strength of the augmentation in an epoch (from 1), a function of the recipe alone, so that resuming finds it again. */
export function augmentStrength(recipe: Pick<Recipe, 'fadeFrom' | 'fadeTo'>, epoch: number, epochs: number): number {
  const done = epochs === 1 ? 0 : (epoch - 1) / (epochs - 1)
  if (done <= recipe.fadeFrom) return 1
  return 1 + ((recipe.fadeTo - 1) * (done - recipe.fadeFrom)) / (1 - recipe.fadeFrom)
}
