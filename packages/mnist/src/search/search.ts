// Which small network is the best of its size? Many short trainings, each a little changed from those that did well.

import { adamw, cosine, createModel, evaluate, fit } from '@digitrec/cnn'
import { createRandom } from '@digitrec/tensor'
import type { DigitSet } from '../idx.ts'
import { digitSource } from '../sources.ts'
import { describeGenome, type Genome, mutate, networkOf, randomGenome } from './genome.ts'
import { paretoRanks } from './pareto.ts'

/** How the next candidate is chosen; for 'depth' they are given. */
export type SearchMethod = 'random' | 'evolution' | 'depth'

/** A candidate and what it reached. */
export interface Trial {
  readonly genome: Genome
  readonly parameters: number
  /** On validation digits, after the short training. */
  readonly accuracy: number
}

/** A search, as far as it has come: plain data that a file can hold. */
export interface SearchState {
  readonly version: 1
  readonly method: SearchMethod
  readonly seed: number
  readonly epochs: number
  readonly examples: number
  readonly trials: readonly Trial[]
}

/** What a search is. */
export interface SearchOptions {
  /** Digits to learn from, and which of them to measure on. */
  readonly digits: DigitSet
  readonly train: Uint32Array
  readonly validation: Uint32Array
  readonly state: SearchState
  /** Candidates that are given, one a trial, in place of chosen ones. */
  readonly genomes?: readonly Genome[]
  /** Asked before every trial: is there time for another one? */
  readonly goesOn: (state: SearchState) => boolean
  /** Told after every trial; keep the state, and the search can go on from it. */
  readonly onTrial?: (state: SearchState) => void | Promise<void>
  /** Told the trial under way, from 0, its candidate, and the share of it that is done. */
  readonly onProgress?: (trial: number, genome: Genome, done: number) => void
  readonly signal?: AbortSignal
}

/** A search that has not begun. */
export function newSearch(options: Omit<SearchState, 'version' | 'trials'>): SearchState {
  return { version: 1, ...options, trials: [] }
}

/** Trials that live on: older ones have no more children. */
const population = 16
/** Of so many, drawn at random, the best has a child. */
const tournament = 5

/**
 * Goes on with a search until `goesOn` says no. Trial t depends on seed, t and the trials before it alone, so that a search
 * that was stopped after any trial goes on to the same candidates and the same figures.
 *
 * Evolution is regularised: the best of a few of the last 16 has a child, the oldest dies. Best is whoever is on the better front
 * of size against accuracy, then the more accurate one.
 *
 * @throws the signal's reason when stopped; the trial under way is lost, the others have been handed over
 * @see Real, Aggarwal, Huang, Le 2019, "Regularized Evolution for Image Classifier Architecture Search", algorithm 1
 */
export async function search(options: SearchOptions): Promise<SearchState> {
  let { state } = options
  while (options.goesOn(state)) {
    const genome = options.genomes?.[state.trials.length] ?? nextGenome(state)
    const trial = await run(genome, state, options)
    state = { ...state, trials: [...state.trials, trial] }
    await options.onTrial?.(state)
  }
  return state
}

/** The candidate of the next trial. */
export function nextGenome({ method, seed, trials }: SearchState): Genome {
  const random = createRandom(seed).fork(7, trials.length)
  const known = new Set(trials.map(({ genome }) => describeGenome(genome)))
  const propose = () => {
    if (method === 'random' || trials.length < population) return randomGenome(random)
    const living = trials.slice(-population)
    const ranks = paretoRanks(living)
    const drawn = Array.from({ length: tournament }, () => random.int(living.length))
    const better = (a: number, b: number) => ranks[a]! - ranks[b]! || living[b]!.accuracy - living[a]!.accuracy
    return mutate(living[drawn.sort(better)[0]!]!.genome, random)
  }
  let genome = propose()
  for (let n = 0; n < 20 && known.has(describeGenome(genome)); n++) genome = propose()
  return genome
}

async function run(
  genome: Genome,
  { seed, epochs, examples, trials }: SearchState,
  options: SearchOptions,
): Promise<Trial> {
  const { digits, train, validation, signal, onProgress } = options
  const model = createModel(networkOf(genome), { seed })
  await fit(model, digitSource(digits, { indices: train.subarray(0, examples) }), {
    epochs,
    batch: genome.batch,
    optimizer: adamw({ learningRate: genome.learningRate, beta2: 0.99, weightDecay: 0.01 }),
    schedule: cosine(genome.learningRate, { warmUp: 0.2 }),
    clipNorm: 5,
    seed,
    ...(signal && { signal }),
    onProgress: ({ step, steps }) => onProgress?.(trials.length, genome, step / steps),
  })
  const { accuracy } = evaluate(model, digitSource(digits, { indices: validation }), { ...(signal && { signal }) })
  return { genome, parameters: model.layout.length, accuracy }
}
