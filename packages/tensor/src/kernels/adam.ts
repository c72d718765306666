// Adam and AdamW: steps from the running mean of the gradient over the root of its running square.

import type { LengthGeometry } from './elementwise.ts'

/**
 * One step of Adam, weight decay as part of the gradient (L2).
 *
 *   gradient = dw[i] + weightDecay · w[i]
 *   m[i]     = beta1 · m[i] + (1−beta1) · gradient
 *   v[i]     = beta2 · v[i] + (1−beta2) · gradient²
 *   w[i]     = w[i] − learningRate · (m[i] / (1−beta1^step)) / (√(v[i] / (1−beta2^step)) + epsilon)
 *
 * epsilon is added to the root after the bias is corrected, as in the paper's algorithm 1 and in PyTorch; Keras uses
 * the paper's shorter form, in which epsilon is added before.
 *
 * @param w in and out, [length]
 * @param m in and out, [length], zero before the first step
 * @param v in and out, [length], zero before the first step
 * @param dw [length]
 * @param step counts from 1
 * @see Kingma, Ba 2015, algorithm 1; the same result as PyTorch Adam
 */
export function adamStep(
  w: Float32Array,
  m: Float32Array,
  v: Float32Array,
  dw: Float32Array,
  g: LengthGeometry,
  learningRate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  weightDecay: number,
  step: number,
): void {
  const correction1 = 1 - beta1 ** step
  const correction2 = 1 - beta2 ** step
  for (let i = 0; i < g.length; i++) {
    const gradient = dw[i]! + weightDecay * w[i]!
    m[i] = beta1 * m[i]! + (1 - beta1) * gradient
    v[i] = beta2 * v[i]! + (1 - beta2) * gradient * gradient
    w[i]! -= (learningRate * (m[i]! / correction1)) / (Math.sqrt(v[i]! / correction2) + epsilon)
  }
}

/**
 * One step of AdamW: Adam, with weight decay apart from the gradient.
 *
 *   w[i] = w[i] − learningRate · weightDecay · w[i], then Adam's step with gradient = dw[i]
 *
 * @param w in and out, [length]
 * @param m in and out, [length], zero before the first step
 * @param v in and out, [length], zero before the first step
 * @param dw [length]
 * @param step counts from 1
 * @see Loshchilov, Hutter 2019, algorithm 2; the same result as PyTorch AdamW
 */
export function adamwStep(
  w: Float32Array,
  m: Float32Array,
  v: Float32Array,
  dw: Float32Array,
  g: LengthGeometry,
  learningRate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  weightDecay: number,
  step: number,
): void {
  const correction1 = 1 - beta1 ** step
  const correction2 = 1 - beta2 ** step
  for (let i = 0; i < g.length; i++) {
    const gradient = dw[i]!
    m[i] = beta1 * m[i]! + (1 - beta1) * gradient
    v[i] = beta2 * v[i]! + (1 - beta2) * gradient * gradient
    const decayed = w[i]! * (1 - learningRate * weightDecay)
    w[i] = decayed - (learningRate * (m[i]! / correction1)) / (Math.sqrt(v[i]! / correction2) + epsilon)
  }
}
