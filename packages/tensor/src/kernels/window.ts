// How a window walks over an image: output size and padding along each axis, for convolution and pooling.

import { ShapeError } from '../shape.ts'

/**
 * How much the image is widened: `valid` not at all; `same` so that stride 1 keeps the size (an odd pixel goes to
 * the bottom and right, as in Keras); or rows and columns by number.
 */
export type Padding = 'valid' | 'same' | { top: number; bottom: number; left: number; right: number }

/** {@link Padding} along one axis. */
export type AxisPadding = 'valid' | 'same' | { before: number; after: number }

/**
 * Output size and padding before the first pixel, along one axis.
 *
 * @throws ShapeError `bad-window` when a number is not whole, when padding reaches a whole window (so that a window
 *   would lie on nothing but padding), or when the window is longer than the padded image
 */
export function windowAxis(
  size: number,
  window: number,
  stride: number,
  padding: AxisPadding,
): { out: number; before: number } {
  requireWhole('size', size, 1)
  requireWhole('window', window, 1)
  requireWhole('stride', stride, 1)
  if (padding === 'same') {
    const out = Math.ceil(size / stride)
    return { out, before: Math.floor(Math.max(0, (out - 1) * stride + window - size) / 2) }
  }
  const { before, after } = padding === 'valid' ? { before: 0, after: 0 } : padding
  requireWhole('padding', before, 0)
  requireWhole('padding', after, 0)
  if (before >= window || after >= window)
    throw new ShapeError(
      'bad-window',
      `window: expected padding below the window of ${window}, got ${before} before and ${after} after.`,
    )
  const out = Math.floor((size + before + after - window) / stride) + 1
  if (out < 1)
    throw new ShapeError(
      'bad-window',
      `window: expected at most ${size + before + after} pixels (the padded image), got ${window}. Use a smaller window or padding 'same'.`,
    )
  return { out, before }
}

/** Splits a padding into what {@link windowAxis} wants for each axis. */
export function paddingAxes(padding: Padding): { y: AxisPadding; x: AxisPadding } {
  return typeof padding === 'string'
    ? { y: padding, x: padding }
    : { y: { before: padding.top, after: padding.bottom }, x: { before: padding.left, after: padding.right } }
}

/**
 * Sizes of windows that walk over images: N images of H rows, W columns and C channels; windows of R rows by S columns
 * give OH rows and OW columns.
 */
export interface WindowGeometry {
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

/** What the geometry of a window is worked out from. */
export interface WindowOptions {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  /** Rows and columns. */
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  /** @default 'valid' */
  readonly padding?: Padding
}

/**
 * Sizes of windows from what a layer knows.
 *
 * @throws ShapeError `bad-window`
 */
export function windowGeometry(options: WindowOptions): WindowGeometry {
  const { batch: N, height: H, width: W, channels: C, padding = 'valid' } = options
  const [R, S] = options.window
  const [strideY, strideX] = options.stride
  const axes = paddingAxes(padding)
  const { out: OH, before: padTop } = windowAxis(H, R, strideY, axes.y)
  const { out: OW, before: padLeft } = windowAxis(W, S, strideX, axes.x)
  return { N, H, W, C, OH, OW, R, S, strideY, strideX, padTop, padLeft }
}

function requireWhole(what: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new ShapeError('bad-window', `window: expected a whole ${what} of ${least} or more, got ${value}.`)
}
