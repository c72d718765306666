// How soft are the edges of a mark? A hand that moved and a lens out of focus make wide edges of sharp ones.
import type { Ink } from './find-ink.ts'
import type { Segment } from './segment.ts'

/** Directions of edges that are told apart: a hand that moved leaves those along its way sharp. */
const directions = 4
/** A direction with a smaller share of the edges does not tell how soft they are. */
const leastShare = 0.1
/** So much of the ink is no stronger than the strength that edges rise to. */
const fullInk = 0.9

/**
 * Width of a mark's edges in source pixels, those of its softest direction: how far ink that goes on growing as fast as it does at
 * the edge would need to its full strength, the median along the edge. A step from one pixel to the next has 2 working pixels.
 *
 * A Gaussian blur of sigma = s stroke widths gives about 0.25 stroke widths for s = 0.1, 0.55 for 0.3 and 0.8 for 0.6: strokes
 * grow wider themselves.
 *
 * @param segment whole, as `segmentDigits` found it: where a mark was cut is no edge
 * @returns 0 for a mark without edges inside the picture
 * @see Marziliano et al. 2002, "A no-reference perceptual blur metric": blur is the width of edges
 */
export function edgeWidth({ strength, width, height, scale }: Ink, { area, mask }: Segment): number {
  const slopes = Array.from({ length: directions }, (): number[] => [])
  const ink: number[] = []
  for (let y = 0, at = 0; y < area.height; y++)
    for (let x = 0; x < area.width; x++, at++) {
      if (mask[at] === 0) continue
      const i = (area.y + y) * width + area.x + x
      ink.push(strength[i]!)
      const isRim = area.x + x === 0 || area.y + y === 0 || area.x + x === width - 1 || area.y + y === height - 1
      const isInside = x > 0 && x < area.width - 1 && y > 0 && y < area.height - 1
      if (isRim || (isInside && mask[at - 1] && mask[at + 1] && mask[at - area.width] && mask[at + area.width]))
        continue
      const right = (strength[i + 1]! - strength[i - 1]!) / 2
      const down = (strength[i + width]! - strength[i - width]!) / 2
      const direction = Math.round((directions * Math.atan2(down, right)) / Math.PI) + directions
      slopes[direction % directions]!.push(Math.hypot(right, down))
    }
  const edges = slopes.reduce((sum, { length }) => sum + length, 0)
  const telling = slopes.filter(({ length }) => length > 0 && length >= leastShare * edges)
  if (telling.length === 0) return 0
  const softest = Math.min(...telling.map(own => quantile(own, 0.5)))
  return quantile(ink, fullInk) / Math.max(1e-6, softest) / scale
}

function quantile(values: readonly number[], share: number): number {
  return Float64Array.from(values).sort()[Math.floor(share * (values.length - 1))]!
}
