// What would a part of a sheet look like from straight above? Every pixel is looked up where the photo has it.
import { type Homography, project } from './homography.ts'
import type { Raster } from './raster.ts'

/**
 * A straight view of part of a photo.
 *
 * @param raster the photo, opaque
 * @param map places of the view, in its pixels, to places in the photo
 * @returns an opaque raster, interpolated on straight lines; beyond the photo's border its edge goes on
 */
export function rectify(raster: Raster, map: Homography, width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 4)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      const at = project(map, { x: x + 0.5, y: y + 0.5 })
      sample(raster, at.x - 0.5, at.y - 0.5, data, to)
    }
  }
  return { width, height, data }
}

/** Writes the colour at a place between pixel centres. */
function sample({ width, height, data }: Raster, x: number, y: number, out: Uint8Array, to: number): void {
  const u = Math.min(width - 1, Math.max(0, x))
  const v = Math.min(height - 1, Math.max(0, y))
  const left = Math.floor(u)
  const top = Math.floor(v)
  const right = Math.min(width - 1, left + 1)
  const bottom = Math.min(height - 1, top + 1)
  const fx = u - left
  const fy = v - top
  for (let channel = 0; channel < 3; channel++) {
    const at = (column: number, row: number) => data[(row * width + column) * 4 + channel]!
    const upper = at(left, top) * (1 - fx) + at(right, top) * fx
    const lower = at(left, bottom) * (1 - fx) + at(right, bottom) * fx
    out[to + channel] = Math.round(upper * (1 - fy) + lower * fy)
  }
  out[to + 3] = 255
}
