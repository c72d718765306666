// The loss of a regression: the mean squared difference, and its gradient.

import type { RowsGeometry } from './softmax.ts'

/**
 * Mean squared error of each row.
 *
 *   losses[n] = (1/K) Σ_k (x[n,k] − targets[n,k])²
 *
 * Every element of losses is overwritten. The loss of the batch is the mean of `losses`. NaN passes through.
 *
 * @param losses out, [N]
 * @param x [N,K]
 * @param targets [N,K]
 */
export function meanSquaredErrorForward(
  losses: Float32Array,
  x: Float32Array,
  targets: Float32Array,
  g: RowsGeometry,
): void {
  const { N, K } = g
  for (let n = 0; n < N; n++) {
    let sum = 0
    for (let k = 0; k < K; k++) sum += (x[n * K + k]! - targets[n * K + k]!) ** 2
    losses[n] = sum / K
  }
}

/**
 * Gradient of the mean loss over the batch.
 *
 *   dx[n,k] = 2 · (x[n,k] − targets[n,k]) / (N·K)
 *
 * Every element of dx is overwritten; dx may be x.
 *
 * @param dx out, [N,K]
 * @param x [N,K]
 * @param targets [N,K]
 */
export function meanSquaredErrorBackward(
  dx: Float32Array,
  x: Float32Array,
  targets: Float32Array,
  g: RowsGeometry,
): void {
  const count = g.N * g.K
  for (let i = 0; i < count; i++) dx[i] = (2 * (x[i]! - targets[i]!)) / count
}
