// What may a picture of numbers look like? A page drawn from a seed, with the exact truth of what is written where.

import type { Box, Raster } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import type { WrittenDigit } from '../handwriting/number.ts'
import { type Look, looks, paint } from '../handwriting/page.ts'
import type { InkPatch } from '../handwriting/pen.ts'
import type { DigitPool } from './digit-pool.ts'
import { addGrain, castShadow, defocus, roundLikeJpeg } from './scene-camera.ts'
import { chooseHand } from './scene-hand.ts'
import { type PlacedInk, placeLines } from './scene-lines.ts'
import { drawView, seen, seenBox } from './scene-view.ts'
import { drawText, type Spacing } from './strip-style.ts'

/** How scenes are drawn; what is left out varies. */
export interface SceneOptions {
  /** Pictures that digits are taken from, beside drawn ones. */
  readonly pools: readonly DigitPool[]
  /** Most lines of a page. @default 4 */
  readonly lines?: number
  /** Most digits of a line. @default 20 */
  readonly digits?: number
  /** @default touching for one in five, mixed for one in five, form cells for one in eight, else spaced */
  readonly spacing?: Spacing | 'cells'
  /** Only paper, pen and soft light: no shadow's edge, no printed lines, no tilt, no camera. @default false */
  readonly isPlain?: boolean
}

/** A picture of numbers and the truth about it. */
export interface SyntheticScene {
  readonly raster: Raster
  /** The digits, lines joined by `\n`. */
  readonly text: string
  /** In reading order, boxes in pixels of the raster around ink of at least half strength. */
  readonly digits: readonly WrittenDigit[]
  /** One box for each line, around its digits. */
  readonly lines: readonly Box[]
  /** What was done, for people: `stored`, `bluePen`, `touching`, `askew` ... */
  readonly about: readonly string[]
}

/** Names of looks that scenes are painted in; printed lines only on scenes that are not plain. */
const plainLooks = ['blackOnWhite', 'whiteOnBlack', 'bluePen', 'blackPen', 'redMarker', 'pencil', 'chalk'] as const
const linedLooks = ['ruledBook', 'squaredBook'] as const

/**
 * Draws a scene.
 *
 * @param random the scene's own stream; the same state draws the same scene (on the same JavaScript engine)
 * @example
 * const { raster, text } = drawScene({ pools: digitPools(train, 'validation') }, createRandom(1).fork(7))
 */
export function drawScene(options: SceneOptions, random: Random): SyntheticScene {
  const { isPlain = false } = options
  const about: string[] = []
  const happens = (p: number, word: string) => {
    const does = random.next() < p
    if (does) about.push(word)
    return does
  }
  const { hand, name } = chooseHand(options.pools, random)
  const spacing = options.spacing ?? drawSpacing(random, isPlain)
  const lookName =
    isPlain || spacing === 'cells' || random.next() < 0.75 ? pickOf(plainLooks, random) : pickOf(linedLooks, random)
  about.push(name, spacing, lookName)
  const heightPx = Math.round(24 * Math.exp(1.2 * random.next()))
  const cell = random.uniform(1, 1.4)
  const texts = drawLines(options, spacing, random)
  const lineHeight = random.uniform(1.6, 2.3)
  const placed = placeLines(texts, hand, { heightPx, spacing, cell, lineHeight }, random)
  const margin = Math.round(heightPx * random.uniform(0.5, 1.2))
  const page = layOut(placed, margin)
  if (happens(isPlain ? 0 : 0.12, 'broken')) breakStrokes(page.ink, heightPx, random)
  const look: Look = looks[lookName]
  let raster = paint(page.ink, look, random, { marginPx: { x: 0, y: 0 }, linesPx: heightPx * random.uniform(0.5, 1.6) })
  if (spacing === 'cells') printCells(raster, page, texts, { heightPx, cell, lineHeight }, look, random)
  if (happens(isPlain ? 0 : 0.25, 'shadow')) castShadow(raster, random)
  const turn = happens(isPlain ? 0 : 0.5, 'turned') ? random.uniform(-0.12, 0.12) : 0
  const askew = happens(isPlain ? 0 : 0.25, 'askew') ? random.uniform(0.05, 0.3) : 0
  const view = drawView(raster.width, raster.height, turn, askew, random)
  if (turn !== 0 || askew !== 0) raster = seen(raster, view)
  if (happens(isPlain ? 0 : 0.2, 'blurred')) defocus(raster, 1 + random.int(Math.max(1, Math.round(heightPx / 16))))
  if (happens(isPlain ? 0 : 0.3, 'noisy')) addGrain(raster, random.uniform(2, 14), random)
  if (happens(isPlain ? 0 : 0.4, 'jpeg')) roundLikeJpeg(raster, 20 + random.int(60))
  const digits = page.placed.map(({ digit, line, x, y, ink }) => ({
    digit,
    line,
    box: seenBox({ ...ink, x, y }, view, raster),
  }))
  const lines = texts.map((_, line) => around(digits.filter(digit => digit.line === line).map(({ box }) => box)))
  return { raster, text: texts.map(text => text.join('')).join('\n'), digits, lines, about }
}

