// How bright would the bare paper be at each place? Found on a small copy, per channel, so that shadows divide out.
import { maximumAround, meanAround, minimumAround } from './neighbourhood.ts'
import { areaAverage } from './resample.ts'

/** Side of the copy, as if the picture were square: a strip gets a longer and lower one, on which strokes are still seen. */
const copySide = 160
/** Window of the closing, as a share of that side: wider than any stroke, narrower than a shadow. */
const windowShare = 0.22

/** Paper brightness on a grid of `width · height` cells that covers the picture. */
export interface Background {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
  /** The darkest paper within a few cells: where a shadow has an edge, its own brightness. `data` where the light is one. */
  readonly low: Float32Array
}

/** Cells over which the smoothing below spreads the edge of a shadow. */
const edgeReach = 3

/**
 * Paper brightness of every channel of a picture.
 *
 * Beside the edge of a shadow, `low` differs from `data` in all channels; elsewhere it is `data`. A shadow takes from all colours
 * alike: what takes from one is a bold coloured stroke that touches a shadow.
 *
 * @param planes channels with values 0 to 255 and dark ink, `width · height`
 */
export function findBackgrounds(planes: readonly Float32Array[], width: number, height: number): Background[] {
  const papers = planes.map(plane => findBackground(plane, width, height))
  if (papers.every(({ low, data }) => low === data)) return papers
  const cells = papers[0]!.data.length
  for (let i = 0; i < cells; i++) {
    const shares = papers.map(({ low, data }) => low[i]! / Math.max(1, data[i]!))
    if (Math.max(...shares) - Math.min(...shares) > neutral) for (const { low, data } of papers) low[i] = data[i]!
  }
  return papers.map(paper => ({ ...paper, low: onlyAtEdges(paper) }))
}

/** Most that the shares of light that a shadow leaves differ between channels. */
const neutral = 0.12

/**
 * Paper brightness of one channel: a grey closing (dilation, then erosion: dark strokes fill up with the paper around them),
 * smoothed.
 *
 * @param plane values 0 to 255 with dark ink, `width · height`
 */
export function findBackground(plane: Float32Array, width: number, height: number): Background {
  const scale = Math.min(1, copySide / Math.sqrt(width * height))
  const w = Math.max(Math.min(8, width), Math.round(width * scale))
  const h = Math.max(Math.min(8, height), Math.round(height * scale))
  const small = medianOfNine(areaAverage(plane, width, height, w, h), w, h)
  const radius = Math.max(2, Math.round((windowShare * Math.sqrt(w * h)) / 2))
  const dilated = maximumAround(small, w, h, radius)
  const closed = erode(dilated, w, h, radius)
  const data = meanAround(closed, w, h, Math.max(1, Math.round(radius / 7)), 3)
  if (isOneLight(closed)) return { width: w, height: h, data, low: data }
  // The large window rounds the corners of a shadow; what hangs together with it in the fine closing is shadow as well.
  const fine = erode(maximumAround(small, w, h, fineRadius), w, h, fineRadius)
  return { width: w, height: h, data, low: minimumAround(reconstruct(dilated, fine, w, h), w, h, edgeReach) }
}

/** Elsewhere the lowest of a few cells is nothing but texture. */
function onlyAtEdges({ low, data, width, height }: Background): Float32Array {
  const shares = low.map((value, i) => value / Math.max(1, data[i]!))
  const least = minimumAround(shares, width, height, smoothReach)
  return low.map((value, i) => (least[i]! < edgeShare ? Math.min(value, data[i]!) : data[i]!))
}

/** A shadow with an edge takes more than this leaves. */
const edgeShare = 0.85
/** Cells over which the smoothed brightness of `data` bends at an edge. */
const smoothReach = 8

/** Radius of a closing that fills the strokes of a pen and nothing more. */
const fineRadius = 5

function isOneLight(paper: Float32Array): boolean {
  let least = Number.POSITIVE_INFINITY
  let most = 0
  for (let i = 0; i < paper.length; i++) {
    least = Math.min(least, paper[i]!)
    most = Math.max(most, paper[i]!)
  }
  return least > edgeShare * most
}

/**
 * Lowers `marker` towards `floor` as far as neighbours are low: dark regions of which `marker` kept a part come back whole,
 * the others stay filled. `marker` is overwritten and returned.
 *
 * @param floor nowhere above `marker`
 * @see Vincent 1993, "Morphological grayscale reconstruction", sequential algorithm
 */
function reconstruct(marker: Float32Array, floor: Float32Array, width: number, height: number): Float32Array {
  for (let pass = 0, quiet = 0; quiet < 2 && pass < 12; pass++) {
    const isBack = pass % 2 === 1
    quiet++ // passes without a change: one forth and one back are the end
    for (let n = 0; n < marker.length; n++) {
      const i = isBack ? marker.length - 1 - n : n
      const x = i % width
      const row = isBack ? i + width : i - width
      const beside = isBack ? i + 1 : i - 1
      let least = marker[i]!
      if (isBack ? x < width - 1 : x > 0) least = Math.min(least, marker[beside]!)
      if (row >= 0 && row < width * height) {
        least = Math.min(least, marker[row]!)
        if (x > 0) least = Math.min(least, marker[row - 1]!)
        if (x < width - 1) least = Math.min(least, marker[row + 1]!)
      }
      least = Math.max(least, floor[i]!)
      if (least < marker[i]!) {
        marker[i] = least
        quiet = 0
      }
    }
  }
  return marker
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
