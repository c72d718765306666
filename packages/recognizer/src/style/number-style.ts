// How is a whole number written: slant, pen, spacing, baseline, and does every digit fit the others?

import type { Box } from '@digitrec/image'
import { allographs } from './allographs.ts'
import { findOddOnes, type StyleHint } from './consistency.ts'
import { type Compared, type DigitStyle, describeStyle, wordsFor } from './describe-style.ts'

/** How a number is written. */
export interface NumberStyle {
  /** Mean slant of its digits in degrees; positive leans to the right. */
  readonly slantDegrees: number
  /** Median width of the strokes, in pixels of the picture. */
  readonly strokeWidthPx: number
  /** Median height of the digits, in pixels of the picture. */
  readonly heightPx: number
  /** Mean gap between neighbours on a line, in heights of a digit; negative when they overlap. 0 when there are none. */
  readonly spacing: number
  /** How far the line of writing climbs to the right, in degrees; negative when it falls. 0 for lines of one digit. */
  readonly baselineDegrees: number
  /** How unequal the digits are in height: standard deviation of log height. */
  readonly sizeVariation: number
  /** The same in plain words, such as "leans right"; empty for ordinary writing. */
  readonly words: readonly string[]
  /** Digits that look as if written with another pen or by another hand: for a person to check, never a verdict. */
  readonly hints: readonly StyleHint[]
}

/** A digit of a number, as an answer has it. */
export interface DigitOnPage {
  readonly digit: number
  readonly box: Box
  readonly line: number
  readonly frame: Float32Array
  readonly style?: DigitStyle
}

/**
 * Describes how a number is written.
 *
 * @param recognition an answer; best one that was read with `style: true`, since only then pen and ink on the page are known, without
 *   which there are no hints
 * @returns undefined without digits
 * @example
 * const answer = await recognizer.read(bytes, { style: true })
 * const { words, hints } = describeNumberStyle(answer)!   // ['leans right'], [{ index: 2, what: 'ink-colour', z: 7.4 }]
 */
export function describeNumberStyle(recognition: { readonly digits: readonly DigitOnPage[] }): NumberStyle | undefined {
  const digits = recognition.digits.flatMap(digit => {
    const style = digit.style ?? describeStyle(digit.frame, digit.digit)
    return style ? [{ ...digit, style }] : []
  })
  if (digits.length === 0) return undefined
  const heightPx = median(digits.map(({ box }) => box.height))
  const layout = {
    spacing: spacingOf(digits) / heightPx,
    baselineDegrees: baselineOf(digits),
    sizeVariation: deviation(digits.map(({ box }) => Math.log(box.height))),
  }
  const meanZ = (name: Compared) => mean(digits.map(({ style }) => style.z[name]))
  const z = { slant: meanZ('slant'), thickness: meanZ('thickness'), aspect: meanZ('aspect'), length: meanZ('length') }
  return {
    slantDegrees: mean(digits.map(({ style }) => style.slantDegrees)),
    strokeWidthPx: median(digits.map(strokeWidth)),
    heightPx,
    ...layout,
    words: [...wordsFor(z), ...layoutWords(layout), ...new Set(digits.flatMap(waysOf))],
    hints: digits.length === recognition.digits.length ? hintsOf(digits) : [],
  }
}

function hintsOf(digits: readonly (DigitOnPage & { style: DigitStyle })[]): readonly StyleHint[] {
  const traits = digits.flatMap(({ digit, box, style: { slant, ink } }) =>
    ink ? [{ digit, slant, heightPx: box.height, ink }] : [],
  )
  return traits.length === digits.length ? findOddOnes(traits) : []
}

/** Such as "7 crossed". */
function waysOf({ digit, style }: { digit: number; style: DigitStyle }): string[] {
  return style.allographs.map(way => `${digit} ${allographs[way].words}`)
}

/** In pixels of the picture; from the frame, when nothing else is known. */
function strokeWidth({ box, style }: DigitOnPage & { style: DigitStyle }): number {
  return style.ink?.strokeWidthPx ?? (style.thickness * Math.max(box.width, box.height)) / 20
}

/** Mean gap between neighbours on a line, in pixels. */
function spacingOf(digits: readonly DigitOnPage[]): number {
  const gaps = digits.slice(1).flatMap(({ box, line }, i) => {
    const before = digits[i]!
    return before.line === line ? [box.x - before.box.x - before.box.width] : []
  })
  return gaps.length === 0 ? 0 : mean(gaps)
}

/** Climb of the feet of the digits, by least squares within lines. */
function baselineOf(digits: readonly DigitOnPage[]): number {
  let across = 0
  let rise = 0
  for (const line of new Set(digits.map(digit => digit.line))) {
    const feet = digits
      .filter(digit => digit.line === line)
      .map(({ box }) => [box.x + box.width / 2, -box.y - box.height] as const)
    const x = mean(feet.map(foot => foot[0]))
    const y = mean(feet.map(foot => foot[1]))
    for (const foot of feet) {
      across += (foot[0] - x) ** 2
      rise += (foot[0] - x) * (foot[1] - y)
    }
  }
  return across === 0 ? 0 : (Math.atan(rise / across) * 180) / Math.PI
}

function layoutWords({
  spacing,
  baselineDegrees,
  sizeVariation,
}: Pick<NumberStyle, 'spacing' | 'baselineDegrees' | 'sizeVariation'>): string[] {
  const words: string[] = []
  if (spacing < 0.05 && spacing !== 0) words.push('tight')
  if (spacing > 0.6) words.push('widely spaced')
  if (baselineDegrees > 2) words.push('climbs')
  if (baselineDegrees < -2) words.push('falls')
  if (sizeVariation > 0.15) words.push('uneven in size')
  return words
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}

function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map(value => (value - middle) ** 2)))
}
