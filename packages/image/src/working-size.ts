// At what size is a picture looked at? The longest side at most 1200 pixels, but of a long strip; small pictures and low strips are enlarged.
import type { Raster } from './raster.ts'
import { areaAverage, bicubic } from './resample.ts'

/** An opaque picture at working size: three planes of values 0 to 255, one and the same plane when it has no colour. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly red: Float32Array
  readonly green: Float32Array
  readonly blue: Float32Array
  /** Working pixels per source pixel. */
  readonly scale: number
}

/** Brightness at working size. */
export interface Gray {
  readonly width: number
  readonly height: number
  /** Rec. 709 luma of the stored (gamma-coded) values, 0 black to 255 white. */
  readonly data: Float32Array
  /** Working pixels per source pixel. */
  readonly scale: number
}

const longestSide = 1200
/** Below this, every later step would work on too few pixels... */
const smallSide = 200
/** ... and so it would on a strip with one line of writing that is no higher than this. */
const smallHeight = 100

/** A long strip is not made lower than this: it may be one line of hundreds of digits... */
const leastHeight = 160
/** ... as long as it has no more pixels than a square of the longest side. */
const mostPixels = longestSide ** 2

/** Working pixels per source pixel. */
function scaleOf(width: number, height: number): number {
  const side = Math.max(width, height)
  const short = Math.min(width, height)
  if (side > longestSide)
    return Math.max(longestSide / side, Math.min(1, leastHeight / short, Math.sqrt(mostPixels / (side * short))))
  if (side < 8 || (side >= smallSide && short >= smallHeight)) return 1
  const wanted = side < smallSide ? Math.round(224 / side) : Math.ceil(smallHeight / short)
  return Math.min(8, Math.max(2, wanted), Math.max(1, Math.floor(longestSide / side)))
}

/** Resamples an opaque raster to working size: area averaging down, cubic up (2 to 8 times). Alpha is not looked at. */
export function toWorkingSize(raster: Raster): Picture {
  const scale = scaleOf(raster.width, raster.height)
  const width = Math.max(1, Math.round(raster.width * scale))
  const height = Math.max(1, Math.round(raster.height * scale))
  const resize = (offset: number) => {
    if (scale < 1) return areaAverage(raster.data, raster.width, raster.height, width, height, { step: 4, offset })
    const plane = channel(raster, offset)
    return scale === 1 ? plane : clamped(bicubic(plane, raster.width, raster.height, width, height))
  }
  const red = resize(0)
  if (isGray(raster)) return { width, height, red, green: red, blue: red, scale }
  return { width, height, red, green: resize(1), blue: resize(2), scale }
}

function isGray({ data }: Raster): boolean {
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false
  return true
}

function channel({ data }: Raster, offset: number): Float32Array {
  const plane = new Float32Array(data.length >> 2)
  for (let i = 0, at = offset; i < plane.length; i++, at += 4) plane[i] = data[at]!
  return plane
}

/** The cubic kernel overshoots at edges. */
function clamped(plane: Float32Array): Float32Array {
  for (let i = 0; i < plane.length; i++) plane[i] = Math.min(255, Math.max(0, plane[i]!))
  return plane
}

/** Brightness of a picture. */
export function toGray({ width, height, red, green, blue, scale }: Picture): Gray {
  const data = new Float32Array(red.length)
  for (let i = 0; i < data.length; i++) data[i] = 0.2126 * red[i]! + 0.7152 * green[i]! + 0.0722 * blue[i]!
  return { width, height, data, scale }
}
