// How bright would the bare paper be at each place? Found on a small copy, per channel, so that shadows divide out.
import { maximumAround, meanAround, minimumAround } from './neighbourhood.ts'
import { areaAverage } from './resample.ts'

const copySide = 160
/** Window of the closing, as a share of the side: wider than any stroke, narrower than a shadow. */
const windowShare = 0.22

/** Paper brightness on a grid of `width · height` cells that covers the picture. */
export interface Background {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
  /** The darkest paper within a few cells: differs from `data` only beside the edge of a shadow. */
  readonly low: Float32Array
}

/** Cells over which the smoothing below spreads the edge of a shadow. */
const edgeReach = 3

/**
 * Paper brightness of one channel: a grey closing (dilation, then erosion: dark strokes fill up with the paper around them),
 * smoothed.
 *
 * @param plane values 0 to 255 with dark ink, `width · height`
 */
export function findBackground(plane: Float32Array, width: number, height: number): Background {
  const scale = Math.min(1, copySide / Math.max(width, height))
  const w = Math.max(Math.min(8, width), Math.round(width * scale))
  const h = Math.max(Math.min(8, height), Math.round(height * scale))
  const small = medianOfNine(areaAverage(plane, width, height, w, h), w, h)
  const radius = Math.max(2, Math.round((windowShare * Math.max(w, h)) / 2))
  const closed = erode(maximumAround(small, w, h, radius), w, h, radius)
  const data = meanAround(closed, w, h, Math.max(1, Math.round(radius / 7)), 3)
  return { width: w, height: h, data, low: minimumAround(closed, w, h, edgeReach) }
}

/**
 * Erosion that sees past the border: paper that grows darker towards the edge is taken to go on doing so, otherwise a
 * gradient would leave a dark rim.
 */
function erode(dilated: Float32Array, width: number, height: number, radius: number): Float32Array {
  const w = width + 2 * radius
  const h = height + 2 * radius
  const padded = new Float32Array(w * h)
  for (let y = 0; y < height; y++) {
    padded.set(dilated.subarray(y * width, (y + 1) * width), (y + radius) * w + radius)
    extend(padded, (y + radius) * w + radius, 1, width, radius)
  }
  for (let x = 0; x < w; x++) extend(padded, radius * w + x, w, height, radius)
  const eroded = minimumAround(padded, w, h, radius)
  const out = new Float32Array(dilated.length)
  for (let y = 0; y < height; y++) {
    out.set(eroded.subarray((y + radius) * w + radius, (y + radius) * w + radius + width), y * width)
  }
  return out
}

/** Writes `radius` values before and behind a line: turned about the end value, never brighter than it, never below 0. */
function extend(plane: Float32Array, start: number, step: number, length: number, radius: number): void {
  const end = start + (length - 1) * step
  for (let k = 1; k <= radius; k++) {
    const inside = Math.min(k, length - 1) * step
    plane[start - k * step] = Math.max(0, Math.min(plane[start]!, 2 * plane[start]! - plane[start + inside]!))
    plane[end + k * step] = Math.max(0, Math.min(plane[end]!, 2 * plane[end]! - plane[end - inside]!))
  }
}

/** Median of each 3×3 window, border pixels repeated: single bright pixels would light up their whole surroundings. */
function medianOfNine(source: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(source.length)
  const low = new Float32Array(width + 2) // of each column of three: smallest, middle, largest
  const middle = new Float32Array(width + 2)
  const high = new Float32Array(width + 2)
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - 1) * width
    const here = y * width
    const down = Math.min(height - 1, y + 1) * width
    for (let x = -1; x <= width; x++) {
      const column = x < 0 ? 0 : x >= width ? width - 1 : x
      const a = source[up + column]!
      const b = source[here + column]!
      const c = source[down + column]!
      low[x + 1] = Math.min(a, b, c)
      high[x + 1] = Math.max(a, b, c)
      middle[x + 1] = middleOf(a, b, c)
    }
    for (let x = 0; x < width; x++) {
      // The median of nine is the middle of: largest low, middle middle, smallest high.
      const a = Math.max(low[x]!, low[x + 1]!, low[x + 2]!)
      const c = Math.min(high[x]!, high[x + 1]!, high[x + 2]!)
      out[here + x] = middleOf(a, middleOf(middle[x]!, middle[x + 1]!, middle[x + 2]!), c)
    }
  }
  return out
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