function drawSpacing(random: Random, isPlain: boolean): Spacing | 'cells' {
  const share = random.next()
  if (share < 0.2) return 'touching'
  if (share < 0.4) return 'mixed'
  return share < 0.52 && !isPlain ? 'cells' : 'spaced'
}

/** Short numbers on one line most often, a block of long ones now and then. */
function drawLines({ lines = 4, digits = 20 }: SceneOptions, spacing: string, random: Random): number[][] {
  const count = random.next() < 0.6 ? 1 : 1 + random.int(lines)
  const most = random.next() < 0.75 ? Math.min(8, digits) : digits
  const least = Math.min(spacing === 'touching' ? 2 : 1, digits)
  return Array.from({ length: count }, () => drawText(least + random.int(most - least + 1), random))
}

interface PageInk {
  readonly ink: InkPatch
  readonly placed: readonly PlacedInk[]
  /** Where the first baseline begins. */
  readonly origin: { readonly x: number; readonly y: number }
}

/** All ink on one plane with a margin around, the darker counting. */
function layOut(placed: readonly PlacedInk[], margin: number): PageInk {
  const left = Math.min(...placed.map(({ x }) => x)) - margin
  const top = Math.min(...placed.map(({ y }) => y)) - margin
  const width = Math.max(...placed.map(({ x, ink }) => x + ink.width)) + margin - left
  const height = Math.max(...placed.map(({ y, ink }) => y + ink.height)) + margin - top
  const strength = new Float32Array(width * height)
  const moved = placed.map(one => ({ ...one, x: one.x - left, y: one.y - top }))
  for (const { x, y, ink } of moved)
    for (let row = 0; row < ink.height; row++)
      for (let column = 0; column < ink.width; column++) {
        const at = (y + row) * width + x + column
        strength[at] = Math.max(strength[at]!, ink.strength[row * ink.width + column]!)
      }
  return { ink: { width, height, strength }, placed: moved, origin: { x: -left, y: -top } }
}

/** Thin slices of paper across the writing: a pen that skipped, a line that was removed. */
function breakStrokes({ width, height, strength }: InkPatch, heightPx: number, random: Random): void {
  for (let cuts = 2 + random.int(6); cuts > 0; cuts--) {
    const angle = random.uniform(0, Math.PI)
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)]
    const [atX, atY] = [random.uniform(0, width), random.uniform(0, height)]
    const half = heightPx * random.uniform(0.012, 0.03)
    const reach = heightPx * random.uniform(0.3, 1)
    for (let y = Math.max(0, Math.floor(atY - reach)); y < Math.min(height, atY + reach); y++)
      for (let x = Math.max(0, Math.floor(atX - reach)); x < Math.min(width, atX + reach); x++) {
        const distance = Math.abs((x - atX) * nx + (y - atY) * ny)
        if (distance < half) strength[y * width + x] = 0
      }
  }
}

const boxColours = [
  [140, 160, 200],
  [120, 120, 120],
  [200, 110, 110],
] as const

/**
 * The cells of a form around the digits, in place, closed or open above as in a comb. They were printed first: where ink
 * lies over them, the darker counts (on a board, the lighter).
 */
function printCells(
  { width, height, data }: Raster,
  { origin }: PageInk,
  texts: readonly (readonly number[])[],
  { heightPx, cell, lineHeight }: { heightPx: number; cell: number; lineHeight: number },
  look: Look,
  random: Random,
): void {
  const isDark = look.paper[0] + look.paper[1] + look.paper[2] < 380
  const colour = boxColours[random.int(boxColours.length)]!
  const thick = Math.max(1, Math.round(heightPx * random.uniform(0.016, 0.04)))
  const isComb = random.next() < 0.4
  const pitch = cell * heightPx
  const bar = (left: number, top: number, w: number, h: number) => {
    for (let y = Math.max(0, Math.round(top)); y < Math.min(height, Math.round(top) + h); y++)
      for (let x = Math.max(0, Math.round(left)); x < Math.min(width, Math.round(left) + w); x++)
        for (let channel = 0, at = 4 * (y * width + x); channel < 3; channel++)
          data[at + channel] = (isDark ? Math.max : Math.min)(data[at + channel]!, colour[channel]!)
  }
  for (const [line, text] of texts.entries()) {
    const bottom = origin.y + line * lineHeight * heightPx + 0.18 * heightPx
    const top = bottom - 1.4 * heightPx
    const from = isComb ? bottom - 0.4 * heightPx : top
    for (let i = 0; i <= text.length; i++) bar(origin.x + i * pitch, from, thick, Math.round(bottom - from) + thick)
    const across = Math.round(text.length * pitch)
    bar(origin.x, bottom, across, thick)
    if (!isComb) bar(origin.x, top, across, thick)
  }
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map(box => box.x))
  const y = Math.min(...boxes.map(box => box.y))
  const right = Math.max(...boxes.map(box => box.x + box.width))
  const bottom = Math.max(...boxes.map(box => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

function pickOf<T>(list: readonly T[], random: Random): T {
  return list[random.int(list.length)]!
}
