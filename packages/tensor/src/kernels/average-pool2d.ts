// Average pooling over NHWC images: the mean of each window, and its gradient.
//
//   N images   H W input height, width   OH OW output height, width   C channels   R S window height, width

import type { Pool2dGeometry } from './pool2d.ts'

/**
 * 2-D average pooling, forward.
 *
 *   y[n,oy,ox,c] = (1/M) Σ_r Σ_s x[n, oy·strideY+r−padTop, ox·strideX+s−padLeft, c]
 *
 * M counts the positions of the window that lie inside the image: padding is not part of the mean (as in Keras, and
 * in PyTorch with count_include_pad=False). Every element of y is overwritten. NaN passes through.
 *
 * @param y out, [N,OH,OW,C]
 * @param x [N,H,W,C]
 * @param g sizes from `pool2dGeometry`
 */
export function averagePool2dForward(y: Float32Array, x: Float32Array, g: Pool2dGeometry): void {
  const { N, H, W, C, OH, OW, R, S, strideY, strideX, padTop, padLeft } = g
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++)
        for (let c = 0; c < C; c++) {
          let sum = 0
          let count = 0
          for (let r = 0; r < R; r++) {
            const iy = oy * strideY + r - padTop
            if (iy < 0 || iy >= H) continue
            for (let s = 0; s < S; s++) {
              const ix = ox * strideX + s - padLeft
              if (ix < 0 || ix >= W) continue
              sum += x[((n * H + iy) * W + ix) * C + c]!
              count++
            }
          }
          y[((n * OH + oy) * OW + ox) * C + c] = sum / count
        }
}

/**
 * Gradient of average pooling: each window shares its gradient equally among its positions inside the image.
 *
 * Windows that overlap add up. Every element of dx is overwritten.
 *
 * @param dx out, [N,H,W,C]
 * @param dy [N,OH,OW,C]
 * @param g sizes from `pool2dGeometry`
 */
export function averagePool2dBackward(dx: Float32Array, dy: Float32Array, g: Pool2dGeometry): void {
  const { N, H, W, C, OH, OW, R, S, strideY, strideX, padTop, padLeft } = g
  dx.fill(0)
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++) {
      const top = Math.max(0, oy * strideY - padTop)
      const bottom = Math.min(H, oy * strideY - padTop + R)
      for (let ox = 0; ox < OW; ox++) {
        const left = Math.max(0, ox * strideX - padLeft)
        const right = Math.min(W, ox * strideX - padLeft + S)
        const count = (bottom - top) * (right - left)
        for (let iy = top; iy < bottom; iy++)
          for (let ix = left; ix < right; ix++)
            for (let c = 0; c < C; c++)
              dx[((n * H + iy) * W + ix) * C + c]! += dy[((n * OH + oy) * OW + ox) * C + c]! / count
      }
    }
}
