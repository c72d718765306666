// How does a writer draw a shape: a digit, or one of the shapes that are no digits?

import { createRandom, type Random } from '@digitrec/tensor'
import { type InkPatch, inkBounds, inkLines, type PenLine } from './pen.ts'
import { type Line, parseShape, type Shape, type Stroke, smooth } from './shapes.ts'
import { pickAllograph, type Writer } from './writer.ts'

/** How a shape is drawn. */
export interface DrawOptions {
  /** Height of a digit, in pixels. @default 64 */
  readonly heightPx?: number
  /** Width of the pen's line, in pixels. @default the writer's, in proportion to the height */
  readonly penPx?: number
  /** Write in this way, by its name in `allographs`, in place of the writer's habit. */
  readonly allograph?: Shape
}

/** One drawn shape: its ink, cut close, and the way the pen went. */
export interface Drawing extends InkPatch {
  /** In pixels of the patch. */
  readonly strokes: readonly PenLine[]
  /** Name of the shape, as in the table it came from. */
  readonly shape: string
  /** Pixels from the top of the patch down to the baseline, which is where 100 in the shape's notation is. */
  readonly baselinePx: number
}

/** The empty border around the ink of a patch, in pixels. */
const borderPx = 1

/**
 * Draws a digit as this writer does.
 *
 * @param digit 0..9
 * @param random makes this digit differ from the writer's others; the same state draws the same digit
 * @throws RangeError when digit is not 0..9
 * @example
 * const { width, height, strength } = drawDigit(4, createWriter(createRandom(1)), createRandom(2), { heightPx: 80 })
 */
export function drawDigit(digit: number, writer: Writer, random: Random, options: DrawOptions = {}): Drawing {
  if (!Number.isInteger(digit) || digit < 0 || digit > 9) {
    throw new RangeError(`drawDigit: digit must be a whole number 0..9, got ${digit}.`)
  }
  const usual = pickAllograph(digit, writer, random)
  return drawShape(options.allograph ?? usual, writer, random, options)
}

/** Draws any shape as this writer does. */
export function drawShape(shape: Shape, writer: Writer, random: Random, options: DrawOptions = {}): Drawing {
  const { heightPx = 64, penPx = writer.pen * heightPx } = options
  const idiom = createRandom(writer.seed).fork(hash(shape.name))
  const hand = handOf(writer, random)
  const step = Math.max(0.02, 0.9 / heightPx)
  const lines = parseShape(shape)
    .map(stroke => stray(stroke, writer, idiom, random))
    .map(stroke => overshoot(stroke, writer, random))
    .map(stroke => hurry(smooth(stroke, hand.roundness, step), Math.round(writer.flow / step)))
    .map(line => place(shake(line, writer, random), hand, heightPx))
    .map(line => press(line, penPx, writer, random))
  return cutClose(lines, shape.name, heightPx / 2)
}

/** What holds for one digit as a whole: the writer's slant and so on, a little off each time. */
interface Hand {
  readonly slant: number
  readonly aspect: number
  readonly turn: number
  readonly roundness: number
  readonly topHeavy: number
}

function handOf(writer: Writer, random: Random): Hand {
  return {
    slant: writer.slant + 0.05 * random.normal(),
    aspect: writer.aspect * Math.exp(0.07 * random.normal()),
    turn: 0.045 * random.normal(),
    roundness: writer.roundness + 0.06 * random.normal(),
    topHeavy: writer.topHeavy + 0.05 * random.normal(),
  }
}

/** Moves every point by the writer's own version of the shape, and by this digit's accidents. */
function stray({ x, y, corner }: Stroke, writer: Writer, idiom: Random, random: Random): Stroke {
  const moved = (values: Float32Array) => {
    const moves = values.map(() => writer.idiom * idiom.normal() + writer.jitter * random.normal())
    return values.map((value, i) => value + gentle(moves, i))
  }
  return { x: moved(x), y: moved(y), corner }
}

/** A move shared with the neighbours, 1-2-1, so that a round shape stays round; scaled to spread about as far as before. */
function gentle(moves: Float32Array, i: number): number {
  const before = moves[Math.max(0, i - 1)]!
  const after = moves[Math.min(moves.length - 1, i + 1)]!
  return 1.4 * (0.25 * before + 0.5 * moves[i]! + 0.25 * after)
}

