// Which learning rate? A short run in which it grows from far too small to far too large shows where the loss falls fastest.

import type { ExampleSource } from './examples.ts'
import { type FitOptions, fit } from './fit.ts'
import { numberIn, wholeNumber } from './layers/layer.ts'
import { Model } from './model.ts'
import type { Schedule } from './schedules.ts'

/** One step of the run. */
export interface RatePoint {
  readonly learningRate: number
  /** Loss of the step, smoothed over those before. */
  readonly loss: number
}

/** What {@link findLearningRate} found. */
export interface RateCurve {
  /** One point a step, the smallest rate first; ends where the loss has grown to four times its least. */
  readonly points: readonly RatePoint[]
  /** A tenth of the rate at which the loss was least: a safe start for a constant rate, and a third of a good peak. */
  readonly suggested: number
  /** Rate at which the loss fell fastest per tenfold rate. */
  readonly steepest: number
}

/** Options of {@link findLearningRate}; the rest is as for {@link fit}. */
export interface FindLearningRateOptions extends Pick<FitOptions, 'batch' | 'optimizer' | 'loss' | 'seed' | 'signal'> {
  /** @default 1e-6 */
  readonly from?: number
  /** @default 1 */
  readonly to?: number
  /** @default 100 */
  readonly steps?: number
}

/** Weight of the past in the smoothed loss. */
const smoothing = 0.9

/**
 * Trains a copy of the model for a few steps while the learning rate grows geometrically; the model itself is not changed.
 *
 * @throws NetworkError `option` when the range is empty or the steps are no whole number
 * @throws what fit() throws
 * @see Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3
 * @example
 * const { suggested, points } = await findLearningRate(model, source, { optimizer: adamw() })
 */
export async function findLearningRate(
  model: Model,
  source: ExampleSource,
  options: FindLearningRateOptions = {},
): Promise<RateCurve> {
  const { from = 1e-6, to = 1, steps = 100, signal, ...training } = options
  wholeNumber('findLearningRate', 'steps', steps)
  numberIn('findLearningRate', 'from', from, Number.MIN_VALUE, to)
  const schedule: Schedule = step => from * (to / from) ** (Math.min(step, steps - 1) / Math.max(1, steps - 1))
  const copy = new Model(model.network, model.backend)
  copy.setParameters(model.copyParameters())
  const enough = new AbortController()
  const points: RatePoint[] = []
  let [sum, average, least, inEpoch] = [0, 0, Number.POSITIVE_INFINITY, 0]
  let epochOf = 1
  await fit(copy, source, {
    ...training,
    epochs: Math.ceil(steps / Math.max(1, Math.floor(source.length / Math.min(training.batch ?? 64, source.length)))),
    schedule,
    signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
    onProgress: ({ epoch, loss, learningRate }) => {
      if (points.length === steps) return
      // Progress has the mean over the epoch so far; the step's own loss is what it added.
      if (epoch !== epochOf) [sum, inEpoch, epochOf] = [0, 0, epoch]
      inEpoch++
      const own = loss * inEpoch - sum
      sum = loss * inEpoch
      average = smoothing * average + (1 - smoothing) * own
      const smooth = average / (1 - smoothing ** (points.length + 1))
      points.push({ learningRate, loss: smooth })
      least = Math.min(least, smooth)
      if (points.length === steps || !(smooth < 4 * least)) enough.abort()
    },
  }).catch(reason => {
    if (!enough.signal.aborted) throw reason
  })
  return { points, ...suggest(points) }
}

function suggest(points: readonly RatePoint[]): { suggested: number; steepest: number } {
  const best = points.reduce((a, b) => (b.loss < a.loss ? b : a))
  const falling = points.slice(0, points.indexOf(best) + 1)
  let steepest = falling[0]!
  let most = 0
  for (let i = 1; i < falling.length; i++) {
    const fall = falling[i - 1]!.loss - falling[i]!.loss
    if (fall > most) [most, steepest] = [fall, falling[i]!]
  }
  return { suggested: best.learningRate / 10, steepest: steepest.learningRate }
}
