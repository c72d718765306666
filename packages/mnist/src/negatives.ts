// What is no digit? Pictures for the eleventh class, so that the network can say "I do not know".

import { normaliseFrame } from '@digitrec/image'
import { createRandom, type Random } from '@digitrec/tensor'
import { drawDigit, drawShape } from './handwriting/draw.ts'
import { type InkPatch, inkLines } from './handwriting/pen.ts'
import { smooth } from './handwriting/shapes.ts'
import { letters, signs } from './handwriting/signs.ts'
import { createWriter, pickByWeight } from './handwriting/writer.ts'
import { type DigitSet, pixelsPerDigit, sidePx } from './idx.ts'
import { digitSource, type FadingSource, type LabelledImages, notDigit, type SourceOptions } from './sources.ts'
import { drawnHeight, putFrame } from './synthetic.ts'

/** One kind of picture that is no digit. */
export interface NegativeKind {
  readonly name: string
  /** How often, relative to the others. */
  readonly weight: number
  /** Draws one; `digit` gives any digit's ink and label, for kinds that spoil digits. */
  draw(random: Random, digit: (random: Random) => InkPatch & { label: number }): InkPatch
}

/** The kinds. Another one is one more line and its function. */
export const negativeKinds: readonly NegativeKind[] = [
  { name: 'half digit', weight: 4, draw: drawHalf },
  { name: 'two digits', weight: 4, draw: drawPair },
  { name: 'lying digit', weight: 0.6, draw: drawLying },
  { name: 'letter', weight: 5, draw: random => drawSign(letters, random) },
  { name: 'sign', weight: 4, draw: random => drawSign(signs, random) },
  { name: 'scribble', weight: 2, draw: drawScribble },
  { name: 'strokes', weight: 2, draw: drawStrokes },
  { name: 'printed lines', weight: 1.5, draw: drawGrid },
  { name: 'blot', weight: 1, draw: drawBlot },
  { name: 'specks', weight: 1, draw: drawSpecks },
]

/** Which negatives are drawn. */
export interface NegativeOptions {
  readonly seed: number
  /** How many. */
  readonly length: number
  /** Digits to cut, pair and turn. @default drawn ones */
  readonly digits?: DigitSet
  /** Which of `digits` may be used, as the split's training list. @default all */
  readonly indices?: ArrayLike<number>
  /** @default negativeKinds */
  readonly kinds?: readonly NegativeKind[]
}

/**
 * Draws a set of pictures that are no digits, all labelled `notDigit`, each through the same normalisation as a digit.
 *
 * @example
 * const set = drawNegativeSet({ seed: 1, length: 6000, digits: train, indices: split.train })
 */
export function drawNegativeSet(options: NegativeOptions): LabelledImages {
  const { seed, length, kinds = negativeKinds } = options
  const root = createRandom(seed)
  const digit = options.digits ? storedDigit(options.digits, options.indices) : drawnDigit
  const images = new Uint8Array(length * pixelsPerDigit)
  for (let index = 0; index < length; index++) {
    const random = root.fork(2, index)
    const { width, height, strength } = kinds[pickByWeight(kinds, random)]!.draw(random, digit)
    putFrame(images, index, normaliseFrame(strength, width, height))
  }
  return { length, images, labels: new Uint8Array(length).fill(notDigit) }
}

/**
 * Negatives as a source of 11 classes. They are drawn when the source is made; reading only augments.
 *
 * @example
 * const source = negativeSource({ seed: 1, length: 6000, digits: train, augment: { warp: warps.moderate } })
 */
export function negativeSource(options: NegativeOptions & Omit<SourceOptions, 'indices'>): FadingSource {
  const { classes = 11, augment } = options
  return digitSource(drawNegativeSet(options), augment ? { classes, augment } : { classes })
}

type AnyDigit = (random: Random) => InkPatch & { label: number }

function storedDigit(set: DigitSet, indices?: ArrayLike<number>): AnyDigit {
  return random => {
    const at = indices ? indices[random.int(indices.length)]! : random.int(set.length)
    const bytes = set.images.subarray(at * pixelsPerDigit, (at + 1) * pixelsPerDigit)
    return {
      width: sidePx,
      height: sidePx,
      strength: Float32Array.from(bytes, value => value / 255),
      label: set.labels[at]!,
    }
  }
}

function drawnDigit(random: Random): InkPatch & { label: number } {
  const label = random.int(10)
  return { ...drawDigit(label, createWriter(random), random, { heightPx: drawnHeight(random) }), label }
}

