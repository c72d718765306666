// How wide is the pen? The distance of ink pixels to the paper tells.

/**
 * Distance of every ink pixel to the nearest paper pixel, by the 5-7-11 chamfer (Borgefors 1986), within 2 % of the straight
 * distance. A pixel at the edge has 1; outside the plane is paper.
 *
 * @param mask not 0 = ink, `width · height`
 */
export function distanceToPaper(mask: Uint8Array, width: number, height: number): Float32Array {
  const w = width + 4 // two columns and rows of paper around
  const far = 1e9
  const field = new Int32Array(w * (height + 4)) // in fifths of a pixel
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (mask[y * width + x]) field[(y + 2) * w + x + 2] = far
  }
  const first = 2 * w + 2
  const last = (height + 1) * w + width + 1
  for (let i = first; i <= last; i++) if (field[i] !== 0) field[i] = nearest(field, i, -1, -w)
  for (let i = last; i >= first; i--) if (field[i] !== 0) field[i] = nearest(field, i, 1, w)
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[y * width + x] = field[(y + 2) * w + x + 2]! / 5
  }
  return out
}

/** Least way to paper over those neighbours of a pixel that were seen before: on one side, and in the rows before. */
function nearest(field: Int32Array, i: number, side: number, row: number): number {
  const straight = Math.min(field[i + side]!, field[i + row]!) + 5
  const slanted = Math.min(field[i + row - 1]!, field[i + row + 1]!) + 7
  const leap = Math.min(field[i + row - 2]!, field[i + row + 2]!, field[i + 2 * row - 1]!, field[i + 2 * row + 1]!) + 11
  return Math.min(field[i]!, straight, slanted, leap)
}

/**
 * Stroke width in pixels: four times the mean distance of ink to paper, which is exact for a long straight stroke
 * (distances run from 0 at the edge to half of the width). 0 without ink.
 */
export function strokeWidth(mask: Uint8Array, width: number, height: number): number {
  return strokeWidthFromDistance(distanceToPaper(mask, width, height))
}

/** The same from a distance plane that is already there. */
export function strokeWidthFromDistance(distance: Float32Array): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < distance.length; i++) {
    if (distance[i]! === 0) continue
    sum += distance[i]! - 0.5 // to the edge between the pixels
    count++
  }
  return count === 0 ? 0 : (4 * sum) / count
}
