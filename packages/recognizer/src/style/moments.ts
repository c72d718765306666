// How far does a digit lean, and how large is it along its own slant?

import { type Sheet, sheetSide } from './enlarge.ts'

/** Moments of the ink of a sheet: where its middle is and how it leans. */
export interface Moments {
  /** Sum of all ink, in levels of 255. */
  readonly mass: number
  /** Centre of mass, in measuring pixels: 0 is the middle of the first one. */
  readonly x: number
  readonly y: number
  /** Pixels to the right per pixel down; negative when the digit leans to the right. */
  readonly shear: number
}

/** Moments of a sheet with ink, or of another square picture of so many rows. */
export function moments(sheet: ArrayLike<number>, side = sheetSide): Moments {
  let mass = 0
  let sumX = 0
  let sumY = 0
  let sumXY = 0
  let sumYY = 0
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const ink = sheet[i]!
      mass += ink
      sumX += x * ink
      sumY += y * ink
      sumXY += x * y * ink
      sumYY += y * y * ink
    }
  }
  const x = sumX / mass
  const y = sumY / mass
  const vertical = sumYY / mass - y * y
  return { mass, x, y, shear: vertical > 0 ? (sumXY / mass - x * y) / vertical : 0 }
}

/** Share of the ink that is left outside on either side. */
const outside = 0.01

/**
 * Width and height in measuring pixels: of the parallelogram with the digit's own slant that holds all ink but 1 % on each side.
 *
 * @see Castro et al. 2019, "Morpho-MNIST", appendix A; its code `bounding_parallelogram`
 */
export function extent(sheet: Sheet, { mass, y: middle, shear }: Moments): { width: number; height: number } {
  const across = new Float64Array(sheetSide + 1)
  const down = new Float64Array(sheetSide + 1)
  for (let y = 0, i = 0; y < sheetSide; y++) {
    for (let x = 0; x < sheetSide; x++, i++) {
      const ink = sheet[i]! / mass
      if (ink === 0) continue
      // The first of the positions 0, 1, 2, ... that has this pixel behind it.
      const behind = Math.floor(x + 0.5 - shear * (y - middle)) + 1
      across[Math.min(sheetSide, Math.max(0, behind))]! += ink
      down[y + 1]! += ink
    }
  }
  return { width: between(across), height: between(down) }
}

/** Distance between where 1 % and 99 % of the ink lie behind, straight lines between positions. */
function between(steps: Float64Array): number {
  const cumulative = steps.slice(0, sheetSide)
  for (let t = 1; t < sheetSide; t++) cumulative[t]! += cumulative[t - 1]!
  return positionOf(cumulative, 1 - outside) - positionOf(cumulative, outside)
}

function positionOf(cumulative: Float64Array, share: number): number {
  const next = cumulative.findIndex(value => value > share)
  if (next <= 0) return next === 0 ? 0 : sheetSide - 1
  const before = cumulative[next - 1]!
  return next - 1 + (share - before) / (cumulative[next]! - before)
}
