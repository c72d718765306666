// Global average pooling: one number a channel, the mean over the whole image, and its gradient.

/** Sizes of one global average pooling: N images, height H, width W, C channels. */
export interface GlobalAveragePool2dGeometry {
  readonly N: number
  readonly H: number
  readonly W: number
  readonly C: number
}

/**
 * Global average pooling, forward.
 *
 *   y[n,c] = (1/(H·W)) Σ_h Σ_w x[n,h,w,c]
 *
 * Every element of y is overwritten. NaN passes through.
 *
 * @param y out, [N,C]
 * @param x [N,H,W,C]
 * @see Lin, Chen, Yan 2014, Network In Network, section 3.2; the same result as Keras GlobalAveragePooling2D
 */
export function globalAveragePool2dForward(y: Float32Array, x: Float32Array, g: GlobalAveragePool2dGeometry): void {
  const { N, H, W, C } = g
  const positions = H * W
  for (let n = 0; n < N; n++)
    for (let c = 0; c < C; c++) {
      let sum = 0
      for (let i = 0; i < positions; i++) sum += x[(n * positions + i) * C + c]!
      y[n * C + c] = sum / positions
    }
}

/**
 * Gradient of global average pooling: every position gets an equal share.
 *
 *   dx[n,h,w,c] = dy[n,c] / (H·W)
 *
 * Every element of dx is overwritten.
 *
 * @param dx out, [N,H,W,C]
 * @param dy [N,C]
 */
export function globalAveragePool2dBackward(dx: Float32Array, dy: Float32Array, g: GlobalAveragePool2dGeometry): void {
  const { N, H, W, C } = g
  const positions = H * W
  for (let n = 0; n < N; n++)
    for (let i = 0; i < positions; i++)
      for (let c = 0; c < C; c++) dx[(n * positions + i) * C + c] = dy[n * C + c]! / positions
}
