// The fast twin of conv2d.ts: convolutions as products of packed matrices. The inner loops are in wasm/multiply.ts.

import { addColumnSums } from '../wasm/columns.ts'
import type { Emitter } from '../wasm/emitter.ts'
import { foldedWeights } from '../wasm/folded-weights.ts'
import { multiply, multiplyTransposed, packMatrix, packPanels, panelBytes } from '../wasm/multiply.ts'
import { windowExtents, windowImage } from '../wasm/window-image.ts'
import type { Conv2dGeometry } from './conv2d.ts'
import {
  backwardSizes,
  chooseTile,
  winogradBackwardInput,
  winogradBackwardParams,
  winogradForward,
} from './conv2d-winograd.wasm.ts'

/** Every output pixel times the filters, which are packed as a matrix of [R·S·C, K]; or by Winograd where that wins. */
export const conv2dForward: Emitter<Conv2dGeometry> = site => {
  const { fn, g, buffers, after } = site
  const { N, H, W, C, OH, OW, K, R, S, strideY, strideX } = g
  const [y, x] = buffers as [number, number]
  const tile = chooseTile(g, after.pool)
  if (tile) return winogradForward(site, tile)

  const { weights, bias } = foldedWeights(site, R * S * C, panelBytes(R * S * C, K), ({ fn }, to, from) =>
    packMatrix(fn, to, from, R * S * C, K),
  )
  const input = windowImage(site, { H, W, C, ...windowExtents(g) })
  const [down, right] = [strideY * input.rowBytes, strideX * C * 4]
  // What a pooling drops is never computed.
  const pool = after.pool ?? { OH, OW, R: 1, S: 1 }
  const window = Array.from({ length: pool.R * pool.S }, (_, i) => Math.floor(i / pool.S) * down + (i % pool.S) * right)
  const image = fn.pointer(x)
  const out = fn.pointer(y)
  fn.repeat(N, () => {
    multiply(
      fn,
      {
        start: input.read(image),
        rows: pool.OH,
        columns: pool.OW,
        rowStep: pool.R * down,
        columnStep: pool.S * right,
        window,
      },
      { count: R, step: input.rowBytes, length: S * C },
      weights,
      { start: out, rowStep: pool.OW * K * 4, columnStep: K * 4 },
      K,
      { bias, relu: after.relu },
    )
    fn.advance(image, H * W * C * 4)
    fn.advance(out, pool.OH * pool.OW * K * 4)
  })
}

/**
 * A convolution of dy with the filters turned around. With a stride, the input pixels fall into strideY × strideX
 * classes that see different taps; each class is a convolution of stride 1 by itself.
 */
export const conv2dBackwardInput: Emitter<Conv2dGeometry> = site => {
  const { fn, g, buffers, scratch } = site
  const { N, H, W, C, OH, OW, K, R, S, strideY, strideX, padTop, padLeft } = g
  const [dx, dy, w] = buffers as [number, number, number]
  const tile = chooseTile(backwardSizes(g))
  if (tile) return winogradBackwardInput(site, tile)

  const down = strideClasses(H, R, strideY, padTop)
  const right = strideClasses(W, S, strideX, padLeft)
  const classes = down.flatMap(y =>
    right.map(x => {
      const panels = scratch(panelBytes(y.taps * x.taps * K, C))
      packPanels(fn, {
        to: panels,
        from: w + (y.lastTap * S + x.lastTap) * C * K * 4,
        rows: [
          { count: y.taps, step: -strideY * S * C * K * 4 },
          { count: x.taps, step: -strideX * C * K * 4 },
          { count: K, step: 4 },
        ],
        columns: C,
        columnStep: K * 4,
      })
      return { y, x, panels }
    }),
  )

  const extent = { y: spanOf(down), x: spanOf(right) }
  const gradient = windowImage(site, { H: OH, W: OW, C: K, ...extent })
  const image = fn.pointer(dy)
  const out = fn.pointer(dx)
  fn.repeat(N, () => {
    const start = fn.pointer(gradient.read(image))
    for (const { y, x, panels } of classes) {
      const from = fn.pointer(start)
      fn.advance(from, (y.reads.first - extent.y.first) * gradient.rowBytes + (x.reads.first - extent.x.first) * K * 4)
      const to = fn.pointer(out)
      fn.advance(to, (y.first * W + x.first) * C * 4)
      multiply(
        fn,
        { start: from, rows: y.count, columns: x.count, rowStep: gradient.rowBytes, columnStep: K * 4 },
        { count: x.taps === 0 ? 0 : y.taps, step: gradient.rowBytes, length: x.taps * K },
        panels,
        { start: to, rowStep: strideY * W * C * 4, columnStep: strideX * C * 4 },
        C,
      )
    }
    fn.advance(image, OH * OW * K * 4)
    fn.advance(out, H * W * C * 4)
  })
}

/** For each image, the pixels under every tap times dy, summed over positions. */
export const conv2dBackwardParams: Emitter<Conv2dGeometry> = site => {
  const { fn, g, buffers, scratch } = site
  const { N, H, W, C, OH, OW, K, R, S, strideY, strideX } = g
  const [dw, db, dy, x] = buffers as [number, number, number, number]
  const tile = chooseTile(g)
  if (tile) return winogradBackwardParams(site, tile)

  const panels = scratch(panelBytes(OH * OW, K))
  const input = windowImage(site, { H, W, C, ...windowExtents(g) })
  const image = fn.pointer(x)
  const gradient = fn.pointer(dy)
  fn.repeat(N, () => {
    addColumnSums(fn, db, gradient, OH * OW, K)
    packMatrix(fn, panels, gradient, OH * OW, K)
    multiplyTransposed(
      fn,
      {
        start: input.read(image),
        rows: OH,
        columns: OW,
        rowStep: strideY * input.rowBytes,
        columnStep: strideX * C * 4,
      },
      { count: R, step: input.rowBytes, length: S * C },
      panels,
      dw,
      K,
    )
    fn.advance(image, H * W * C * 4)
    fn.advance(gradient, OH * OW * K * 4)
  })
}

/** The input pixels along one axis that see the same taps: first, first + stride, and so on. */
interface StrideClass {
  readonly first: number
  readonly count: number
  readonly taps: number
  /** The tap that meets the earliest output pixel; earlier taps follow, a stride apart. */
  readonly lastTap: number
  /** Output pixels that the class reads. */
  readonly reads: { first: number; end: number }
}

/** Input pixel i meets output pixel o under tap i + pad − o·stride, so its taps are those of i + pad modulo stride. */
function strideClasses(size: number, window: number, stride: number, pad: number): StrideClass[] {
  const classes: StrideClass[] = []
  for (let first = 0; first < Math.min(stride, size); first++) {
    const remainder = (first + pad) % stride
    const taps = Math.max(0, Math.ceil((window - remainder) / stride))
    const count = Math.ceil((size - first) / stride)
    const from = Math.floor((first + pad) / stride) - taps + 1
    classes.push({
      first,
      count,
      taps,
      lastTap: remainder + Math.max(taps - 1, 0) * stride,
      reads: { first: from, end: from + count + taps - 1 },
    })
  }
  return classes
}

/** The output pixels that any of the classes reads. A class without taps reads none. */
function spanOf(classes: readonly StrideClass[]) {
  const reading = classes.filter(({ taps }) => taps > 0)
  return {
    first: Math.min(...reading.map(({ reads }) => reads.first)),
    end: Math.max(...reading.map(({ reads }) => reads.end)),
  }
}
