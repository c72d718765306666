// Where are the corners of a printed sheet in a photo? Four black squares say it; the one at the top left has a hole.
import { findComponents } from './components.ts'
import { layOverPaper } from './composite.ts'
import type { Point, Quad } from './homography.ts'
import { inkStrength } from './ink-strength.ts'
import type { Raster } from './raster.ts'
import { toWorkingSize } from './working-size.ts'

/** A square blot that may be a mark, in working pixels. */
interface Blot extends Point {
  readonly side: number
  readonly hasHole: boolean
}

/** Sides of marks, as shares of the longest side of the picture. */
const smallest = 0.006
const largest = 0.08
/** Sheets that fill less of the picture are too small to read. */
const leastArea = 0.06
/** More blots than a sheet has letters: only the largest are tried. */
const mostBlots = 14

/**
 * Finds the four corner marks of a sheet, whichever way up it lies and in perspective.
 *
 * @param raster a scan or photo of the sheet
 * @param aspect distance of the marks across over their distance down, on the sheet
 * @returns the middles of the marks in pixels of the raster, clockwise from the sheet's top left; undefined when there are no
 *   four that fit
 */
export function findCornerMarks(raster: Raster, aspect: number): Quad | undefined {
  const picture = toWorkingSize(layOverPaper(raster))
  const { width, height, scale } = picture
  const strength = inkStrength(picture, 'dark-on-light')
  const mask = strength.map(ink => (ink > 0.45 ? 1 : 0))
  const blots = findBlots(Uint8Array.from(mask), width, height)
  const rings = blots.filter(({ hasHole }) => hasHole)
  const squares = blots.filter(({ hasHole }) => !hasHole)
  let best: { quad: Quad; score: number } | undefined
  for (const ring of rings) {
    for (const quad of quadsOf(ring, squares)) {
      const score = scoreOf(quad, aspect, leastArea * width * height)
      if (score > (best?.score ?? 0)) best = { quad, score }
    }
  }
  return best && (best.quad.map(({ x, y }) => ({ x: x / scale, y: y / scale })) as unknown as Quad)
}

/** Blots with the shape of a mark, the largest first. */
function findBlots(mask: Uint8Array, width: number, height: number): Blot[] {
  const { labels, components } = findComponents(mask, width, height)
  const longest = Math.max(width, height)
  const blots = components.flatMap((part): Blot[] => {
    const side = Math.max(part.width, part.height)
    if (side < Math.max(5, smallest * longest) || side > largest * longest) return []
    const { x, y, spread } = momentsOf(part, labels, width)
    if (spread > solid.from && spread < solid.to) return [{ x, y, side, hasHole: false }]
    return spread > holed.from && spread < holed.to ? [{ x, y, side, hasHole: true }] : []
  })
  const bySize = blots.sort((a, b) => b.side - a.side)
  return [
    ...bySize.filter(({ hasHole }) => hasHole).slice(0, 5),
    ...bySize.filter(({ hasHole }) => !hasHole).slice(0, mostBlots),
  ]
}

/**
 * Bounds of det(second moments) / area⁴, which no turn, shear or stretch changes: 1/144 = 0.0069 for a full square seen from anywhere,
 * 0.0132 for one with a hole of 0.4 of its side; a disc has 0.0063, letters and digits have more than 0.02.
 *
 * @see Flusser, Suk 1993, "Pattern recognition by affine moment invariants", I1
 */
const solid = { from: 0.0058, to: 0.0086 }
const holed = { from: 0.0098, to: 0.0185 }

function momentsOf(
  part: { x: number; y: number; width: number; height: number; label: number },
  labels: Int32Array,
  width: number,
) {
  let area = 0
  let [x, y, xx, xy, yy] = [0, 0, 0, 0, 0]
  for (let v = 0; v < part.height; v++) {
    for (let u = 0; u < part.width; u++) {
      if (labels[(part.y + v) * width + part.x + u] !== part.label) continue
      area++
      x += u
      y += v
      xx += u * u
      xy += u * v
      yy += v * v
    }
  }
  // A pixel is a square itself, which adds 1/12 to its spread.
  const varianceX = xx / area - (x / area) ** 2 + 1 / 12
  const varianceY = yy / area - (y / area) ** 2 + 1 / 12
  const covariance = xy / area - (x * y) / area ** 2
  const spread = (varianceX * varianceY - covariance ** 2) / area ** 2
  return { x: part.x + x / area + 0.5, y: part.y + y / area + 0.5, spread }
}

/** Every four of a ring and three squares of its size, clockwise from the ring. */
function* quadsOf(ring: Blot, squares: readonly Blot[]): Generator<Quad> {
  const alike = squares.filter(({ side }) => side < 2 * ring.side && ring.side < 2 * side)
  for (let a = 0; a < alike.length; a++) {
    for (let b = a + 1; b < alike.length; b++) {
      for (let c = b + 1; c < alike.length; c++) yield clockwise(ring, [alike[a]!, alike[b]!, alike[c]!])
    }
  }
}

function clockwise(first: Blot, others: readonly Blot[]): Quad {
  const all = [first, ...others]
  const x = all.reduce((sum, blot) => sum + blot.x, 0) / 4
  const y = all.reduce((sum, blot) => sum + blot.y, 0) / 4
  const angle = (blot: Blot) => Math.atan2(blot.y - y, blot.x - x)
  const start = angle(first)
  const turn = (blot: Blot) => (angle(blot) - start + 4 * Math.PI) % (2 * Math.PI)
  return [first, ...[...others].sort((a, b) => turn(a) - turn(b))] as unknown as Quad
}

/** Area of a four-cornered sheet that could be ours in perspective; 0 for one that could not. */
function scoreOf(quad: Quad, aspect: number, least: number): number {
  const cross = (i: number) => {
    const [a, b, c] = [quad[i]!, quad[(i + 1) % 4]!, quad[(i + 2) % 4]!]
    return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
  }
  const turns = [0, 1, 2, 3].map(cross)
  if (turns.some(turn => turn <= 0)) return 0
  const area = (turns[0]! + turns[2]!) / 2
  const length = (i: number) => Math.hypot(quad[(i + 1) % 4]!.x - quad[i]!.x, quad[(i + 1) % 4]!.y - quad[i]!.y)
  const [top, right, bottom, left] = [0, 1, 2, 3].map(length) as [number, number, number, number]
  const ratio = (a: number, b: number) => Math.max(a, b) / Math.min(a, b)
  if (ratio(top, bottom) > 1.7 || ratio(left, right) > 1.7) return 0
  if (ratio((top + bottom) / (left + right), aspect) > 1.5) return 0
  return area < least ? 0 : area
}
