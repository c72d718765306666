// One image as windows see it: with a margin around it, so that inner loops test no bounds.

import type { WindowGeometry } from '../kernels/window.ts'
import type { FunctionBuilder, Int } from './assembler.ts'
import * as f32x4 from './f32x4.ts'
import * as i32 from './i32.ts'
import { eachVector, loadLanes, storeLanes } from './lanes.ts'

/** The rows and columns that windows touch, counted from the image's own; `first` may be negative, `end` beyond it. */
export interface Extent {
  readonly first: number
  readonly end: number
}

/** The rows and columns of the input that some window touches. */
export function windowExtents({ OH, OW, R, S, strideY, strideX, padTop, padLeft }: WindowGeometry) {
  return {
    y: { first: -padTop, end: (OH - 1) * strideY + R - padTop },
    x: { first: -padLeft, end: (OW - 1) * strideX + S - padLeft },
  }
}

/** An image, or its widened copy, and how to make it. */
export interface WindowImage {
  /** Bytes from a row to the next. */
  readonly rowBytes: number
  /** Writes the code that makes it from the image at an address; the answer is the address of (y.first, x.first). */
  read(image: Int): Int
}

/**
 * The part of an image of [H,W,C] floats that windows touch. Where they reach beyond it, a copy with a margin of one number
 * is kept in scratch; where they do not, the image itself serves.
 *
 * @param margin 0 for sums, -Infinity for maxima
 *
 * Zeros times an infinite weight are NaN, also outside the image: that is the one difference to the plain kernels.
 */
export function windowImage(
  { fn, scratch }: { fn: FunctionBuilder; scratch(bytes: number): number },
  { H, W, C, y, x }: { H: number; W: number; C: number; y: Extent; x: Extent },
  margin = 0,
): WindowImage {
  const imageRow = W * C * 4
  const isInside = y.first >= 0 && x.first >= 0 && y.end <= H && x.end <= W
  if (isInside) return { rowBytes: imageRow, read: image => i32.add(image, y.first * imageRow + x.first * C * 4) }

  const rowBytes = (x.end - x.first) * C * 4
  const copy = scratch((y.end - y.first) * rowBytes)
  const around = fn.local('v128', f32x4.const(margin))
  eachVector(fn, ((y.end - y.first) * rowBytes) / 4, (at, lanes) => storeLanes(fn, at, copy, around, lanes))
  const [top, left] = [Math.max(y.first, 0), Math.max(x.first, 0)]
  const rows = Math.min(y.end, H) - top
  const floats = (Math.min(x.end, W) - left) * C
  return {
    rowBytes,
    read(image) {
      const from = fn.pointer(i32.add(image, top * imageRow + left * C * 4))
      const to = fn.pointer(copy + (top - y.first) * rowBytes + (left - x.first) * C * 4)
      fn.repeat(rows, () => {
        eachVector(fn, floats, (at, lanes) => {
          storeLanes(fn, i32.add(to, at), 0, fn.local('v128', loadLanes(i32.add(from, at), 0, lanes)), lanes)
        })
        fn.advance(from, imageRow)
        fn.advance(to, rowBytes)
      })
      return copy
    },
  }
}
