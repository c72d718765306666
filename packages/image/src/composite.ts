// What lies behind transparent pixels? White paper, or black when the opaque ink is light.
import type { Raster } from './raster.ts'

/**
 * Lays the picture over paper, so that alpha is 255 everywhere. An opaque picture is returned as it is.
 *
 * The paper is white unless at least 0.5 % of the pixels are transparent and the opaque ones are all light (median luma 140
 * or more, spread below 60): white ink drawn on nothing is meant for a dark page.
 */
export function layOverPaper(raster: Raster): Raster {
  const { width, height, data } = raster
  let clear = 0
  let isOpaque = true
  for (let i = 3; i < data.length; i += 4) {
    if (data[i] !== 255) isOpaque = false
    if (data[i]! < 128) clear++
  }
  if (isOpaque) return raster
  const paper = clear > 0.005 * width * height && isLightInk(data) ? 0 : 255
  const out = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3]!
    for (let channel = 0; channel < 3; channel++) {
      out[i + channel] = Math.round((data[i + channel]! * alpha + paper * (255 - alpha)) / 255)
    }
    out[i + 3] = 255
  }
  return { width, height, data: out }
}

function isLightInk(data: Uint8Array): boolean {
  const histogram = new Uint32Array(256)
  let count = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3]! < 128) continue
    const luma = Math.round(0.2126 * data[i]! + 0.7152 * data[i + 1]! + 0.0722 * data[i + 2]!)
    histogram[luma]!++
    count++
    sum += luma
    squares += luma * luma
  }
  if (count === 0) return false
  let median = 0
  for (let below = histogram[0]!; below * 2 < count; below += histogram[++median]!);
  const spread = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2))
  return median >= 140 && spread <= 60
}
