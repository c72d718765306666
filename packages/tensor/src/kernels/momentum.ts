// Gradient descent with momentum: steps follow a decaying sum of gradients.

import type { LengthGeometry } from './elementwise.ts'

/**
 * One step of gradient descent with momentum and L2 weight decay.
 *
 *   velocity[i] = momentum · velocity[i] + dw[i] + weightDecay · w[i]
 *   w[i]        = w[i] − learningRate · velocity[i]
 *
 * The learning rate stands outside the velocity, as in PyTorch; Keras puts it inside, which is the same until the rate
 * changes.
 *
 * @param w in and out, [length]
 * @param velocity in and out, [length], zero before the first step
 * @param dw [length]
 * @see Polyak 1964; the same result as PyTorch SGD with momentum, dampening 0
 */
export function momentumStep(
  w: Float32Array,
  velocity: Float32Array,
  dw: Float32Array,
  g: LengthGeometry,
  learningRate: number,
  momentum: number,
  weightDecay: number,
): void {
  for (let i = 0; i < g.length; i++) {
    velocity[i] = momentum * velocity[i]! + dw[i]! + weightDecay * w[i]!
    w[i]! -= learningRate * velocity[i]!
  }
}
