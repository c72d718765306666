// How does a frame look to the classifier when it comes as a picture? Dark ink on white paper, and through the walk.

import { findInk, type Raster, segmentDigits, segmentFrame } from '@digitrec/image'
import { pixelsPerDigit, sidePx } from '../idx.ts'

/**
 * A frame read as a picture of 28x28 pixels: the largest mark that the walk finds in it, as the walk hands it on.
 *
 * @param frame 784 numbers 0..1, ink = 1
 * @returns 784 numbers; all 0 when the walk finds nothing
 */
export function readFrame(frame: Float32Array): Float32Array {
  const ink = findInk(framePicture(frame), { skip: ['sheet'] })
  const segments = segmentDigits(ink)
  if (segments.length === 0) return new Float32Array(pixelsPerDigit)
  const sizes = segments.map(({ mask }) => mask.reduce((sum, bit) => sum + bit, 0))
  return segmentFrame(ink, segments[sizes.indexOf(Math.max(...sizes))]!)
}

/** Ink 1 becomes black, paper 0 white. */
function framePicture(frame: Float32Array): Raster {
  const data = new Uint8Array(4 * pixelsPerDigit)
  for (let i = 0; i < pixelsPerDigit; i++) data.fill(Math.round(255 * (1 - frame[i]!)), 4 * i, 4 * i + 3)
  for (let i = 0; i < pixelsPerDigit; i++) data[4 * i + 3] = 255
  return { width: sidePx, height: sidePx, data }
}
