// How is a frame made large enough to measure its strokes? Four times, by a cubic spline, then a little blurred: the very steps
// of skimage's `pyramid_expand(image, upscale=4, order=3)`, so that measures compare with those published for MNIST.

import { frameSide } from '@digitrec/image'

/** Measuring pixels per pixel of a frame. */
export const enlargement = 4
/** Side of a {@link Sheet}. */
export const sheetSide = enlargement * frameSide

/** Ink at measuring size: 112 rows of 112 bytes, 0 paper to 255 ink. */
export type Sheet = Uint8Array

/**
 * A frame at measuring size.
 *
 * @param frame 28×28, ink = 1; taken in steps of 1/255, as the images of MNIST are
 * @see skimage 0.19.3: `transform/pyramids.py` (pyramid_expand), `transform/_warps.py` (resize)
 */
export function enlargeFrame(frame: Float32Array): Sheet {
  const exact = new Float64Array(frame.length)
  let most = 0
  for (let i = 0; i < exact.length; i++) {
    exact[i] = Math.round(255 * Math.min(1, Math.max(0, frame[i]!))) / 255
    most = Math.max(most, exact[i]!)
  }
  const wide = splineAlong(exact)
  const large = transposed(splineAlong(transposed(wide, sheetSide)), sheetSide)
  for (let i = 0; i < large.length; i++) large[i] = Math.min(most, Math.max(0, large[i]!))
  return toSheet(blur(large))
}

/** Values 0 to 1 as bytes; the fraction is cut off, not rounded, as numpy does. */
function toSheet(plane: Float64Array): Sheet {
  const sheet = new Uint8Array(plane.length)
  for (let i = 0; i < sheet.length; i++) sheet[i] = 255 * plane[i]!
  return sheet
}

/** Every row of 28 values enlarged to 112. */
function splineAlong(plane: Float64Array): Float64Array {
  const side = frameSide
  const rows = plane.length / side
  const out = new Float64Array(plane.length * enlargement)
  for (let row = 0; row < rows; row++) {
    const coefficients = splineCoefficients(plane.subarray(row * side, (row + 1) * side))
    for (let i = 0; i < side * enlargement; i++) {
      out[row * side * enlargement + i] = splineAt(coefficients, (i + 0.5) / enlargement - 0.5)
    }
  }
  return out
}

/**
 * B-spline coefficients whose cubic spline passes through the samples, mirrored about both end samples.
 *
 * @see Unser, Aldroubi, Eden 1993, "B-spline signal processing", part II, section III
 */
function splineCoefficients(samples: Float64Array): Float64Array {
  const pole = Math.sqrt(3) - 2
  const last = samples.length - 1
  const c = samples.map(value => 6 * value)
  const far = pole ** last
  let power = pole
  let first = c[0]! + far * c[last]!
  for (let i = 1; i < last; i++, power *= pole) first += power * (c[i]! + far * c[last - i]!)
  c[0] = first / (1 - far * far)
  for (let i = 1; i <= last; i++) c[i]! += pole * c[i - 1]!
  c[last] = (pole / (pole * pole - 1)) * (c[last]! + pole * c[last - 1]!)
  for (let i = last - 1; i >= 0; i--) c[i] = pole * (c[i + 1]! - c[i]!)
  return c
}

/** The spline at a position between samples; up to half a sample outside. */
function splineAt(c: Float64Array, position: number): number {
  const left = Math.floor(position)
  const t = position - left
  const s = 1 - t
  const last = c.length - 1
  const at = (i: number) => c[i < 0 ? -i : i > last ? 2 * last - i : i]!
  return (
    (s * s * s * at(left - 1) +
      (4 - 3 * t * t * (2 - t)) * at(left) +
      (4 - 3 * s * s * (2 - s)) * at(left + 1) +
      t * t * t * at(left + 2)) /
    6
  )
}

/** Rows become columns; rows have `side` values. */
function transposed(plane: Float64Array, side: number): Float64Array {
  const rows = plane.length / side
  const out = new Float64Array(plane.length)
  for (let y = 0, i = 0; y < rows; y++) for (let x = 0; x < side; x++, i++) out[x * rows + y] = plane[i]!
  return out
}

const sigma = (2 * enlargement) / 6
const reach = Math.floor(4 * sigma + 0.5)

/** Gaussian blur of a sheet, its border pixels repeated inside out. Values in, values out. */
export function blur(plane: Float64Array): Float64Array {
  return transposed(blurAlong(transposed(blurAlong(plane), sheetSide)), sheetSide)
}

const weights = new Float64Array(2 * reach + 1).map((_, i) => Math.exp((-0.5 * (i - reach) ** 2) / sigma ** 2))
const total = weights.reduce((a, b) => a + b)

function blurAlong(plane: Float64Array): Float64Array {
  const out = new Float64Array(plane.length)
  const padded = new Float64Array(sheetSide + 2 * reach)
  for (let row = 0; row < plane.length; row += sheetSide) {
    padded.set(plane.subarray(row, row + sheetSide), reach)
    for (let k = 1; k <= reach; k++) {
      padded[reach - k] = plane[row + k - 1]!
      padded[reach + sheetSide - 1 + k] = plane[row + sheetSide - k]!
    }
    for (let x = 0; x < sheetSide; x++) {
      let sum = 0
      for (let k = 0; k <= 2 * reach; k++) sum += weights[k]! * padded[x + k]!
      out[row + x] = sum / total
    }
  }
  return out
}
