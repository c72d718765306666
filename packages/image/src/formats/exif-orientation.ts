// Which way is up? The orientation tag of EXIF data (TIFF 6.0 structure, tag 274), and the turn it asks for.
import type { Raster } from '../raster.ts'

/**
 * The orientation in a TIFF structure as EXIF holds it: 1 (upright) to 8. Anything unreadable counts as 1.
 *
 * @param tiff bytes from the TIFF header (`II*\0` or `MM\0*`) on
 */
export function exifOrientation(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const little = view.getUint16(0) === 0x4949
  if (!little && view.getUint16(0) !== 0x4d4d) return 1
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return 1
  const entries = view.getUint16(directory, little)
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12 // tag, type, count, value
    if (at + 12 > tiff.length) return 1
    if (view.getUint16(at, little) !== 274) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/**
 * The picture turned and mirrored so that orientation `orientation` becomes upright. Orientation 1 returns the same raster.
 *
 * @param orientation 1 to 8 as in EXIF 2.3, 4.6.4: where row 0 and column 0 of the stored picture belong
 */
export function turnUpright(raster: Raster, orientation: number): Raster {
  if (orientation < 2 || orientation > 8) return raster
  const { width, height } = raster
  const swapped = orientation >= 5
  const outWidth = swapped ? height : width
  const outHeight = swapped ? width : height
  const mirrorX = [2, 3, 7, 8].includes(orientation) // source x runs backwards
  const mirrorY = [3, 4, 6, 7].includes(orientation)
  const from = new Uint32Array(raster.data.buffer, raster.data.byteOffset, width * height)
  const to = new Uint32Array(width * height)
  for (let y = 0, at = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++, at++) {
      const u = swapped ? y : x
      const v = swapped ? x : y
      to[at] = from[(mirrorY ? height - 1 - v : v) * width + (mirrorX ? width - 1 - u : u)]!
    }
  }
  return { width: outWidth, height: outHeight, data: new Uint8Array(to.buffer) }
}
