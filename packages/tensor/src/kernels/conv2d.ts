// 2-D convolution over NHWC images with [R,S,C,K] filters: its sizes, its output and its two gradients.
//
//   N images   H W input height, width   OH OW output height, width
//   C channels in   K filters (channels out)   R S window height, width

import { type Padding, type WindowGeometry, windowGeometry } from './window.ts'

/**
 * Sizes of one convolution, made by {@link conv2dGeometry}: N images of H rows, W columns and C channels become OH rows,
 * OW columns and K channels; the window is R rows by S columns.
 */
export interface Conv2dGeometry extends WindowGeometry {
  readonly K: number
}

/**
 * Sizes of a convolution from what its layer knows.
 *
 * @throws ShapeError `bad-window`
 */
export function conv2dGeometry({
  filters,
  kernel,
  stride = [1, 1],
  ...image
}: {
  batch: number
  height: number
  width: number
  channels: number
  filters: number
  kernel: readonly [number, number]
  stride?: readonly [number, number]
  padding?: Padding
}): Conv2dGeometry {
  return { ...windowGeometry({ ...image, window: kernel, stride }), K: filters }
}

/**
 * 2-D convolution, forward.
 *
 *   y[n,oy,ox,k] = b[k] + Σ_r Σ_s Σ_c x[n, oy·strideY+r−padTop, ox·strideX+s−padLeft, c] · w[r,s,c,k]
 *
 * Positions outside the image count as zero. Every element of y is overwritten. NaN passes through; on a fast backend a
 * NaN or an infinity may reach more: padding, which counts as zeros times w, and neighbours in the same tile.
 *
 * @param y out, [N,OH,OW,K]
 * @param x [N,H,W,C]
 * @param w [R,S,C,K]
 * @param b [K]
 * @param g sizes from {@link conv2dGeometry}
 * @see LeCun et al. 1998, section II.A; the same result as Keras Conv2D with channels_last
 */
export function conv2dForward(
  y: Float32Array,
  x: Float32Array,
  w: Float32Array,
  b: Float32Array,
  g: Conv2dGeometry,
): void {
  const { N, H, W, C, OH, OW, K, R, S, strideY, strideX, padTop, padLeft } = g
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++) {
        const out = ((n * OH + oy) * OW + ox) * K
        for (let k = 0; k < K; k++) y[out + k] = b[k]!
        for (let r = 0; r < R; r++) {
          const iy = oy * strideY + r - padTop
          if (iy < 0 || iy >= H) continue
          for (let s = 0; s < S; s++) {
            const ix = ox * strideX + s - padLeft
            if (ix < 0 || ix >= W) continue
            const pixel = ((n * H + iy) * W + ix) * C
            for (let c = 0; c < C; c++) {
              const value = x[pixel + c]!
              const filter = ((r * S + s) * C + c) * K
              for (let k = 0; k < K; k++) y[out + k]! += value * w[filter + k]!
            }
          }
        }
      }
}

/**
 * Gradient of a convolution with respect to its input: every output pixel hands its gradient back to the
 * pixels it was made from.
 *
 *   dx[n,iy,ix,c] = Σ_{oy,r: oy·strideY+r−padTop = iy} Σ_{ox,s: ox·strideX+s−padLeft = ix} Σ_k dy[n,oy,ox,k] · w[r,s,c,k]
 *
 * Every element of dx is overwritten.
 *
 * @param dx out, [N,H,W,C]
 * @param dy [N,OH,OW,K]
 * @param w [R,S,C,K]
 * @param g sizes from {@link conv2dGeometry}
 */
export function conv2dBackwardInput(dx: Float32Array, dy: Float32Array, w: Float32Array, g: Conv2dGeometry): void {
  const { N, H, W, C, OH, OW, K, R, S, strideY, strideX, padTop, padLeft } = g
  dx.fill(0)
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++) {
        const out = ((n * OH + oy) * OW + ox) * K
        for (let r = 0; r < R; r++) {
          const iy = oy * strideY + r - padTop
          if (iy < 0 || iy >= H) continue
          for (let s = 0; s < S; s++) {
            const ix = ox * strideX + s - padLeft
            if (ix < 0 || ix >= W) continue
            const pixel = ((n * H + iy) * W + ix) * C
            for (let c = 0; c < C; c++) {
              const filter = ((r * S + s) * C + c) * K
              let sum = 0
              for (let k = 0; k < K; k++) sum += dy[out + k]! * w[filter + k]!
              dx[pixel + c]! += sum
            }
          }
        }
      }
}

/**
 * Gradients of a convolution with respect to its filters and bias, summed over the batch and all positions.
 *
 *   dw[r,s,c,k] += Σ_n Σ_oy Σ_ox x[n, oy·strideY+r−padTop, ox·strideX+s−padLeft, c] · dy[n,oy,ox,k]
 *   db[k]       += Σ_n Σ_oy Σ_ox dy[n,oy,ox,k]
 *
 * dw and db are added to.
 *
 * @param dw in and out, [R,S,C,K]
 * @param db in and out, [K]
 * @param dy [N,OH,OW,K]
 * @param x [N,H,W,C]
 * @param g sizes from {@link conv2dGeometry}
 */
export function conv2dBackwardParams(
  dw: Float32Array,
  db: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  g: Conv2dGeometry,
): void {
  const { N, H, W, C, OH, OW, K, R, S, strideY, strideX, padTop, padLeft } = g
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++) {
        const out = ((n * OH + oy) * OW + ox) * K
        for (let k = 0; k < K; k++) db[k]! += dy[out + k]!
        for (let r = 0; r < R; r++) {
          const iy = oy * strideY + r - padTop
          if (iy < 0 || iy >= H) continue
          for (let s = 0; s < S; s++) {
            const ix = ox * strideX + s - padLeft
            if (ix < 0 || ix >= W) continue
            const pixel = ((n * H + iy) * W + ix) * C
            for (let c = 0; c < C; c++) {
              const value = x[pixel + c]!
              const filter = ((r * S + s) * C + c) * K
              for (let k = 0; k < K; k++) dw[filter + k]! += value * dy[out + k]!
            }
          }
        }
      }
}
