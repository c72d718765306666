// Strings of stored digits, composed into pictures whose truth is known: apart, touching or mixed.

import type { Box, Raster } from '@digitrec/image'
import type { DigitSet, InkPatch } from '@digitrec/mnist'
import type { Random } from '@digitrec/tensor'

/** How near neighbours stand. */
export type Spacing = 'spaced' | 'touching' | 'mixed'

/** A picture of a string, and the truth about it. */
export interface StringPicture {
  readonly raster: Raster
  readonly text: string
  /** One for each digit, in pixels of the raster. */
  readonly boxes: readonly Box[]
}

/** A way of writing digits, one after the other, as big as a line's digits are. */
export interface Hand {
  /** Height of a digit more or less, in pixels of the picture. */
  readonly heightPx: number
  /** The next digit: which, its ink, cut close, and how far above the line the others stand on (0 when left out). */
  write(random: Random): { readonly digit: number; readonly patch: InkPatch; readonly upPx?: number }
}

/** Digits on a line, and where each of them is. */
export interface Line {
  readonly text: string
  readonly ink: InkPatch
  /** One for each digit, in pixels of the ink. */
  readonly boxes: readonly Box[]
}

const sidePx = 28

/** Share of neighbours that touch in a mixed string. */
const mixedTouch = 0.35

/**
 * Composes 1 to 6 digits (2 to 6 that touch), or as many as asked for, into a line as {@link writeLine} does: sizes within 12 % of
 * each other, one slant up to 17 degrees for all. Drawn at 1.4 to 3 times MNIST's size, dark on light.
 */
export function composeString(
  digits: DigitSet,
  indices: ArrayLike<number>,
  spacing: Spacing,
  random: Random,
  length?: number,
): StringPicture {
  const count = length ?? (spacing === 'touching' ? 2 + random.int(5) : 1 + random.int(6))
  const scale = random.uniform(1.4, 3)
  const slant = random.uniform(-0.3, 0.3)
  const line = writeLine(
    {
      heightPx: 20 * scale,
      write: random => {
        const at = indices[random.int(indices.length)]!
        return {
          digit: digits.labels[at]!,
          patch: enlarge(digits.images, at, scale * random.uniform(0.88, 1.12), slant),
        }
      },
    },
    count,
    spacing,
    random,
  )
  return { text: line.text, ...paint(line, random) }
}

/**
 * Writes so many digits in a line, baselines within 6 % of the height. On MNIST's scale of 20 pixels a digit, gaps are 2 to 12 pixels
 * where two digits come closest. Boxes of digits that touch overlap by 0 to 4 pixels, with their strokes 0.3 to 2 pixels into each other
 * (MNIST's are 2.4 wide).
 */
export function writeLine({ heightPx, write }: Hand, count: number, spacing: Spacing, random: Random): Line {
  const scale = heightPx / 20
  const placed: { patch: InkPatch; x: number; y: number }[] = []
  let text = ''
  let x = 0
  for (let n = 0; n < count; n++) {
    const { digit, patch, upPx = 0 } = write(random)
    text += digit
    const y = Math.round(heightPx * 0.06 * random.normal() - upPx) - patch.height
    if (n > 0) {
      const touches = spacing === 'touching' || (spacing === 'mixed' && random.next() < mixedTouch)
      const before = placed[n - 1]!
      const reach = reachBetween(before.patch, patch, y - before.y)
      const advance = touches
        ? Math.min(reach - 0.3 * scale, Math.max(reach - 2 * scale, before.patch.width - scale * random.uniform(0, 4)))
        : reach + scale * random.uniform(2, 12)
      x = before.x + Math.round(advance)
    }
    placed.push({ patch, x, y })
  }
  return { text, ...joinPatches(placed) }
}

