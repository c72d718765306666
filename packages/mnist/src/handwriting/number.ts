// How does a writer write a number: several digits in a line, several lines, with the truth kept of where each digit is?

import type { Box } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'
import { type Drawing, drawDigit } from './draw.ts'
import type { InkPatch } from './pen.ts'
import type { Writer } from './writer.ts'

/** One digit of a written number, and where it truly is. */
export interface WrittenDigit {
  readonly digit: number
  /** 0 is the first line. */
  readonly line: number
  /** Smallest box around this digit's pixels of strength 0.5 and more, in pixels of the picture. */
  readonly box: Box
}

/** A written number. */
export interface WrittenNumber extends InkPatch {
  /** In reading order. */
  readonly digits: readonly WrittenDigit[]
}

/** How a number is written. */
export interface NumberOptions {
  /** Height of a digit, in pixels. @default 64 */
  readonly heightPx?: number
  /** Width of the pen's line, in pixels. @default the writer's, in proportion to the height */
  readonly penPx?: number
  /** Gap between the boxes of neighbours, in heights of a digit; negative makes them touch. @default the writer's */
  readonly spacing?: number
  /** From baseline to baseline, in heights of a digit. @default 1.6 */
  readonly lineHeight?: number
  /** Border around everything, in pixels. @default 2 */
  readonly marginPx?: number
}

/**
 * Writes digits in a line; `\n` begins the next line, a space leaves a wide gap.
 *
 * @param text digits 0..9, spaces and line ends
 * @throws RangeError for any other character
 * @example
 * const { digits, width, height, strength } = drawNumber('70413', createWriter(createRandom(1)), createRandom(2))
 */
export function drawNumber(text: string, writer: Writer, random: Random, options: NumberOptions = {}): WrittenNumber {
  if (!/^[0-9 \n]*$/.test(text)) {
    throw new RangeError(`drawNumber: text must be digits, spaces and line ends, got "${text}".`)
  }
  return compose(
    text.split('\n').flatMap((line, n) => layLine(line, n, writer, random, options)),
    options.marginPx ?? 2,
  )
}

/** A digit's patch at its place; the first baseline starts at (0,0). */
interface Placed {
  readonly digit: number
  readonly line: number
  readonly drawing: Drawing
  readonly x: number
  readonly y: number
}

function layLine(line: string, n: number, writer: Writer, random: Random, options: NumberOptions): Placed[] {
  const { heightPx = 64, penPx, lineHeight = 1.6 } = options
  const placed: Placed[] = []
  let x = n === 0 ? 0 : 0.15 * heightPx * random.normal()
  for (const character of line) {
    if (character === ' ') {
      x += 0.7 * heightPx
      continue
    }
    const size = heightPx * Math.exp(writer.sizes * random.normal())
    const pen = penPx ?? writer.pen * heightPx
    const drawing = drawDigit(Number(character), writer, random, { heightPx: size, penPx: pen })
    const ink = inkBox(drawing)
    const baseline = n * lineHeight * heightPx - writer.climb * x + writer.baseline * heightPx * random.normal()
    placed.push({
      digit: Number(character),
      line: n,
      drawing,
      x: Math.round(x) - ink.x,
      y: Math.round(baseline - drawing.baselinePx),
    })
    const usual = Math.max(0.1, writer.spacing + 0.05 * random.normal())
    x += ink.width + (options.spacing ?? usual) * heightPx
  }
  return placed
}

/** All patches into one picture, the darker ink counting. */
function compose(placed: readonly Placed[], margin: number): WrittenNumber {
  const left = Math.min(...placed.map(({ x }) => x), 0) - margin
  const top = Math.min(...placed.map(({ y }) => y), 0) - margin
  const width = Math.max(...placed.map(({ x, drawing }) => x + drawing.width), 0) + margin - left
  const height = Math.max(...placed.map(({ y, drawing }) => y + drawing.height), 0) + margin - top
  const strength = new Float32Array(width * height)
  const digits = placed.map(({ digit, line, drawing, x, y }) => {
    for (let row = 0; row < drawing.height; row++) {
      for (let column = 0; column < drawing.width; column++) {
        const at = (y - top + row) * width + x - left + column
        strength[at] = Math.max(strength[at]!, drawing.strength[row * drawing.width + column]!)
      }
    }
    const ink = inkBox(drawing)
    return { digit, line, box: { ...ink, x: ink.x + x - left, y: ink.y + y - top } }
  })
  return { width, height, strength, digits }
}

/** Smallest box around the pixels of strength 0.5 and more; 0x0 when there are none. */
export function inkBox({ width, height, strength }: InkPatch): Box {
  let left = width
  let top = height
  let right = -1
  let bottom = -1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (strength[y * width + x]! < 0.5) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = y
    }
  }
  return right < 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}
