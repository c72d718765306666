// Where is the ink? The first half of the walk, each step one function: paper, size, polarity, strength, threshold.
import { layOverPaper } from './composite.ts'
import { inkStrength } from './ink-strength.ts'
import { findPolarity, type Polarity } from './polarity.ts'
import type { Raster } from './raster.ts'
import { removeLines } from './remove-lines.ts'
import { thresholdInk } from './threshold.ts'
import { toGray, toWorkingSize } from './working-size.ts'

/** The ink of a picture at working size: plain data, so that it can be drawn as well as read on. */
export interface Ink {
  /** Working pixels per row. */
  readonly width: number
  readonly height: number
  /** 1 where there is ink, else 0; `width · height`. */
  readonly mask: Uint8Array
  /** 0 bare paper to 1 black, shadows divided out. */
  readonly strength: Float32Array
  /** Working pixels per source pixel. */
  readonly scale: number
  /** Size of the picture the ink was found in, in source pixels. */
  readonly source: { readonly width: number; readonly height: number }
  readonly polarity: Polarity
  /** Mean strength of ink minus mean strength of paper, 0 to 1, before faint ink was given up. Below about 0.15 reading is a guess. */
  readonly contrast: number
  /** Share of pixels that are ink, 0 to 1, before texture was given up. */
  readonly coverage: number
  /** Strength that parts ink from paper in the whole picture. */
  readonly threshold: number
  /** Spread of the paper's own texture, in strength. */
  readonly noise: number
}

/** A gradient or a vignette, flattened, leaves up to 0.08; the faintest pencil that people read leaves 0.15. */
const faintestContrast = 0.1
/** Bold writing cut out tightly covers half of its box; more is texture. */
const mostCoverage = 0.6

/**
 * Finds the ink of a picture, dark on light or light on dark, photographed or drawn. The raster is not changed.
 *
 * @returns a mask without a single 1 for a blank, uniform or noisy picture; never throws
 */
export function findInk(raster: Raster): Ink {
  const picture = toWorkingSize(layOverPaper(raster))
  const { width, height, scale } = picture
  const polarity = findPolarity(toGray(picture))
  const strength = inkStrength(picture, polarity)
  const { mask: marks, threshold, paper } = thresholdInk(strength, width, height)
  const { mask } = removeLines(marks, strength, width, height)
  const { contrast, coverage } = measure(mask, strength)
  if (contrast < faintestContrast || coverage > mostCoverage) mask.fill(0)
  const source = { width: raster.width, height: raster.height }
  return { width, height, mask, strength, scale, source, polarity, contrast, coverage, threshold, noise: paper.spread }
}

function measure(mask: Uint8Array, strength: Float32Array): { contrast: number; coverage: number } {
  let count = 0
  let ink = 0
  let paper = 0
  for (let i = 0; i < mask.length; i++) {
    if (mask[i]) {
      count++
      ink += strength[i]!
    } else paper += strength[i]!
  }
  if (count === 0) return { contrast: 0, coverage: 0 }
  const rest = mask.length - count
  return { contrast: ink / count - (rest > 0 ? paper / rest : 0), coverage: count / mask.length }
}
