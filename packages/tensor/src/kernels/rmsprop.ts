// RMSProp: steps divided by the running root mean square of the gradient.

import type { LengthGeometry } from './elementwise.ts'

/**
 * One step of RMSProp with L2 weight decay.
 *
 *   gradient      = dw[i] + weightDecay · w[i]
 *   meanSquare[i] = rho · meanSquare[i] + (1−rho) · gradient²
 *   w[i]          = w[i] − learningRate · gradient / (√meanSquare[i] + epsilon)
 *
 * epsilon stands outside the root, as in PyTorch; Keras puts it inside (√(meanSquare + epsilon)), which differs where
 * gradients are near √epsilon. No momentum and no centring.
 *
 * @param w in and out, [length]
 * @param meanSquare in and out, [length], zero before the first step
 * @param dw [length]
 * @see Tieleman, Hinton 2012, lecture 6.5; the same result as PyTorch RMSprop (alpha is rho)
 */
export function rmspropStep(
  w: Float32Array,
  meanSquare: Float32Array,
  dw: Float32Array,
  g: LengthGeometry,
  learningRate: number,
  rho: number,
  epsilon: number,
  weightDecay: number,
): void {
  for (let i = 0; i < g.length; i++) {
    const gradient = dw[i]! + weightDecay * w[i]!
    meanSquare[i] = rho * meanSquare[i]! + (1 - rho) * gradient * gradient
    w[i]! -= (learningRate * gradient) / (Math.sqrt(meanSquare[i]!) + epsilon)
  }
}