/** A digit that `accepts` its label, from at most a hundred tries. */
function digitOf(labels: readonly number[], random: Random, digit: AnyDigit): InkPatch {
  for (let n = 0; n < 100; n++) {
    const { label, ...patch } = digit(random)
    if (labels.includes(label)) return patch
  }
  return drawDigit(labels[0]!, createWriter(random), random)
}

/** Digits of which this part is no digit: the lower half of a 6 is a 0, the right half of a 4 a 1, and so they are not here. */
const halves = [
  { side: 'left', of: [0, 2, 3, 4, 5, 7, 8, 9] },
  { side: 'right', of: [0, 5, 6] },
  { side: 'top', of: [0, 4, 5] },
  { side: 'bottom', of: [0, 2, 3, 5] },
] as const

/** Parts narrower than this share of their height may be read as a 1. */
const narrowest = 0.35

/** A part of a digit, as a wrong cut between touching digits leaves it. */
function drawHalf(random: Random, digit: AnyDigit): InkPatch {
  for (let n = 0; n < 20; n++) {
    const part = tight(cutHalf(random, digit))
    if (part.width >= narrowest * part.height) return part
  }
  return drawPair(random, digit)
}

function cutHalf(random: Random, digit: AnyDigit): InkPatch {
  const { side, of } = halves[random.int(halves.length)]!
  const whole = tight(digitOf(of, random, digit))
  const { width, height } = whole
  const share = random.uniform(0.3, 0.52)
  if (side === 'left') return crop(whole, 0, 0, Math.ceil(width * share), height)
  if (side === 'right') return crop(whole, Math.floor(width * (1 - share)), 0, width, height)
  if (side === 'top') return crop(whole, 0, 0, width, Math.ceil(height * share))
  return crop(whole, 0, Math.floor(height * (1 - share)), width, height)
}

/** Two digits taken for one: side by side, touching or nearly so, now and then three, or one above the other. */
function drawPair(random: Random, digit: AnyDigit): InkPatch {
  const count = random.next() < 0.12 ? 3 : 2
  const isStacked = random.next() < 0.12
  const patches = Array.from({ length: count }, () => tight(resizeTo(digit(random), 40 * random.uniform(0.85, 1.15))))
  const gap = Math.round(random.uniform(-5, 7))
  const extent = patches.reduce((sum, patch) => sum + (isStacked ? patch.height : patch.width) + gap, 0) + 12
  const across = Math.max(...patches.map(patch => (isStacked ? patch.width : patch.height))) + 8
  const page = blank(isStacked ? across : extent, isStacked ? extent : across)
  let at = 6
  for (const patch of patches) {
    const aside = random.int(8)
    paste(page, patch, isStacked ? aside : at, isStacked ? at : aside)
    at += (isStacked ? patch.height : patch.width) + gap
  }
  return page
}

/** A 3 on its side. The others may still be read then: a lying 2 is nearly a 5, a lying 4 or 7 another 4 or 7. */
function drawLying(random: Random, digit: AnyDigit): InkPatch {
  const { width, height, strength } = digitOf([3], random, digit)
  const turned = blank(height, width)
  const isLeft = random.next() < 0.5
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = isLeft ? (width - 1 - x) * height + y : x * height + height - 1 - y
      turned.strength[to] = strength[y * width + x]!
    }
  }
  return turned
}

function drawSign(table: typeof letters, random: Random): InkPatch {
  const shape = table[pickByWeight(table, random)]!
  return drawShape(shape, createWriter(random), random, { heightPx: drawnHeight(random) })
}

/** One long line that turns every way. */
function drawScribble(random: Random): InkPatch {
  return penPath(random, [Array.from({ length: 7 + random.int(18) }, () => [random.next(), random.next()])])
}

/** A few short lines that mean nothing; at least two, since one may be a 1. */
function drawStrokes(random: Random): InkPatch {
  const stroke = () => {
    const x = random.next()
    const y = random.next()
    return Array.from({ length: 2 + random.int(3) }, () => [
      x + random.uniform(-0.4, 0.4),
      y + random.uniform(-0.4, 0.4),
    ])
  }
  return penPath(random, Array.from({ length: 2 + random.int(4) }, stroke))
}

/** Pieces of ruled or squared paper: lying lines, or lying and standing ones, never one standing line alone. */
function drawGrid(random: Random): InkPatch {
  const lying = 1 + random.int(4)
  const standing = random.next() < 0.5 ? 0 : 1 + random.int(4)
  const tilt = random.uniform(-0.06, 0.06)
  const at = (n: number, count: number) => (n + random.uniform(0.35, 0.65)) / count
  const rows = Array.from({ length: lying }, (_, n) => [
    [0, at(n, lying)],
    [1, at(n, lying) + tilt],
  ])
  const columns = Array.from({ length: standing }, (_, n) => [
    [at(n, standing), 0],
    [at(n, standing) - tilt, 1],
  ])
  return penPath(random, [...rows, ...columns], random.uniform(0.015, 0.07))
}

