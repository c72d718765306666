// How are the digits of a picture written, and the number they make? Measured on the page itself, which holds more than frames do.

import { type Ink, layOverPaper, type Raster, type Segment, segmentShape } from '@digitrec/image'
import { type DigitStyle, describeShape, shapeSide } from './describe-style.ts'
import { inkLook } from './ink-look.ts'
import { type DigitOnPage, describeNumberStyle, type NumberStyle } from './number-style.ts'

/**
 * Digits with their style, and the style of their number.
 *
 * @param raster the picture as decoded
 * @param ink the ink found in it
 * @param segments the mark of each digit
 */
export function addStyle<D extends DigitOnPage>(
  raster: Raster,
  ink: Ink,
  segments: readonly Segment[],
  digits: readonly D[],
): { digits: readonly (D & { readonly style?: DigitStyle })[]; style?: NumberStyle } {
  const paper = layOverPaper(raster)
  const described = digits.map((digit, i) => {
    const style = describeMark(paper, ink, segments[i]!, digit.digit)
    return { ...digit, ...(style && { style }) }
  })
  const style = describeNumberStyle({ digits: described })
  return { digits: described, ...(style && { style }) }
}

/**
 * Describes a mark that was read as a digit; undefined without ink.
 *
 * @param raster the picture, alpha laid over paper
 */
export function describeMark(raster: Raster, ink: Ink, segment: Segment, digit: number): DigitStyle | undefined {
  const style = describeShape(segmentShape(segment, shapeSide), digit)
  return style && { ...style, ink: inkLook(raster, ink, segment) }
}