/** How far right of `left` its neighbour stands when their ink just meets in some row; boxes when they share no row. */
function reachBetween(left: InkPatch, right: InkPatch, dy: number): number {
  let reach = Number.NEGATIVE_INFINITY
  for (let row = Math.max(0, -dy); row < right.height && row + dy < left.height; row++) {
    let last = -1
    for (let x = 0; x < left.width; x++) if (left.strength[(row + dy) * left.width + x]! > 0.5) last = x
    let first = -1
    for (let x = right.width - 1; x >= 0; x--) if (right.strength[row * right.width + x]! > 0.5) first = x
    if (last >= 0 && first >= 0) reach = Math.max(reach, last + 1 - first)
  }
  return Number.isFinite(reach) ? reach : left.width
}

/** One of several pictures of 28x28, ink = 255, enlarged, sheared and cut to its ink. */
export function enlarge(images: Uint8Array, at: number, scale: number, slant: number): InkPatch {
  const side = Math.ceil(sidePx * scale)
  const width = Math.ceil(side * 1.4)
  const strength = new Float32Array(width * side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < width; x++) {
      const v = (y + 0.5) / scale - 0.5
      const u = (x + 0.5 - 0.2 * side) / scale - 0.5 + slant * (v - 13.5)
      strength[y * width + x] = Math.min(1, Math.max(0, (sample(images, at * sidePx * sidePx, u, v) - 0.3) / 0.4))
    }
  return cutToInk({ width, height: side, strength })
}

function sample(images: Uint8Array, start: number, u: number, v: number): number {
  const left = Math.floor(u)
  const top = Math.floor(v)
  const pixel = (x: number, y: number) =>
    x < 0 || y < 0 || x >= sidePx || y >= sidePx ? 0 : images[start + y * sidePx + x]!
  const upper = pixel(left, top) * (left + 1 - u) + pixel(left + 1, top) * (u - left)
  const lower = pixel(left, top + 1) * (left + 1 - u) + pixel(left + 1, top + 1) * (u - left)
  return (upper * (top + 1 - v) + lower * (v - top)) / 255
}

/** Without the paper around ink of half strength and more. */
export function cutToInk({ width, height, strength }: InkPatch): InkPatch {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (strength[y * width + x]! < 0.5) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  const w = right - left + 1
  const out = new Float32Array(w * (bottom - top + 1))
  for (let y = top; y <= bottom; y++) out.set(strength.subarray(y * width + left, y * width + right + 1), (y - top) * w)
  return { width: w, height: bottom - top + 1, strength: out }
}

/** All on one plane that just holds them, the darker ink counting. */
export function joinPatches(placed: readonly { patch: InkPatch; x: number; y: number }[]): Omit<Line, 'text'> {
  const left = Math.min(...placed.map(({ x }) => x))
  const top = Math.min(...placed.map(({ y }) => y))
  const width = Math.max(...placed.map(({ x, patch }) => x + patch.width)) - left
  const height = Math.max(...placed.map(({ y, patch }) => y + patch.height)) - top
  const strength = new Float32Array(width * height)
  const boxes = placed.map(({ patch, x, y }) => {
    for (let row = 0; row < patch.height; row++)
      for (let column = 0; column < patch.width; column++) {
        const i = (y - top + row) * width + x - left + column
        strength[i] = Math.max(strength[i]!, patch.strength[row * patch.width + column]!)
      }
    return { x: x - left, y: y - top, width: patch.width, height: patch.height }
  })
  return { ink: { width, height, strength }, boxes }
}

/** Dark ink on light paper with a little noise, and a margin around. */
export function paint({ ink, boxes }: Line, random: Random): Omit<StringPicture, 'text'> {
  const margin = 8 + random.int(24)
  const width = ink.width + 2 * margin
  const height = ink.height + 2 * margin
  const paper = random.uniform(200, 255)
  const pen = random.uniform(10, 90)
  const data = new Uint8Array(4 * width * height).fill(255)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) - margin, Math.floor(i / width) - margin]
    const isInside = x >= 0 && y >= 0 && x < ink.width && y < ink.height
    const value = paper + (pen - paper) * (isInside ? ink.strength[y * ink.width + x]! : 0) + 3 * random.normal()
    data.fill(Math.min(255, Math.max(0, Math.round(value))), 4 * i, 4 * i + 3)
  }
  return {
    raster: { width, height, data },
    boxes: boxes.map(box => ({ ...box, x: box.x + margin, y: box.y + margin })),
  }
}
