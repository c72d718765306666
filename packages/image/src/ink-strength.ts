// How much ink is at each pixel? One minus the light that the paper sends back, with coloured pens counted as ink.
import { type Background, findBackgrounds } from './background.ts'
import type { Polarity } from './polarity.ts'
import { bilinearRows } from './resample.ts'
import { type Picture, toGray } from './working-size.ts'

/** The darkest paper that is believed: below it, division would only enlarge noise. */
const darkestPaper = 40

/**
 * Light that ink takes away in each channel, 0 (bare paper) to 1 (black), flattened: each channel is divided by the paper brightness
 * at its place. Three planes, or one for a picture without colour; a channel in which the ink is lighter than the paper is empty.
 */
export function inkPlanes(picture: Picture, polarity: Polarity): Float32Array[] {
  const { width, height } = picture
  const isGray = picture.green === picture.red && picture.blue === picture.red
  const planes = isGray ? [picture.red] : [picture.red, picture.green, picture.blue]
  const darkInk = polarity === 'light-on-dark' ? planes.map(inverted) : planes
  const papers = findBackgrounds(darkInk, width, height)
  const colour = isGray ? undefined : colourAtEdges(darkInk, papers, width, height)
  const taken = darkInk.map((plane, i) => takenLight(plane, papers[i]!, width, height, colour))
  if (isGray) return taken
  const isTurned = turnedChannels(darkInk, taken)
  return taken.map((plane, i) => (isTurned[i] ? new Float32Array(plane.length) : plane))
}

/** The strongest ink of a channel is what so large a share of the picture has at least. */
const inkShare = 0.02
/** So much lighter than the paper ink must be in a channel, in levels of 255, for it to be of no use there. */
const leastTurn = 16

/**
 * In which channels the ink is lighter than the paper: red ink on blue paper in red, a blue pen on a yellow note in blue. There
 * strokes are taken for paper, and the paper between them for ink.
 *
 * @param planes values 0 to 255 with dark ink
 * @param taken what `takenLight` made of them
 */
function turnedChannels(planes: readonly Float32Array[], taken: readonly Float32Array[]): boolean[] {
  const strongest = taken.map(strongestInk)
  const most = Math.max(...strongest)
  const clearest = taken[strongest.indexOf(most)]!
  return planes.map(plane => {
    let [ink, inkCount, bare, bareCount] = [0, 0, 0, 0]
    for (let i = 0; i < plane.length; i++)
      if (clearest[i]! > 0.5 * most) {
        ink += plane[i]!
        inkCount++
      } else if (clearest[i]! < 0.1 * most) {
        bare += plane[i]!
        bareCount++
      }
    return inkCount > 0 && bareCount > 0 && ink / inkCount > bare / bareCount + leastTurn
  })
}

function strongestInk(plane: Float32Array): number {
  const histogram = new Uint32Array(256)
  for (let i = 0; i < plane.length; i++) histogram[(255 * plane[i]!) | 0]!++
  let level = 255
  for (let above = histogram[255]!; above < inkShare * plane.length && level > 0; above += histogram[--level]!);
  return level / 255
}

/**
 * Ink from 0 (bare paper) to 1 (black).
 *
 * A blue or red pen is light in one channel and dark in another, so the darkest channel counts for 65 % where that gives
 * more ink than luma alone.
 *
 * @param planes of `inkPlanes`; not changed, and returned itself when it is one
 */
export function strengthOf(planes: readonly Float32Array[]): Float32Array {
  const [red, green, blue] = planes
  if (!green || !blue) return red!
  const out = new Float32Array(red!.length)
  for (let i = 0; i < out.length; i++) {
    const r = red![i]!
    const g = green[i]!
    const b = blue[i]!
    const luma = 0.3 * r + 0.5 * g + 0.2 * b
    const darkest = Math.max(r, g, b) // never less than luma, which is a mean
    out[i] = 0.35 * luma + 0.65 * darkest
  }
  return out
}

/** Ink of a picture as one plane, 0 to 1: `strengthOf` its `inkPlanes`. */
export function inkStrength(picture: Picture, polarity: Polarity): Float32Array {
  return strengthOf(inkPlanes(picture, polarity))
}

/** Of the light of the paper, a coloured pen takes shares from the channels that differ by more than this. */
const coloured = 0.2

/**
 * Where pixels beside the edge of a shadow have a colour: 1, else 0; undefined where the light is one. They are ink in the light, however
 * much as bright as paper in the shadow they may be in one channel.
 */
function colourAtEdges(
  planes: readonly Float32Array[],
  papers: readonly Background[],
  width: number,
  height: number,
): Uint8Array | undefined {
  if (papers.every(({ low, data }) => low === data)) return undefined
  const out = new Uint8Array(width * height)
  const litRows = papers.map(paper => bilinearRows(paper.data, paper.width, paper.height, width, height))
  const lit = papers.map(() => new Float32Array(width))
  for (let y = 0, i = 0; y < height; y++) {
    for (const [c, row] of litRows.entries()) row(y, lit[c]!)
    for (let x = 0; x < width; x++, i++) {
      let [least, most] = [Number.POSITIVE_INFINITY, 0]
      for (let c = 0; c < planes.length; c++) {
        const share = planes[c]![i]! / Math.max(lit[c]![x]!, darkestPaper)
        if (share < least) least = share
        if (share > most) most = share
      }
      if (most - least > coloured) out[i] = 1
    }
  }
  return out
}

/** What is at least so bright as paper, against it, is that paper. */
const sameLight = 0.85

/**
 * Share of the light of the paper around it that a pixel lacks, 0 to 1. Beside the edge of a shadow there are two papers; a pixel
 * as bright as the darker one is taken for paper unless it has a `colour`, since the smoothed brightness would make a stroke of the edge
 * itself.
 */
function takenLight(
  plane: Float32Array,
  paper: Background,
  width: number,
  height: number,
  colour: Uint8Array | undefined,
): Float32Array {
  const litRow = bilinearRows(paper.data, paper.width, paper.height, width, height)
  const lit = new Float32Array(width)
  const lowRow =
    paper.low === paper.data ? undefined : bilinearRows(paper.low, paper.width, paper.height, width, height)
  const low = new Float32Array(width)
  const out = new Float32Array(plane.length)
  for (let y = 0, i = 0; y < height; y++) {
    litRow(y, lit)
    lowRow?.(y, low)
    for (let x = 0; x < width; x++, i++) {
      let white = Math.max(lit[x]!, darkestPaper)
      if (lowRow && colour?.[i] !== 1) {
        const shaded = Math.max(low[x]!, darkestPaper)
        if (shaded < white && plane[i]! > sameLight * shaded) white = shaded
      }
      out[i] = plane[i]! < white ? 1 - plane[i]! / white : 0
    }
  }
  return out
}

function inverted(plane: Float32Array): Float32Array {
  const out = new Float32Array(plane.length)
  for (let i = 0; i < out.length; i++) out[i] = 255 - plane[i]!
  return out
}

/** Ink as mere darkness, 0 white to 1 black (or the other way round): the light is taken to be even. */
export function darkness(picture: Picture, polarity: Polarity): Float32Array {
  const out = toGray(picture).data
  for (let i = 0; i < out.length; i++) out[i] = polarity === 'light-on-dark' ? out[i]! / 255 : 1 - out[i]! / 255
  return out
}
