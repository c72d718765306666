// How do digits become a line as the line reader sees it? Put side by side straight on the strip, thousands a second:
// the strip's geometry is that of `lineStrip` in @digitrec/image, so that training sees what reading sees.

import { stripHeight } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { pixelsPerDigit, sidePx } from '../idx.ts'
import { inkBoxOf } from './digit-pool.ts'
import { damageStrip } from './strip-damage.ts'
import { drawGap, type StripStyle } from './strip-style.ts'

/** Where a digit of a strip is, in pixels of the strip; what is above or below the strip is cut off. */
export interface StripDigit {
  readonly digit: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Puts lines on strips; holds its scratch memory, so one is for one thread. */
export interface StripComposer {
  /**
   * Writes one line into `out` (all of it is overwritten) and says which digits found room, from the left.
   *
   * @param out [32, width], ink = 1
   * @param text digits wished for
   * @param random the line's own stream; the same state writes the same line
   */
  compose(out: Float32Array, width: number, text: readonly number[], style: StripStyle, random: Random): StripDigit[]
}

/** Paper that stays free at the right end. */
const marginPx = 2
/** Side of the plane that one digit is drawn on before it is placed. */
const patchSide = 48
/** Ink from which strokes count as touching. */
const touchInk = 0.3

/** @example createStripComposer().compose(new Float32Array(32 * 160), 160, [4, 7], style, random) */
export function createStripComposer(): StripComposer {
  const patch = new Float32Array(patchSide * stripHeight)
  /** Last column with ink of all digits so far, by row. */
  const edge = new Float32Array(stripHeight)
  return {
    compose(out, width, text, style, random) {
      out.fill(0)
      edge.fill(-Infinity)
      const pick = style.pool.hand(random)
      const placed: StripDigit[] = []
      for (const digit of text) {
        const bend = bendAt(style, placed.at(-1)?.x ?? 0, width)
        const ink = drawPatch(patch, style, pick(digit), bend, random)
        const x = placeFor(patch, ink, edge, placed.at(-1), style, random)
        if (x + ink.right >= width - marginPx) break
        paste(out, width, patch, ink, x, edge)
        placed.push({
          digit,
          x: x + ink.left,
          y: ink.top,
          width: ink.right - ink.left + 1,
          height: ink.bottom - ink.top + 1,
        })
      }
      if (!style.isClean) damageStrip(out, width, random)
      return placed
    },
  }
}

/** How far below the middle the line runs at a column. */
function bendAt({ slope, bow }: StripStyle, x: number, width: number): number {
  const along = (2 * x) / width - 1
  return slope * (x - width / 2) + bow * (1 - along * along - 0.67)
}

/** Box of a digit's ink on the patch; inclusive. */
interface PatchInk {
  left: number
  right: number
  top: number
  bottom: number
}

/** One digit on the patch: scaled, slanted, cut to hard ink; its columns start near 0, its rows are the strip's. */
function drawPatch(patch: Float32Array, style: StripStyle, index: number, bend: number, random: Random): PatchInk {
  const { images } = style.pool
  const box = inkBoxOf(images, index)
  const scale = (style.heightPx / 20) * Math.exp(style.sizes * random.normal())
  const scaleX = scale * style.aspect * Math.exp(0.05 * random.normal())
  const slant = style.slant + 0.05 * random.normal()
  const turn = 0.04 * random.normal()
  const middleX = box.left + box.width / 2
  const middleY = box.top + box.height / 2
  const atY = stripHeight / 2 + bend + style.wander * random.normal()
  // Every pixel asks where it came from: x is sheared by the slant and both are scaled.
  const reach = (box.width * scaleX + Math.abs(slant) * box.height * scale) / 2 + 2
  const atX = Math.min(reach, patchSide / 2)
  const start = index * pixelsPerDigit
  const ink: PatchInk = { left: patchSide, right: -1, top: stripHeight, bottom: -1 }
  for (let y = 0; y < stripHeight; y++) {
    const dy = y + 0.5 - atY
    for (let x = 0; x < patchSide; x++) {
      const dx = x + 0.5 - atX + slant * dy
      const value = inkOf(
        style,
        sample(images, start, dx / scaleX + turn * dy + middleX - 0.5, dy / scale - turn * dx + middleY - 0.5),
      )
      patch[y * patchSide + x] = value
      if (value < touchInk) continue
      if (x < ink.left) ink.left = x
      if (x > ink.right) ink.right = x
      if (y < ink.top) ink.top = y
      ink.bottom = y
    }
  }
  return ink.right < 0 ? { left: 0, right: 0, top: 16, bottom: 16 } : ink
}

/** Gray 0..255 of the picture to ink 0..1 as this pen leaves it. */
function inkOf({ cut }: StripStyle, gray: number): number {
  if (gray === 0) return 0
  if (!cut) return gray / 255
  const value = (gray / 255 - cut.level) / cut.soft + 0.5
  return value < 0.02 ? 0 : Math.min(1, value)
}

/** Bilinear, 0 outside. */
function sample(images: Uint8Array, start: number, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  if (left < 0 || top < 0 || left >= sidePx - 1 || top >= sidePx - 1) return 0
  const at = start + top * sidePx + left
  const fx = x - left
  const upper = images[at]! + (images[at + 1]! - images[at]!) * fx
  const lower = images[at + sidePx]! + (images[at + sidePx + 1]! - images[at + sidePx]!) * fx
  return upper + (lower - upper) * (y - top)
}

/** Where the patch goes so that its ink comes as close to the line's as the style wants. */
function placeFor(
  patch: Float32Array,
  ink: PatchInk,
  edge: Float32Array,
  before: StripDigit | undefined,
  style: StripStyle,
  random: Random,
): number {
  if (!before) return Math.round(style.indent) - ink.left
  const gap = drawGap(style, random)
  let nearest = before.x + before.width - ink.left - 4 // where no row has ink of both
  for (let y = ink.top; y <= ink.bottom; y++) {
    const row = y * patchSide
    let first = ink.left
    while (first <= ink.right && patch[row + first]! < touchInk) first++
    if (first > ink.right) continue
    // Strokes also meet at a corner, so neighbouring rows count.
    const left = Math.max(edge[y]!, edge[Math.max(0, y - 1)]!, edge[Math.min(stripHeight - 1, y + 1)]!)
    nearest = Math.max(nearest, left + 1 - first)
  }
  // However deep they overlap, the middles stay in order.
  const inOrder = before.x + before.width / 2 + 2.5 - (ink.left + ink.right + 1) / 2
  return Math.max(Math.round(nearest + gap), Math.ceil(inOrder))
}

/** Lays the patch over the strip, the darker ink counting. */
function paste(
  out: Float32Array,
  width: number,
  patch: Float32Array,
  ink: PatchInk,
  atX: number,
  edge: Float32Array,
): void {
  const first = Math.max(0, ink.left - 2, -atX)
  const last = Math.min(patchSide - 1, ink.right + 2, width - 1 - atX)
  for (let y = 0; y < stripHeight; y++)
    for (let x = first; x <= last; x++) {
      const value = patch[y * patchSide + x]!
      const at = y * width + atX + x
      if (value > out[at]!) out[at] = value
      if (value >= touchInk && atX + x > edge[y]!) edge[y] = atX + x
    }
}
