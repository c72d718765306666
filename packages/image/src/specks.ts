// Is the picture sown with single wrong pixels? Salt and pepper are told by how many pixels are unlike all of their neighbours,
// and become what is around them.
import type { Raster } from './raster.ts'

/** Levels by which a pixel differs that is unlike its neighbour: paper, pencil and a camera's noise differ by less. */
const unlike = 40
/** From this share of lone pixels on they are noise: the dot of a pen is larger, and a scan has one in thousands. */
const leastShare = 0.003
/** Fewer of them are dots in a tiny drawing. */
const leastCount = 12
/** So many pixels are looked at to tell how many stand alone. */
const sampled = 250_000
/** Of two specks side by side each has one neighbour alike; a stroke of one pixel's width has two everywhere but at its ends. */
const mostAlike = 1

/**
 * A copy without salt and pepper: where lone pixels are frequent in every quarter of the picture, each pixel that stands out from its
 * neighbours, one of them at most left out, becomes the median of those that do not. Channels are judged one by one, since noise may
 * have one colour. The outermost pixels stay.
 *
 * @param raster opaque; not changed
 * @returns the raster that was given when it is no noisier than a scan
 * @see Chan, Ho and Nikolova 2005, "Salt-and-pepper noise removal by median-type noise detectors and detail-preserving
 * regularization": a detector first, then the repair of what was detected and of nothing else
 */
export function withoutSpecks(raster: Raster): Raster {
  const noisy = [0, 1, 2].filter(channel => isNoisy(raster, channel))
  if (noisy.length === 0) return raster
  const data = Uint8Array.from(raster.data)
  for (const channel of noisy) repair(raster, channel, data)
  return { ...raster, data }
}

/** Whether lone pixels are frequent in all four quarters: what is dotted by hand is so in one place. */
function isNoisy(raster: Raster, channel: number): boolean {
  const [middleX, middleY] = [raster.width >> 1, raster.height >> 1]
  let all = 0
  for (const [left, right] of [[1, middleX] as const, [middleX, raster.width - 1] as const])
    for (const [top, bottom] of [[1, middleY] as const, [middleY, raster.height - 1] as const]) {
      const { lone, seen } = countLone(raster, channel, { left, right, top, bottom })
      if (lone <= leastShare * seen) return false
      all += lone
    }
  return all >= leastCount
}

interface Part {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** How many pixels of a part were looked at, and how many of them are unlike all of their neighbours. */
function countLone({ width, height, data }: Raster, channel: number, { left, right, top, bottom }: Part) {
  const stride = Math.max(1, Math.floor(Math.sqrt((width * height) / sampled)))
  const around = neighbours(width)
  let [lone, seen] = [0, 0]
  for (let y = top; y < bottom; y += stride)
    for (let x = left; x < right; x += stride) {
      seen++
      const at = 4 * (y * width + x) + channel
      // Nearly every pixel is like the one before it.
      if (Math.abs(data[at - 4]! - data[at]!) <= unlike) continue
      if (standsOut(data, at, around, 0)) lone++
    }
  return { lone, seen }
}

/** From a pixel to the eight around it, the nearest in memory first. */
function neighbours(width: number): readonly number[] {
  return [-1, 1, -width, width, -width - 1, 1 - width, width - 1, width + 1].map(step => 4 * step)
}

/**
 * Whether a value is the darkest or the lightest around, and at most so many neighbours are like it. The soft edge of a stroke has few
 * pixels alike, but lies between ink and paper.
 */
function standsOut(data: Uint8Array, at: number, around: readonly number[], most: number): boolean {
  const own = data[at]!
  let alike = 0
  let darker = false
  let lighter = false
  for (let n = 0; n < around.length; n++) {
    const difference = data[at + around[n]!]! - own
    if (difference < -unlike) darker = true
    else if (difference > unlike) lighter = true
    else if (++alike > most) return false
    if (darker && lighter) return false
  }
  return true
}

/** Writes one channel into `out`, repaired. */
function repair({ width, height, data }: Raster, channel: number, out: Uint8Array): void {
  const around = neighbours(width)
  const isSpeck = new Uint8Array(data.length >> 2)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++)
      if (standsOut(data, 4 * i + channel, around, mostAlike)) isSpeck[i] = 1
  }
  const sound: number[] = []
  for (let i = isSpeck.indexOf(1); i >= 0; i = isSpeck.indexOf(1, i + 1)) {
    const at = 4 * i + channel
    sound.length = 0
    for (const step of around) if (!isSpeck[i + (step >> 2)]) sound.push(data[at + step]!)
    if (sound.length > 0) out[at] = sound.sort((a, b) => a - b)[sound.length >> 1]!
  }
}
