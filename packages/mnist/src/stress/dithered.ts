// What does a fax make of a page? Black and white dots, as close as the page is dark.

import type { Raster } from '@digitrec/image'
import { changePixels } from './pixels.ts'

/**
 * Error diffusion: every pixel becomes black or white, and what that is off by goes to the neighbours that come after it.
 *
 * @param light share of the page's light that reaches the fax, 0..1: below 1 bare paper has dots too
 * @see Floyd and Steinberg 1976, "An Adaptive Algorithm for Spatial Greyscale"
 */
export function dithered(raster: Raster, light: number): Raster {
  const { width, height, data } = raster
  const gray = new Float32Array(width * height)
  for (let i = 0; i < gray.length; i++)
    gray[i] = light * (0.3 * data[4 * i]! + 0.59 * data[4 * i + 1]! + 0.11 * data[4 * i + 2]!)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const value = gray[i]!
      gray[i] = value < 128 ? 0 : 255
      const error = (value - gray[i]!) / 16
      if (x + 1 < width) gray[i + 1]! += 7 * error
      if (y + 1 === height) continue
      if (x > 0) gray[i + width - 1]! += 3 * error
      gray[i + width]! += 5 * error
      if (x + 1 < width) gray[i + width + 1]! += error
    }
  return changePixels(raster, (colour, x, y) => colour.fill(gray[y * width + x]!))
}