/** Lets both ends go on past their point, or stop short of it. */
function overshoot({ x, y, corner }: Stroke, writer: Writer, random: Random): Stroke {
  const last = x.length - 1
  const movedX = x.slice()
  const movedY = y.slice()
  const pull = (end: number, next: number) => {
    const dx = x[end]! - x[next]!
    const dy = y[end]! - y[next]!
    const length = Math.hypot(dx, dy) || 1
    const by = Math.max(-0.3 * length, writer.overshoot * random.normal())
    movedX[end] = x[end]! + (dx / length) * by
    movedY[end] = y[end]! + (dy / length) * by
  }
  if (last > 0) {
    pull(0, 1)
    pull(last, last - 1)
  }
  return { x: movedX, y: movedY, corner }
}

/** Averages each point with `reach` neighbours on either side; fewer near the ends, which stay where they are. */
function hurry({ x, y }: Line, reach: number): Line {
  const average = (values: Float32Array) =>
    values.map((_, i) => {
      const n = Math.min(reach, i, values.length - 1 - i)
      let sum = 0
      for (let k = i - n; k <= i + n; k++) sum += values[k]!
      return sum / (2 * n + 1)
    })
  return { x: average(x), y: average(y) }
}

/** Adds the shaking of the hand: two waves along the line, across each other. */
function shake({ x, y }: Line, writer: Writer, random: Random): Line {
  const wave = () => {
    const slow = random.uniform(0.06, 0.14)
    const fast = random.uniform(0.22, 0.4)
    const phase = random.uniform(0, 7)
    return (i: number) => writer.tremor * (Math.sin(i * slow + phase) + 0.6 * Math.sin(i * fast + 2 * phase))
  }
  const waveX = wave()
  const waveY = wave()
  return { x: x.map((value, i) => value + waveX(i)), y: y.map((value, i) => value + waveY(i)) }
}

/** Heights of a digit to pixels: top or bottom made larger, then width, slant and turn. */
function place({ x, y }: Line, hand: Hand, heightPx: number): Line {
  const cos = Math.cos(hand.turn)
  const sin = Math.sin(hand.turn)
  const outX = new Float32Array(x.length)
  const outY = new Float32Array(y.length)
  for (let i = 0; i < x.length; i++) {
    const down = y[i]! - 0.5
    const wide = (x[i]! - 0.3) * hand.aspect * Math.exp(-2 * hand.topHeavy * down)
    const sheared = wide - hand.slant * down
    // The same idea downwards: the border between the halves moves, top and bottom stay.
    const moved = down + hand.topHeavy * (0.25 - down * down)
    outX[i] = (sheared * cos - moved * sin) * heightPx
    outY[i] = (sheared * sin + moved * cos) * heightPx
  }
  return { x: outX, y: outY }
}

/** Gives the line its width: pressure comes and goes, the nib is broader one way, the ends are thin. */
function press({ x, y }: Line, penPx: number, writer: Writer, random: Random): PenLine {
  const radius = new Float32Array(x.length)
  const phase = random.uniform(0, 7)
  const rate = random.uniform(0.05, 0.16)
  const landing = 1 - writer.taper * random.next()
  const leaving = 1 - writer.taper * random.next()
  const reach = Math.max(1, Math.min(x.length / 3, 12))
  for (let i = 0; i < x.length; i++) {
    const next = Math.min(i + 1, x.length - 1)
    const before = Math.max(i - 1, 0)
    const direction = Math.atan2(y[next]! - y[before]!, x[next]! - x[before]!)
    const swell = 1 + writer.pressure * Math.sin(i * rate + phase)
    const broad = 1 - writer.nib * Math.cos(2 * (direction - writer.nibAngle))
    const start = landing + (1 - landing) * Math.min(1, i / reach)
    const end = leaving + (1 - leaving) * Math.min(1, (x.length - 1 - i) / reach)
    radius[i] = Math.max(0.35, 0.5 * penPx * swell * broad * start * end)
  }
  return { x, y, radius }
}

/** A patch just large enough, and the lines moved into it. */
function cutClose(lines: readonly PenLine[], shape: string, baseline: number): Drawing {
  const { left, top, right, bottom } = inkBounds(lines)
  const offsetX = borderPx - Math.floor(left)
  const offsetY = borderPx - Math.floor(top)
  const width = Math.ceil(right) + offsetX + borderPx
  const height = Math.ceil(bottom) + offsetY + borderPx
  const strokes = lines.map(({ x, y, radius }) => ({
    x: x.map(value => value + offsetX),
    y: y.map(value => value + offsetY),
    radius,
  }))
  const patch = { width, height, strength: new Float32Array(width * height) }
  inkLines(patch, strokes)
  return { ...patch, strokes, shape, baselinePx: offsetY + baseline }
}

/** A name to a whole number, the same everywhere (FNV-1a, 32 bit: Fowler, Noll, Vo). */
function hash(name: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193)
  return value >>> 0
}
