// Is it really this form that the corner marks were found of? Then its printed boxes are where the template has them.

import { type Homography, project, type Raster } from '@digitrec/image'
import { boxLines } from './layout.ts'
import type { FormTemplate } from './template.ts'

/** Millimetres: from place to place along a line, how far a line may be from its place, and where there is paper beside it. */
const step = 1.5
const slack = 0.6
const beside = 1.3
/** A printed line takes this share of the paper's light at least. */
const darker = 0.05
/** Some places are written over or blurred. */
const leastSeen = 0.5

/**
 * Whether at least half of the places along the lines of all boxes are darker than the paper on both sides.
 *
 * @param raster opaque
 * @param toPicture from millimetres of the page to pixels
 */
export function seesBoxes(raster: Raster, toPicture: Homography, { fields }: FormTemplate): boolean {
  let seen = 0
  let places = 0
  const brightness = (x: number, y: number) => luma(raster, project(toPicture, { x, y }))
  for (const { x1, y1, x2, y2 } of fields.flatMap(boxLines)) {
    const [acrossX, acrossY] = y1 === y2 ? [0, 1] : [1, 0]
    const length = x2 - x1 + y2 - y1
    for (let along = step / 2; along < length; along += step) {
      const x = x1 + ((x2 - x1) * along) / length
      const y = y1 + ((y2 - y1) * along) / length
      const at = (offset: number) => brightness(x + offset * acrossX, y + offset * acrossY)
      const line = Math.min(...[-1, -0.5, 0, 0.5, 1].map(share => at(share * slack)))
      places++
      seen += Number(line < (1 - darker) * Math.min(at(-beside), at(beside)))
    }
  }
  return seen >= leastSeen * places
}

/** Brightness of the pixel at a place; beyond the border, that of the border. */
function luma({ width, height, data }: Raster, { x, y }: { x: number; y: number }): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x)))
  const row = Math.min(height - 1, Math.max(0, Math.floor(y)))
  const i = 4 * (row * width + column)
  return 0.2126 * data[i]! + 0.7152 * data[i + 1]! + 0.0722 * data[i + 2]!
}
