// How does a patch of ink become a picture like those in MNIST? 20 pixels long, on 28, centre of mass in the middle.
import { repairStroke } from './repair-stroke.ts'
import { areaAverage } from './resample.ts'

const boxSide = 20
/** Side of a frame in pixels. */
export const frameSide = 28

/** A plane of ink strength. */
export interface Patch {
  readonly strength: Float32Array
  readonly width: number
  readonly height: number
}

/**
 * A patch of ink, 0 paper to 1 ink, to a 28×28 frame in MNIST's geometry.
 *
 * The box around all ink above 0 is resampled by area to a longest side of 20 pixels, aspect kept (a patch under 10 pixels
 * is only doubled), very thin or bold strokes are brought near MNIST's width, the greatest value becomes 1, and the centre of
 * mass is brought onto pixel index 14.0 ± 0.5 in both directions by whole pixels. A patch that is in this geometry already
 * comes back almost unchanged.
 *
 * @param strength `width · height` values, 0 to 1; not changed
 * @returns 784 values 0 to 1, rows from the top; all 0 when there is no ink
 * @see MNIST's preprocessing as rebuilt by Yadav and Bottou, "Cold Case: The Lost MNIST Digits", 2019, section 2
 */
export function normaliseFrame(strength: Float32Array, width: number, height: number): Float32Array {
  const frame = new Float32Array(frameSide * frameSide)
  const tight = cropToInk({ strength, width, height })
  if (!tight) return frame
  const isTiny = Math.max(tight.width, tight.height) < boxSide / 2
  const mended = isTiny ? tight : (cropToInk(repairStroke(tight)) ?? tight)
  return placeByMass(toBox(mended), frame)
}

/** The part of a patch that holds all its ink, or undefined without any. */
export function cropToInk({ strength, width, height }: Patch): Patch | undefined {
  let left = width
  let top = height
  let right = -1
  let bottom = -1
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (!(strength[i]! > 0)) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  if (right < 0) return undefined
  const w = right - left + 1
  const h = bottom - top + 1
  const out = new Float32Array(w * h)
  for (let y = 0; y < h; y++) out.set(strength.subarray((top + y) * width + left, (top + y) * width + right + 1), y * w)
  return { strength: out, width: w, height: h }
}

/** Widened to a square with the ink in the middle, then averaged to 20×20: the short side keeps its exact length. */
function toBox({ strength, width, height }: Patch): Float32Array {
  const side = Math.max(width, height)
  const square = new Float32Array(side * side)
  const left = (side - width) >> 1
  const top = (side - height) >> 1
  for (let y = 0; y < height; y++) square.set(strength.subarray(y * width, (y + 1) * width), (top + y) * side + left)
  if (side >= boxSide / 2) return areaAverage(square, side, side, boxSide, boxSide)
  const doubled = areaAverage(square, side, side, 2 * side, 2 * side)
  const box = new Float32Array(boxSide * boxSide)
  const margin = (boxSide - 2 * side) >> 1
  for (let y = 0; y < 2 * side; y++) {
    box.set(doubled.subarray(y * 2 * side, (y + 1) * 2 * side), (margin + y) * boxSide + margin)
  }
  return box
}

/** Pastes the 20×20 box so that its centre of mass comes to pixel index 14; what would leave the frame is cut. */
function placeByMass(box: Float32Array, frame: Float32Array): Float32Array {
  let mass = 0
  let massX = 0
  let massY = 0
  let greatest = 0
  for (let y = 0, i = 0; y < boxSide; y++) {
    for (let x = 0; x < boxSide; x++, i++) {
      const value = box[i]!
      mass += value
      massX += value * (x + 0.5)
      massY += value * (y + 0.5)
      greatest = Math.max(greatest, value)
    }
  }
  if (mass === 0) return frame
  const left = Math.trunc(15 - massX / mass)
  const top = Math.trunc(15 - massY / mass)
  for (let y = 0; y < boxSide; y++) {
    for (let x = 0; x < boxSide; x++) {
      const toX = left + x
      const toY = top + y
      if (toX < 0 || toY < 0 || toX >= frameSide || toY >= frameSide) continue
      frame[toY * frameSide + toX] = Math.min(1, box[y * boxSide + x]! / greatest)
    }
  }
  return frame
}
