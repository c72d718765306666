// How much of a result is luck? The same recipe with several seeds: mean and spread of what they reached.

import type { LineModelCard } from './line-recipe.ts'
import type { ModelCard, Score } from './train.ts'

/** One of the runs. */
export interface SeedRun {
  readonly seed: number
  /** Id of its model. */
  readonly id: string
  /** By the name of what was measured on, such as `validation` and `test`. */
  readonly scores: Readonly<Record<string, Pick<Score, 'count' | 'correct'>>>
}

/** Mean and spread of shares that are right. */
export interface Spread {
  readonly mean: number
  /** Standard deviation of single runs, from the sample (n − 1); 0 for one run. */
  readonly sd: number
}

/** What `digitrec train --seeds` writes. */
export interface SeedsRecord {
  readonly preset: string
  readonly command: string
  readonly runs: readonly SeedRun[]
  readonly spread: Readonly<Record<string, Spread>>
}

/** What a card says that was measured, by the name of what it was measured on. */
export function scoresOf(card: ModelCard | LineModelCard): Readonly<Record<string, Score>> {
  // A reader of lines has several validation sets, a classifier one.
  const { validation } = card
  const shares = 'count' in validation ? { validation } : validation
  return { ...shares, ...('test' in card && card.test && { test: card.test }) }
}

/** The record of runs, at least one, all measured on the same. */
export function seedsRecord(options: Pick<SeedsRecord, 'preset' | 'command' | 'runs'>): SeedsRecord {
  const { preset, command, runs } = options
  const names = Object.keys(runs[0]!.scores)
  return { preset, command, runs, spread: Object.fromEntries(names.map(name => [name, spreadOf(name, runs)])) }
}

/** A spread in percent, such as `99.61 % ± 0.04`. */
export function spreadText({ mean, sd }: Spread): string {
  return `${(100 * mean).toFixed(2)} % ± ${(100 * sd).toFixed(2)}`
}

function spreadOf(name: string, runs: readonly SeedRun[]): Spread {
  const shares = runs.map(({ scores }) => scores[name]!.correct / scores[name]!.count)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0)
  return { mean, sd: shares.length > 1 ? Math.sqrt(squares / (shares.length - 1)) : 0 }
}
