// The average of the weights over training steps, which often predicts better than the last weights do.

import type { LengthGeometry } from './elementwise.ts'

/**
 * Moves an exponential average of the weights one step.
 *
 *   average[i] = decay · average[i] + (1−decay) · w[i]
 *
 * @param average in and out, [length]
 * @param w [length]
 * @param decay share of the old average, usually 0.99 to 0.9999
 * @see Polyak, Juditsky 1992 (averaging); Tarvainen, Valpola 2017 (the exponential form)
 */
export function averageStep(average: Float32Array, w: Float32Array, g: LengthGeometry, decay: number): void {
  for (let i = 0; i < g.length; i++) average[i] = decay * average[i]! + (1 - decay) * w[i]!
}