/** A blot: a few filled circles on one another. */
function drawBlot(random: Random): InkPatch {
  const page = blank(48, 40)
  for (let n = 1 + random.int(5); n > 0; n--) {
    const x = Float32Array.of(random.uniform(14, 34), random.uniform(14, 34))
    const y = Float32Array.of(random.uniform(12, 28), random.uniform(12, 28))
    inkLines(page, [{ x, y, radius: Float32Array.of(random.uniform(4, 12), random.uniform(4, 12)) }])
  }
  return page
}

/** Specks of dust, or a patch of camera noise. */
function drawSpecks(random: Random): InkPatch {
  const page = blank(34, 30)
  if (random.next() < 0.5) {
    const density = random.uniform(0.02, 0.5)
    return { ...page, strength: page.strength.map(() => (random.next() < density ? random.next() : 0)) }
  }
  for (let n = 3 + random.int(14); n > 0; n--) {
    const radius = Float32Array.of(random.uniform(0.4, 2))
    inkLines(page, [{ x: Float32Array.of(random.uniform(2, 32)), y: Float32Array.of(random.uniform(2, 28)), radius }])
  }
  return page
}

/** Lines through points of the unit square, smooth or angular, with one pen. */
function penPath(random: Random, strokes: readonly (readonly (readonly number[])[])[], pen?: number): InkPatch {
  const side = 36 + random.int(40)
  const radius = 0.5 * side * (pen ?? random.uniform(0.04, 0.14))
  const roundness = random.next() < 0.3 ? 0 : 1
  const margin = Math.ceil(0.5 * side)
  const page = blank(side + 2 * margin, Math.round(side * random.uniform(0.5, 1)) + 2 * margin)
  const lines = strokes.map(points => {
    const x = Float32Array.from(points, point => margin + point[0]! * side)
    const y = Float32Array.from(points, point => margin + point[1]! * (page.height - 2 * margin))
    const line = smooth({ x, y, corner: new Uint8Array(x.length) }, roundness, 1)
    return { ...line, radius: new Float32Array(line.x.length).fill(radius) }
  })
  inkLines(page, lines)
  return page
}

function blank(width: number, height: number): InkPatch {
  return { width, height, strength: new Float32Array(width * height) }
}

function paste(page: InkPatch, patch: InkPatch, left: number, top: number): void {
  for (let y = 0; y < patch.height; y++) {
    for (let x = 0; x < patch.width; x++) {
      const px = left + x
      const py = top + y
      if (px < 0 || py < 0 || px >= page.width || py >= page.height) continue
      const at = py * page.width + px
      page.strength[at] = Math.max(page.strength[at]!, patch.strength[y * patch.width + x]!)
    }
  }
}

function crop(patch: InkPatch, left: number, top: number, right: number, bottom: number): InkPatch {
  const part = blank(right - left, bottom - top)
  paste(part, patch, -left, -top)
  return part
}

/** Cut to the ink. */
function tight(patch: InkPatch): InkPatch {
  let left = patch.width - 1
  let right = 0
  let top = patch.height - 1
  let bottom = 0
  patch.strength.forEach((value, at) => {
    if (value < 0.1) return
    const x = at % patch.width
    const y = (at - x) / patch.width
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  })
  return right < left ? patch : crop(patch, left, top, right + 1, bottom + 1)
}

/** Bilinear, to a height; the width follows. */
function resizeTo(patch: InkPatch, height: number): InkPatch {
  const source = tight(patch)
  const rows = Math.round(height)
  const resized = blank(Math.max(1, Math.round((source.width * rows) / source.height)), rows)
  for (let y = 0; y < resized.height; y++) {
    for (let x = 0; x < resized.width; x++) {
      const sx = ((x + 0.5) * source.width) / resized.width - 0.5
      const sy = ((y + 0.5) * source.height) / resized.height - 0.5
      resized.strength[y * resized.width + x] = bilinear(source, sx, sy)
    }
  }
  return resized
}

function bilinear({ width, height, strength }: InkPatch, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const at = (px: number, py: number) =>
    px < 0 || py < 0 || px >= width || py >= height ? 0 : strength[py * width + px]!
  const above = at(left, top) + (at(left + 1, top) - at(left, top)) * (x - left)
  const below = at(left, top + 1) + (at(left + 1, top + 1) - at(left, top + 1)) * (x - left)
  return above + (below - above) * (y - top)
}
