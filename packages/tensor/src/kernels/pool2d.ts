// The sizes that both 2-D poolings share. The poolings: max-pool2d.ts, average-pool2d.ts.

import { type Padding, paddingAxes, windowAxis } from './window.ts'

/**
 * Sizes of one pooling, made by {@link pool2dGeometry}: N images of H rows, W columns and C channels become OH rows and
 * OW columns; the window is R rows by S columns.
 */
export interface Pool2dGeometry {
  readonly N: number
  readonly H: number
  readonly W: number
  readonly C: number
  readonly OH: number
  readonly OW: number
  readonly R: number
  readonly S: number
  readonly strideY: number
  readonly strideX: number
  readonly padTop: number
  readonly padLeft: number
}

/**
 * Sizes of a pooling from what its layer knows; without a stride, windows lie side by side.
 *
 * @throws ShapeError `bad-window`
 */
export function pool2dGeometry(options: {
  batch: number
  height: number
  width: number
  channels: number
  window: readonly [number, number]
  stride?: readonly [number, number]
  padding?: Padding
}): Pool2dGeometry {
  const [R, S] = options.window
  const [strideY, strideX] = options.stride ?? options.window
  const axes = paddingAxes(options.padding ?? 'valid')
  const y = windowAxis(options.height, R, strideY, axes.y)
  const x = windowAxis(options.width, S, strideX, axes.x)
  return {
    N: options.batch,
    H: options.height,
    W: options.width,
    C: options.channels,
    OH: y.out,
    OW: x.out,
    R,
    S,
    strideY,
    strideX,
    padTop: y.before,
    padLeft: x.before,
  }
}
