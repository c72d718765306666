// Max pooling over NHWC images: the largest number of each window, and where its gradient goes.
//
//   N images   H W input height, width   OH OW output height, width   C channels   R S window height, width

import type { Pool2dGeometry } from './pool2d.ts'

/**
 * 2-D max pooling, forward.
 *
 *   y[n,oy,ox,c] = max over r, s of x[n, oy·strideY+r−padTop, ox·strideX+s−padLeft, c]
 *
 * Positions outside the image never win. Every element of y is overwritten. A NaN in the window gives NaN.
 *
 * @param y out, [N,OH,OW,C]
 * @param x [N,H,W,C]
 * @param g sizes from `pool2dGeometry`
 * @see the same result as PyTorch max_pool2d and Keras MaxPooling2D
 */
export function maxPool2dForward(y: Float32Array, x: Float32Array, g: Pool2dGeometry): void {
  const { N, H, W, C, OH, OW, R, S, strideY, strideX, padTop, padLeft } = g
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++)
        for (let c = 0; c < C; c++) {
          let max = -Infinity
          for (let r = 0; r < R; r++) {
            const iy = oy * strideY + r - padTop
            if (iy < 0 || iy >= H) continue
            for (let s = 0; s < S; s++) {
              const ix = ox * strideX + s - padLeft
              if (ix < 0 || ix >= W) continue
              const value = x[((n * H + iy) * W + ix) * C + c]!
              // Once max is NaN, nothing is greater and only another NaN replaces it.
              if (value > max || Number.isNaN(value)) max = value
            }
          }
          y[((n * OH + oy) * OW + ox) * C + c] = max
        }
}

/**
 * Gradient of max pooling: each window hands its gradient to its largest number, the first one in row order when
 * several are equal. The winner is found again from x and y, so nothing need be kept but those.
 *
 * Windows that overlap add up. Every element of dx is overwritten. When y is NaN the first NaN gets the gradient.
 *
 * @param dx out, [N,H,W,C]
 * @param dy [N,OH,OW,C]
 * @param x [N,H,W,C]
 * @param y [N,OH,OW,C], as forward made it from x
 * @param g sizes from `pool2dGeometry`
 */
export function maxPool2dBackward(
  dx: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  y: Float32Array,
  g: Pool2dGeometry,
): void {
  const { N, OH, OW, C } = g
  dx.fill(0)
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++)
        for (let c = 0; c < C; c++) {
          const out = ((n * OH + oy) * OW + ox) * C + c
          const winner = firstMaximum(x, y[out]!, n, oy, ox, c, g)
          if (winner >= 0) dx[winner]! += dy[out]!
        }
}

/** Index in x of the first number of a window that equals its maximum; -1 if none does. */
function firstMaximum(
  x: Float32Array,
  max: number,
  n: number,
  oy: number,
  ox: number,
  c: number,
  g: Pool2dGeometry,
): number {
  const { H, W, C, R, S, strideY, strideX, padTop, padLeft } = g
  for (let r = 0; r < R; r++) {
    const iy = oy * strideY + r - padTop
    if (iy < 0 || iy >= H) continue
    for (let s = 0; s < S; s++) {
      const ix = ox * strideX + s - padLeft
      if (ix < 0 || ix >= W) continue
      const index = ((n * H + iy) * W + ix) * C + c
      const value = x[index]!
      if (value === max || (Number.isNaN(value) && Number.isNaN(max))) return index
    }
  }
  return -1
}
