// How is every pixel of a picture changed? One loop over rows, colours as three numbers, rounded and clipped at the end.

import type { Raster } from '@digitrec/image'

/** Changes a colour in place: red, green, blue, not yet rounded or clipped. */
export type Change = (colour: Float64Array, x: number, y: number) => void

/** A new picture: every pixel of the old one, changed. Alpha becomes 255: what was clear is white. */
export function changePixels({ width, height, data }: Raster, change: Change): Raster {
  const out = new Uint8Array(data.length)
  const colour = new Float64Array(3)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const alpha = data[at + 3]! / 255
      for (let c = 0; c < 3; c++) colour[c] = data[at + c]! * alpha + 255 * (1 - alpha)
      change(colour, x, y)
      for (let c = 0; c < 3; c++) out[at + c] = Math.min(255, Math.max(0, Math.round(colour[c]!)))
      out[at + 3] = 255
    }
  }
  return { width, height, data: out }
}
