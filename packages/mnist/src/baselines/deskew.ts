// How does a leaning digit become an upright one? Methods that compare pixel by pixel need that; a convolutional network does not.

import { pixelsPerDigit, sidePx } from '../idx.ts'

/** MNIST puts the centre of mass here. */
const centre = 14

/**
 * Digits without slant, their centre of mass on (14, 14): each row is moved by the slant times its distance from the middle.
 *
 * @param images N x 784 bytes, ink = 255
 * @returns N x 784 numbers, ink = 1
 * @see LeCun et al. 1998, section III.A ("deslanted"): the slant is u11/u02, moments of the ink about its centre
 */
export function deskew(images: Uint8Array): Float32Array {
  const out = new Float32Array(images.length)
  for (let start = 0; start < images.length; start += pixelsPerDigit) deskewOne(images, out, start)
  return out
}

function deskewOne(images: Uint8Array, out: Float32Array, start: number): void {
  let [mass, massX, massY] = [0, 0, 0]
  for (let i = 0; i < pixelsPerDigit; i++) {
    const value = images[start + i]!
    mass += value
    massX += value * (i % sidePx)
    massY += value * Math.floor(i / sidePx)
  }
  if (mass === 0) return
  const [middleX, middleY] = [massX / mass, massY / mass]
  let [u11, u02] = [0, 0]
  for (let i = 0; i < pixelsPerDigit; i++) {
    const dy = Math.floor(i / sidePx) - middleY
    u11 += images[start + i]! * ((i % sidePx) - middleX) * dy
    u02 += images[start + i]! * dy * dy
  }
  const slant = u02 > 0 ? u11 / u02 : 0
  for (let y = 0; y < sidePx; y++)
    for (let x = 0; x < sidePx; x++) {
      const fromY = y - centre + middleY
      out[start + y * sidePx + x] = sample(images, start, x - centre + middleX + slant * (y - centre), fromY)
    }
}

/** Bilinear, 0 outside, as 0 to 1. */
function sample(images: Uint8Array, start: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= sidePx || row >= sidePx ? 0 : images[start + row * sidePx + column]!
  const upper = at(left, top) * (left + 1 - x) + at(left + 1, top) * (x - left)
  const lower = at(left, top + 1) * (left + 1 - x) + at(left + 1, top + 1) * (x - left)
  return (upper * (top + 1 - y) + lower * (y - top)) / 255
}
