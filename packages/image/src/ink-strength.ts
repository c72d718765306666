// How much ink is at each pixel? One minus the light that the paper sends back, with coloured pens counted as ink.
import { findBackground } from './background.ts'
import type { Polarity } from './polarity.ts'
import { bilinear } from './resample.ts'
import type { Picture } from './working-size.ts'

/** The darkest paper that is believed: below it, division would only enlarge noise. */
const darkestPaper = 40

/**
 * Ink from 0 (bare paper) to 1 (black), flattened: each channel is divided by the paper brightness at its place.
 *
 * A blue or red pen is light in one channel and dark in another, so the darkest channel counts for 65 % where that gives
 * more ink than luma alone.
 */
export function inkStrength(picture: Picture, polarity: Polarity): Float32Array {
  const { width, height } = picture
  const ratio = (plane: Float32Array) =>
    paperRatio(polarity === 'light-on-dark' ? inverted(plane) : plane, width, height)
  const red = ratio(picture.red)
  if (picture.green === picture.red && picture.blue === picture.red) return red.map(value => 1 - value)
  const green = ratio(picture.green)
  const blue = ratio(picture.blue)
  const out = new Float32Array(red.length)
  for (let i = 0; i < out.length; i++) {
    const r = red[i]!
    const g = green[i]!
    const b = blue[i]!
    const luma = 0.3 * r + 0.5 * g + 0.2 * b
    const darkest = Math.min(r, g, b)
    out[i] = 1 - Math.min(luma, 0.35 * luma + 0.65 * darkest)
  }
  return out
}

function inverted(plane: Float32Array): Float32Array {
  const out = new Float32Array(plane.length)
  for (let i = 0; i < out.length; i++) out[i] = 255 - plane[i]!
  return out
}

/** Paper that differs by less is one sheet in one light. */
const sameLight = 0.85

/**
 * Brightness against the paper around it, 0 to 1. Beside the edge of a shadow there are two papers; a pixel as bright as the
 * darker one is taken for paper, since the smoothed brightness would make a stroke of the edge itself.
 */
function paperRatio(plane: Float32Array, width: number, height: number): Float32Array {
  const paper = findBackground(plane, width, height)
  const out = bilinear(paper.data, paper.width, paper.height, width, height)
  const low = bilinear(paper.low, paper.width, paper.height, width, height)
  for (let i = 0; i < out.length; i++) {
    const lit = Math.max(darkestPaper, out[i]!)
    const shaded = Math.max(darkestPaper, low[i]!)
    const isEdge = shaded < sameLight * lit && plane[i]! > sameLight * shaded
    out[i] = Math.min(1, plane[i]! / (isEdge ? shaded : lit))
  }
  return out
}
