// Learning rate over a training run.

import { NetworkError, numberIn } from './layers/layer.ts'

/** Learning rate of step `step` (from 0) of `steps`. */
export type Schedule = (step: number, steps: number) => number

/** The same rate throughout. @throws NetworkError `option` */
export function constant(learningRate: number): Schedule {
  positive('constant', learningRate)
  return () => learningRate
}

/**
 * Rises in a straight line to `peak`, then falls along half a cosine to `end`.
 *
 * @param options.warmUp share of the steps that rise, in [0, 1). Default 0.2
 * @param options.end last rate. Default peak/1000
 * @throws NetworkError `option`
 * @see Loshchilov & Hutter 2017, eq. 5 (one cycle of it)
 */
export function cosine(peak: number, options: { warmUp?: number; end?: number } = {}): Schedule {
  positive('cosine', peak)
  const warmUp = numberIn('cosine', 'warmUp', options.warmUp ?? 0.2, 0, 1)
  const end = options.end ?? peak / 1000
  return (step, steps) => {
    const rising = Math.floor(steps * warmUp)
    if (step < rising) return (peak * (step + 1)) / rising
    const done = (step - rising) / Math.max(1, steps - 1 - rising)
    return end + (peak - end) * 0.5 * (1 + cosineOf(Math.PI * done))
  }
}

/** Rises to `peak` over 30 % of the steps and falls far below the start, both in straight lines. @see Smith & Topin 2018, section 3 */
export function oneCycle(peak: number, options: { start?: number; end?: number } = {}): Schedule {
  positive('oneCycle', peak)
  const start = options.start ?? peak / 25
  const end = options.end ?? peak / 1e4
  return (step, steps) => {
    const turn = 0.3 * steps
    if (step < turn) return start + ((peak - start) * step) / turn
    return peak + ((end - peak) * (step - turn)) / Math.max(1, steps - 1 - turn)
  }
}

/** Multiplies the rate by `factor` after each `every` share of the run. @throws NetworkError `option` */
export function stepDecay(learningRate: number, options: { factor?: number; every?: number } = {}): Schedule {
  positive('stepDecay', learningRate)
  const { factor = 0.1, every = 1 / 3 } = options
  return (step, steps) => learningRate * factor ** Math.floor(step / (every * steps) + 1e-9)
}

/** Every schedule by name. */
export const schedules = { constant, cosine, oneCycle, stepDecay }

// Math.cos may differ in its last bit between engines, and a run must give the same bits everywhere. The rate is
// rounded to single precision where kernels use it; rounding here to 24 bits first makes the difference vanish.
function cosineOf(angle: number): number {
  return Math.round(Math.cos(angle) * 2 ** 24) / 2 ** 24
}

function positive(where: string, learningRate: number): void {
  if (!(learningRate > 0 && Number.isFinite(learningRate)))
    throw new NetworkError('option', `${where}: expected the learning rate to be positive, got ${learningRate}.`)
}
