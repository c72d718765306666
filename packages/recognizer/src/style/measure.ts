// What can be measured of how a digit is written? Area, length, thickness, slant, width and height, as Morpho-MNIST defines them.

import { squaredDistance } from './distance.ts'
import { enlargeFrame, enlargement, type Sheet, sheetSide } from './enlarge.ts'
import { medialAxis } from './medial-axis.ts'
import { extent, moments } from './moments.ts'

/** Measures of one digit, in pixels of a frame, in which a digit is 20 pixels long. */
export interface Measures {
  /** Ink, in square pixels. */
  readonly area: number
  /** Length of the strokes. */
  readonly length: number
  /** Mean width of the strokes. */
  readonly thickness: number
  /** Radians from upright; positive leans to the right, like /. */
  readonly slant: number
  /** Size along the slant. */
  readonly width: number
  readonly height: number
}

/** A digit laid out for measuring. */
export interface Anatomy {
  /** Gray ink, 112×112. */
  readonly sheet: Sheet
  /** 1 where the ink is at least half as strong as the strongest. */
  readonly mask: Uint8Array
  /** 1 on the middle of the strokes. */
  readonly axis: Uint8Array
  /** Squared distance to paper, in measuring pixels. */
  readonly squared: Float64Array
}

/**
 * Measures a frame.
 *
 * @param frame 28×28, ink = 1
 * @returns undefined when there is no ink
 * @see Castro, Tan, Kainz, Konukoglu, Glocker 2019, "Morpho-MNIST: Quantitative Assessment and Diagnostics for Representation
 *   Learning", JMLR 20, section 3.1 and appendix A
 */
export function measureFrame(frame: Float32Array): Measures | undefined {
  const anatomy = dissect(enlargeFrame(frame))
  return anatomy && measure(anatomy)
}

/** Mask, axis and distances of a sheet; undefined when there is no ink. */
export function dissect(sheet: Sheet): Anatomy | undefined {
  let least = 255
  let most = 0
  for (let i = 0; i < sheet.length; i++) {
    least = Math.min(least, sheet[i]!)
    most = Math.max(most, sheet[i]!)
  }
  if (least === most) return undefined
  const half = least + 0.5 * (most - least)
  const mask = new Uint8Array(sheet.length)
  for (let i = 0; i < mask.length; i++) mask[i] = sheet[i]! >= half ? 1 : 0
  const squared = squaredDistance(mask, sheetSide, sheetSide)
  return { sheet, mask, squared, axis: medialAxis(mask, squared, sheetSide, sheetSide) }
}

/** The measures of a digit that is laid out. */
export function measure({ sheet, mask, axis, squared }: Anatomy): Measures {
  let ink = 0
  let depth = 0
  let middle = 0
  for (let i = 0; i < mask.length; i++) {
    ink += mask[i]!
    if (!axis[i]) continue
    middle++
    depth += Math.sqrt(squared[i]!)
  }
  const lean = moments(sheet)
  const { width, height } = extent(sheet, lean)
  return {
    area: ink / enlargement ** 2,
    length: axisLength(axis) / enlargement,
    thickness: (2 * depth) / middle / enlargement,
    slant: Math.atan(-lean.shear),
    width: width / enlargement,
    height: height / enlargement,
  }
}

/** 1 for every pair of neighbours beside or below each other, √2 for every diagonal pair; corners are not cut. */
function axisLength(axis: Uint8Array): number {
  let straight = 0
  let diagonal = 0
  const at = (x: number, y: number) => (x < 0 || x >= sheetSide || y >= sheetSide ? 0 : axis[y * sheetSide + x]!)
  for (let y = 0, i = 0; y < sheetSide; y++) {
    for (let x = 0; x < sheetSide; x++, i++) {
      if (!axis[i]) continue
      straight += at(x + 1, y) + at(x, y + 1)
      diagonal += at(x - 1, y + 1) + at(x + 1, y + 1)
    }
  }
  return straight + Math.SQRT2 * diagonal
}
