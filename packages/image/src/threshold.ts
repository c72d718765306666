// Which pixels are ink? Otsu for the whole picture, lowered where the strongest ink nearby is faint, with hysteresis.
import { maximumAround, meanAround, soften } from './neighbourhood.ts'
import { otsu } from './otsu.ts'
import { areaAverage, bilinearRows } from './resample.ts'

/** Ink fainter than this is paper texture. */
const faintest = 0.06

/** Fainter than this, not even a printed line stands out from paper. */
const faintestTrace = 0.04

/** The mask and what it was decided by. */
export interface Thresholded {
  /** 1 where there is ink, else 0. */
  readonly mask: Uint8Array
  /** 1 where the page is darker than bare paper, be it ever so little: printed lines are whole here. Contains the mask. */
  readonly traces: Uint8Array
  /** Otsu's threshold over the whole picture, in ink strength. */
  readonly threshold: number
  /** Median and spread (1.48 times the median deviation) of ink strength on bare paper. */
  readonly paper: { readonly level: number; readonly spread: number }
  /** Whether the ink does not stand clear of the paper's own texture: noise has no two heaps, and neither have close printed lines. */
  readonly isTexture: boolean
}

/**
 * Splits ink from paper.
 *
 * A pixel seeds ink above T = min(otsu, max(floor, half of the strongest ink within 14 % of the side)) and ink grows from
 * seeds down to 0.7 T. The floor stands 12 spreads of the paper's own texture above it.
 *
 * @param strength ink 0 to 1, `width · height`
 * @param isLocal lower T where ink is faint; without, Otsu's threshold holds everywhere
 */
export function thresholdInk(strength: Float32Array, width: number, height: number, isLocal = true): Thresholded {
  const side = Math.max(width, height)
  const lightly = soften(side > 600 ? soften(strength, width, height) : strength, width, height)
  const heaps = Math.max(faintest, otsu(strength, 1).threshold)
  const texture = paperTexture(lightly, heaps)
  const isTexture = heaps < texture.level + textureSpreads * texture.spread
  const clear = isTexture ? clearOfTexture(lightly, width, height) : undefined
  const { smooth, threshold, paper } = clear ?? { smooth: lightly, threshold: heaps, paper: texture }
  const mask = new Uint8Array(strength.length)
  const traces = new Uint8Array(strength.length)
  const floor = Math.max(paper.level + 12 * paper.spread, 0.2 * threshold, 0.05)
  const least = Math.min(0.7 * floor, 0.6 * threshold, Math.max(paper.level + 5 * paper.spread, faintestTrace))
  const strongestRow = strongestNearby(smooth, width, height)
  const strongest = new Float32Array(width)
  for (let y = 0, i = 0; y < height; y++) {
    strongestRow(y, strongest)
    for (let x = 0; x < width; x++, i++) {
      const value = smooth[i]!
      if (value <= least) continue
      traces[i] = 1
      const half = isLocal ? 0.5 * strongest[x]! : threshold
      const local = half > threshold ? threshold : half > floor ? half : Math.min(threshold, floor)
      if (value > local) mask[i] = 2
      else if (value > 0.7 * local) mask[i] = 1
    }
  }
  keepSeeded(mask, width)
  return { mask, traces, threshold, paper, isTexture: isTexture && !clear }
}

/** Ink so few spreads above paper is the paper's own texture. */
const textureSpreads = 3
/** Ink so many spreads above all that is paper is none of its texture. */
const clearSpreads = 5
/** A single digit on grainy paper covers no less of the picture and no more. */
const clearShare = { least: 0.004, most: 0.15 }

/** Grain is smoothed so many times, at most: by then strokes of three pixels are lost as well. */
const mostSmoothing = 8

/**
 * Where Otsu's threshold parted the paper's own texture, since there is little ink: what stands far out of it, once it is smoothed as
 * much as that takes. Undefined when nothing does, or so much that it is texture as well.
 */
function clearOfTexture(lightly: Float32Array, width: number, height: number) {
  let smooth = lightly
  for (let times = 1; ; times++) {
    const paper = paperTexture(smooth, 1)
    const threshold = paper.level + clearSpreads * paper.spread
    let count = 0
    for (let i = 0; i < smooth.length; i++) if (smooth[i]! > threshold) count++
    const share = count / smooth.length
    if (share > clearShare.most) return undefined
    if (share > clearShare.least) return { smooth, threshold, paper }
    if (times > mostSmoothing) return undefined
    smooth = soften(smooth, width, height)
  }
}

function paperTexture(smooth: Float32Array, threshold: number): { level: number; spread: number } {
  const bins = 1024
  const histogram = new Uint32Array(bins)
  let count = 0
  for (let i = 0; i < smooth.length; i++) {
    if (smooth[i]! > threshold) continue
    histogram[Math.min(bins - 1, (smooth[i]! * bins) | 0)]!++
    count++
  }
  if (count === 0) return { level: 0, spread: 0 }
  const level = medianBin(histogram, count)
  const deviations = new Uint32Array(bins)
  for (let bin = 0; bin < bins; bin++) deviations[Math.abs(bin - level)]! += histogram[bin]!
  return { level: level / bins, spread: (1.4826 * medianBin(deviations, count)) / bins + 0.5 / 255 }
}

function medianBin(histogram: Uint32Array, count: number): number {
  let bin = 0
  for (let below = histogram[0]!; below * 2 < count; below += histogram[++bin]!);
  return bin
}

/** Strongest ink in a window of 14 % of the side, softly bounded; computed on a quarter-size copy, given row by row. */
function strongestNearby(smooth: Float32Array, width: number, height: number): (y: number, row: Float32Array) => void {
  const w = Math.max(1, Math.round(width / 4))
  const h = Math.max(1, Math.round(height / 4))
  const small = areaAverage(smooth, width, height, w, h)
  const window = Math.max(9, Math.round((0.14 * Math.max(width, height)) / 4))
  const strongest = maximumAround(small, w, h, window >> 1)
  return bilinearRows(meanAround(strongest, w, h, Math.max(1, Math.round(window / 5)), 2), w, h, width, height)
}

/** Keeps what hangs together with a seed (2), at a corner too; mask becomes 0 or 1. */
function keepSeeded(mask: Uint8Array, width: number): void {
  const reached: number[] = [] // pixels that have not been looked around from
  for (let seed = mask.indexOf(2); seed >= 0; seed = mask.indexOf(2, seed + 1)) {
    for (let at: number | undefined = seed; at !== undefined; at = reached.pop()) {
      const x = at % width
      const left = x > 0 ? 1 : 0
      const right = x < width - 1 ? 1 : 0
      for (let row = Math.max(x, at - width); row <= at + width && row < mask.length; row += width) {
        for (let near = row - left; near <= row + right; near++) {
          if (mask[near] !== 1) continue
          mask[near] = 3
          reached.push(near)
        }
      }
    }
  }
  for (let i = 0; i < mask.length; i++) mask[i] = mask[i]! > 1 ? 1 : 0
}
