// Whose hand writes a scene? A pool's pictures enlarged with hard edges, or one drawn writer; every digit as ink of its own.

import type { Random } from '@digitrec/tensor'
import { drawDigit } from '../handwriting/draw.ts'
import { inkBox } from '../handwriting/number.ts'
import type { InkPatch } from '../handwriting/pen.ts'
import { createWriter } from '../handwriting/writer.ts'
import { pixelsPerDigit, sidePx } from '../idx.ts'
import { type DigitPool, inkBoxOf } from './digit-pool.ts'

/** A digit's ink, cut close, and the row of it that stands on the baseline. */
export interface WrittenInk extends InkPatch {
  readonly baselinePx: number
}

/** Writes digits of one hand. */
export type SceneHand = (digit: number, heightPx: number, random: Random) => WrittenInk

/** A hand for one scene: drawn, or somebody's pictures from the pools. */
export function chooseHand(pools: readonly DigitPool[], random: Random): { hand: SceneHand; name: string } {
  if (pools.length === 0 || random.next() < 0.35) return { hand: drawnHand(random), name: 'drawn' }
  return { hand: storedHand(pools[random.int(pools.length)]!, random), name: 'stored' }
}

function drawnHand(random: Random): SceneHand {
  const writer = createWriter(random)
  return (digit, heightPx, own) => {
    const drawing = drawDigit(digit, writer, own, { heightPx })
    return cutClose(drawing, drawing.baselinePx)
  }
}

/** Pictures of 28x28 enlarged; the gray at which they are cut makes a bold pen or a thin one. */
function storedHand(pool: DigitPool, random: Random): SceneHand {
  const pick = pool.hand(random)
  const slant = 0.14 * random.normal()
  const aspect = Math.exp(0.1 * random.normal())
  const level = 255 * random.uniform(0.28, 0.6)
  return (digit, heightPx, own) => {
    const index = pick(digit)
    const box = inkBoxOf(pool.images, index)
    const scale = heightPx / 20
    const lean = slant + 0.04 * own.normal()
    const width = Math.ceil(scale * (box.width + Math.abs(lean) * box.height + 4))
    const height = Math.ceil(scale * (box.height + 4))
    const strength = new Float32Array(width * height)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const dy = (y + 0.5 - height / 2) / scale
        const dx = (x + 0.5 - width / 2) / scale / aspect + lean * dy
        const gray = sample(
          pool.images,
          index,
          box.left + box.width / 2 + dx - 0.5,
          box.top + box.height / 2 + dy - 0.5,
        )
        strength[y * width + x] = Math.min(1, Math.max(0, ((gray - level) * scale) / 90 + 0.5))
      }
    const written = cutClose({ width, height, strength }, 0)
    return { ...written, baselinePx: written.height }
  }
}

/** Bilinear, 0 outside. */
function sample(images: Uint8Array, index: number, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  if (left < 0 || top < 0 || left >= sidePx - 1 || top >= sidePx - 1) return 0
  const at = index * pixelsPerDigit + top * sidePx + left
  const upper = images[at]! + (images[at + 1]! - images[at]!) * (x - left)
  const lower = images[at + sidePx]! + (images[at + sidePx + 1]! - images[at + sidePx]!) * (x - left)
  return upper + (lower - upper) * (y - top)
}

function cutClose(patch: InkPatch, baselinePx: number): WrittenInk {
  const { x, y, width, height } = inkBox(patch)
  const strength = new Float32Array(width * height)
  for (let row = 0; row < height; row++)
    strength.set(patch.strength.subarray((y + row) * patch.width + x, (y + row) * patch.width + x + width), row * width)
  return { width, height, strength, baselinePx: baselinePx - y }
}
