// Stochastic gradient descent: one plain step against the gradient.

import type { LengthGeometry } from './elementwise.ts'

/**
 * One step of gradient descent with L2 weight decay.
 *
 *   w[i] = w[i] − learningRate · (dw[i] + weightDecay · w[i])
 *
 * @param w in and out, [length]
 * @param dw [length]
 * @see the same result as PyTorch SGD
 */
export function sgdStep(
  w: Float32Array,
  dw: Float32Array,
  g: LengthGeometry,
  learningRate: number,
  weightDecay: number,
): void {
  for (let i = 0; i < g.length; i++) w[i]! -= learningRate * (dw[i]! + weightDecay * w[i]!)
}
