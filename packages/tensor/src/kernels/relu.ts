// The rectifier: negative numbers become zero.

import type { LengthGeometry } from './elementwise.ts'

/**
 * ReLU, forward: y[i] = max(0, x[i]).
 *
 * Every element of y is overwritten; y may be x. NaN passes through: Math.max keeps it, where `x > 0 ? x : 0` would not.
 *
 * @param y out, [length]
 * @param x [length]
 */
export function reluForward(y: Float32Array, x: Float32Array, g: LengthGeometry): void {
  for (let i = 0; i < g.length; i++) y[i] = Math.max(0, x[i]!)
}

/**
 * Gradient of ReLU: dx[i] = dy[i] where y[i] > 0, else 0; at exactly 0 the gradient is 0, and where y is NaN it is
 * dy[i] (as in PyTorch).
 *
 * Every element of dx is overwritten; dx may be dy.
 *
 * @param dx out, [length]
 * @param dy [length]
 * @param y [length], as forward made it
 */
export function reluBackward(dx: Float32Array, dy: Float32Array, y: Float32Array, g: LengthGeometry): void {
  for (let i = 0; i < g.length; i++) dx[i] = y[i]! <= 0 ? 0 : dy[i]!
}
