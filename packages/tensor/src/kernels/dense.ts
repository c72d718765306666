// The fully connected layer: a matrix product and a bias, its output and its two gradients.
//
//   N rows (images)   C numbers in   K numbers out

/** Sizes of one dense layer: N rows, C numbers in, K numbers out. */
export interface DenseGeometry {
  readonly N: number
  readonly C: number
  readonly K: number
}

/**
 * Dense layer, forward: y = x·w + b.
 *
 *   y[n,k] = b[k] + Σ_c x[n,c] · w[c,k]
 *
 * Every element of y is overwritten. NaN passes through.
 *
 * @param y out, [N,K]
 * @param x [N,C]
 * @param w [C,K]
 * @param b [K]
 */
export function denseForward(
  y: Float32Array,
  x: Float32Array,
  w: Float32Array,
  b: Float32Array,
  g: DenseGeometry,
): void {
  const { N, C, K } = g
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) y[n * K + k] = b[k]!
    for (let c = 0; c < C; c++) {
      const value = x[n * C + c]!
      for (let k = 0; k < K; k++) y[n * K + k]! += value * w[c * K + k]!
    }
  }
}

/**
 * Gradient of a dense layer with respect to its input: dx = dy·wᵀ.
 *
 *   dx[n,c] = Σ_k dy[n,k] · w[c,k]
 *
 * Every element of dx is overwritten.
 *
 * @param dx out, [N,C]
 * @param dy [N,K]
 * @param w [C,K]
 */
export function denseBackwardInput(dx: Float32Array, dy: Float32Array, w: Float32Array, g: DenseGeometry): void {
  const { N, C, K } = g
  for (let n = 0; n < N; n++)
    for (let c = 0; c < C; c++) {
      let sum = 0
      for (let k = 0; k < K; k++) sum += dy[n * K + k]! * w[c * K + k]!
      dx[n * C + c] = sum
    }
}

/**
 * Gradients of a dense layer with respect to its weights and bias, summed over the rows: dw += xᵀ·dy, db += Σ dy.
 *
 *   dw[c,k] += Σ_n x[n,c] · dy[n,k]
 *   db[k]   += Σ_n dy[n,k]
 *
 * dw and db are added to.
 *
 * @param dw in and out, [C,K]
 * @param db in and out, [K]
 * @param dy [N,K]
 * @param x [N,C]
 */
export function denseBackwardParams(
  dw: Float32Array,
  db: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  g: DenseGeometry,
): void {
  const { N, C, K } = g
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) db[k]! += dy[n * K + k]!
    for (let c = 0; c < C; c++) {
      const value = x[n * C + c]!
      for (let k = 0; k < K; k++) dw[c * K + k]! += value * dy[n * K + k]!
    }
  }
}
