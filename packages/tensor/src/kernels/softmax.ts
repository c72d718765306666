// Softmax: a row of logits to a row of probabilities, and its gradient.

/** Sizes of a kernel that works row by row: N rows of K numbers (usually classes). */
export interface RowsGeometry {
  readonly N: number
  readonly K: number
}

/**
 * Softmax of each row.
 *
 *   p[n,k] = exp(logits[n,k] − m) / Σ_j exp(logits[n,j] − m),   m = max_j logits[n,j]
 *
 * Taking the maximum away changes nothing but keeps exp from overflowing. Every element of p is overwritten; p may be
 * logits. A NaN or a +Infinity in a row makes the whole row NaN; −Infinity gives probability 0.
 *
 * @param p out, [N,K]
 * @param logits [N,K]
 */
export function softmaxForward(p: Float32Array, logits: Float32Array, g: RowsGeometry): void {
  const { N, K } = g
  for (let n = 0; n < N; n++) {
    const row = n * K
    let max = -Infinity
    for (let k = 0; k < K; k++) if (logits[row + k]! > max) max = logits[row + k]!
    let sum = 0
    for (let k = 0; k < K; k++) sum += Math.exp(logits[row + k]! - max)
    for (let k = 0; k < K; k++) p[row + k] = Math.exp(logits[row + k]! - max) / sum
  }
}

/**
 * Gradient of softmax.
 *
 *   dx[n,k] = p[n,k] · (dy[n,k] − Σ_j dy[n,j] · p[n,j])
 *
 * Every element of dx is overwritten; dx may be dy.
 *
 * @param dx out, [N,K]
 * @param dy [N,K]
 * @param p [N,K], as forward made it
 */
export function softmaxBackward(dx: Float32Array, dy: Float32Array, p: Float32Array, g: RowsGeometry): void {
  const { N, K } = g
  for (let n = 0; n < N; n++) {
    const row = n * K
    let dot = 0
    for (let k = 0; k < K; k++) dot += dy[row + k]! * p[row + k]!
    for (let k = 0; k < K; k++) dx[row + k] = p[row + k]! * (dy[row + k]! - dot)
  }
}
