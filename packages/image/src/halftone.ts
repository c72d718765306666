// Is the gray of the picture made of dots? A fax, a printer or a picture of two colours puts black dots on white as close as it is dark;
// taken together they are gray again.
import { soften } from './neighbourhood.ts'
import type { Raster } from './raster.ts'

/** A picture of dots has two levels: so many of its pixels are as near to the darkest or the lightest. */
const leastOfTwo = 0.99
const nearLevel = 24
/** Of two neighbours so many differ where gray is dots: of writing and print it is a twentieth. */
const leastEdges = 0.15
/** So many pixels are looked at to tell, or a few more. */
const sampled = 15_000
/** Dots are a few pixels apart: so many times 1-2-1 are a Gaussian of sigma 1.9 pixels. */
const smoothing = 7
/** Pixels above which a picture is made so much smaller to work on that its dots are taken together anyway. */
const mostPixels = 2_500_000

/**
 * The gray that dots stand for, for a picture that consists of dots; else the raster that was given.
 *
 * @param raster opaque; not changed
 * @see Ulichney 1987, "Digital Halftoning", chapter 8, for error diffusion, which makes such pictures
 */
export function withoutHalftone(raster: Raster): Raster {
  const { width, height } = raster
  if (width * height > mostPixels || !isHalftone(raster)) return raster
  const data = Uint8Array.from(raster.data)
  const isGray = hasOneColour(raster)
  for (const channel of isGray ? [0] : [0, 1, 2]) {
    let plane = new Float32Array(width * height)
    for (let i = 0; i < plane.length; i++) plane[i] = data[4 * i + channel]!
    for (let time = 0; time < smoothing; time++) plane = soften(plane, width, height) as typeof plane
    for (let i = 0; i < plane.length; i++) data[4 * i + channel] = Math.round(plane[i]!)
  }
  if (isGray) for (let at = 0; at < data.length; at += 4) data[at + 1] = data[at + 2] = data[at]!
  return { width, height, data }
}

function hasOneColour({ data }: Raster): boolean {
  for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false
  return true
}

/** Whether green, in which no pen is as light as paper, has two levels that often change from one pixel to the next. */
function isHalftone({ width, height, data }: Raster): boolean {
  // Odd, or it would step along with dots in an even pattern.
  const stride = 2 * Math.floor(Math.sqrt((width * height) / sampled) / 2) + 1
  let [least, most] = [255, 0]
  for (let y = 0; y < height; y += stride)
    for (let x = 0; x < width; x += stride) {
      const value = data[4 * (y * width + x) + 1]!
      if (value < least) least = value
      if (value > most) most = value
    }
  if (most - least < 4 * nearLevel) return false
  let [seen, between, edges] = [0, 0, 0]
  const mostBetween = ((1 - leastOfTwo) * width * height) / stride ** 2
  for (let y = 0; y < height - 1; y += stride) {
    if (between > mostBetween) return false // a photo is told by its first rows
    for (let x = 0; x < width - 1; x += stride) {
      const at = 4 * (y * width + x) + 1
      const value = data[at]!
      seen++
      if (value > least + nearLevel && value < most - nearLevel) between++
      if (Math.abs(value - data[at + 4]!) > nearLevel) edges++
      if (Math.abs(value - data[at + 4 * width]!) > nearLevel) edges++
    }
  }
  return between < (1 - leastOfTwo) * seen && edges > leastEdges * 2 * seen
}
