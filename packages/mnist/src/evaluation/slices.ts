// How much do pictures that went wrong cost? Every corruption at three severities, and through the walk where that matters.

import { createRandom } from '@digitrec/tensor'
import type { Corruption } from '../corruptions/corruption.ts'
import { corruptions } from '../corruptions/index.ts'
import { calibrationError, reliabilityBins } from './calibration.ts'
import { type Answering, type Answers, amongDigits, answersOf, atTemperature, predictFrames } from './predictions.ts'
import { readFrame } from './read-frame.ts'

/** One corruption, measured. */
export interface Slice extends Pick<Corruption, 'name' | 'unit' | 'amounts' | 'happens' | 'kin'> {
  /** Share of wrong answers when the classifier gets the spoiled frame as it is: mild, medium, strong. */
  readonly errors: readonly [number, number, number]
  /** Share of wrong answers at medium when the spoiled frame comes as a picture; only where `happens` is `page`. */
  readonly readError?: number
  /** At medium, as it is read: through the walk where `happens` is `page`. */
  readonly asRead: {
    readonly error: number
    /** Mean distance between confidence and accuracy, 15 bins of equal width, without and with the model's temperature. */
    readonly eceBefore: number
    readonly eceAfter: number
  }
}

/** All corruptions, measured. */
export interface SliceReport {
  /** Digits in each slice. */
  readonly count: number
  /** Share of wrong answers on the same digits unspoiled: as frames, and through the walk. */
  readonly clean: { readonly error: number; readonly readError: number }
  readonly slices: readonly Slice[]
  /** Means over the slices at medium. */
  readonly mean: { readonly error: number; readonly eceBefore: number; readonly eceAfter: number }
  /** Means over the slices of the frames as they are: mild, medium, strong. */
  readonly meanOfFrames: readonly [number, number, number]
  /** Calibration error over the answers of all slices at medium together. */
  readonly pooled: { readonly eceBefore: number; readonly eceAfter: number }
}

/** What {@link measureSlices} wants. */
export interface SliceOptions {
  readonly model: Answering
  readonly temperature: number
  /** Unspoiled frames, and which digit each is. */
  readonly frames: readonly Float32Array[]
  readonly labels: Uint8Array
  /** @default 1 */
  readonly seed?: number
  /** @default all */
  readonly kinds?: readonly Corruption[]
  /** Called before each kind. */
  readonly onKind?: (name: string) => void
  readonly signal?: AbortSignal
}

/**
 * Measures a model on spoiled copies of digits. Headline figures are at medium, and `asRead`: kinds that happen on the
 * page (light, polarity, size, place) through the walk that is there to undo them, all others on the frame itself.
 *
 * @throws the signal's reason when stopped
 */
export async function measureSlices(options: SliceOptions): Promise<SliceReport> {
  const { model, frames, labels, temperature, kinds = corruptions } = options
  const root = createRandom(options.seed ?? 1)
  const pool = { before: emptyPool(), after: emptyPool() }
  const slices: Slice[] = []
  for (const [k, kind] of kinds.entries()) {
    options.signal?.throwIfAborted()
    options.onKind?.(kind.name)
    const spoiled = (severity: number) =>
      frames.map((frame, i) => kind.apply(frame, kind.amounts[severity]!, root.fork(k, i)))
    const answers = async (some: readonly Float32Array[]): Promise<Both> => {
      const predictions = amongDigits(await predictFrames(model, some, labels))
      return { before: answersOf(predictions), after: answersOf(atTemperature(predictions, temperature)) }
    }
    const medium = spoiled(1)
    const [mild, plain, strong] = [await answers(spoiled(0)), await answers(medium), await answers(spoiled(2))]
    const read = kind.happens === 'page' ? await answers(medium.map(readFrame)) : undefined
    const counted = read ?? plain
    addTo(pool.before, counted.before)
    addTo(pool.after, counted.after)
    const { name, unit, amounts, happens, kin } = kind
    slices.push({
      name,
      unit,
      amounts,
      happens,
      ...(kin !== undefined && { kin }),
      errors: [errorOf(mild.before), errorOf(plain.before), errorOf(strong.before)],
      ...(read && { readError: errorOf(read.before) }),
      asRead: {
        error: errorOf(counted.before),
        eceBefore: eceOf(counted.before),
        eceAfter: eceOf(counted.after),
      },
    })
  }
  const cleanError = async (some: readonly Float32Array[]) =>
    errorOf(answersOf(await predictFrames(model, some, labels)))
  return {
    count: frames.length,
    clean: { error: await cleanError(frames), readError: await cleanError(frames.map(readFrame)) },
    slices,
    mean: {
      error: meanOf(slices, slice => slice.asRead.error),
      eceBefore: meanOf(slices, slice => slice.asRead.eceBefore),
      eceAfter: meanOf(slices, slice => slice.asRead.eceAfter),
    },
    meanOfFrames: [0, 1, 2].map(severity => meanOf(slices, slice => slice.errors[severity]!)) as [
      number,
      number,
      number,
    ],
    pooled: { eceBefore: eceOf(pool.before), eceAfter: eceOf(pool.after) },
  }
}

interface Both {
  readonly before: Answers
  readonly after: Answers
}

type Pool = { confidences: number[]; correct: number[] }

const emptyPool = (): Pool => ({ confidences: [], correct: [] })

function addTo(pool: Pool, { confidences, correct }: Answers): void {
  pool.confidences.push(...confidences)
  pool.correct.push(...correct)
}

function errorOf({ correct }: Pick<Answers, 'correct'>): number {
  return 1 - correct.reduce((sum, one) => sum + one, 0) / correct.length
}

function eceOf({ confidences, correct }: { confidences: ArrayLike<number>; correct: ArrayLike<number> }): number {
  return calibrationError(reliabilityBins(confidences, correct))
}

function meanOf(slices: readonly Slice[], value: (slice: Slice) => number): number {
  return slices.reduce((sum, slice) => sum + value(slice), 0) / slices.length
}
