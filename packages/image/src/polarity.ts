// Is the ink darker or lighter than the paper?
import { otsu } from './otsu.ts'
import { areaAverage } from './resample.ts'
import type { Gray } from './working-size.ts'

/** Which way round a picture is drawn. */
export type Polarity = 'dark-on-light' | 'light-on-dark'

/** Side of the copy on which local differences are measured, as if it were square: a strip gets a longer and lower one. */
const copySide = 100
/** Smaller pictures have no surroundings to speak of. */
const smallestSide = 32

/**
 * Tells dark ink on light paper from light ink on a dark page.
 *
 * A border that is almost all dark or all light decides. Otherwise (a shadow, a table edge) every pixel is compared with the
 * median of its surroundings: strokes are the minority there, so the side on which the differences are larger is ink.
 */
export function findPolarity(gray: Gray): Polarity {
  const { width, height, data } = gray
  const { threshold } = otsu(data, 255)
  const border = borderShare(gray, threshold)
  if (border > 0.12 && border < 0.9 && Math.min(width, height) >= smallestSide) return localPolarity(gray)
  let dark = 0
  for (let i = 0; i < data.length; i++) if (data[i]! < threshold) dark++
  const share = dark / data.length
  if (border > 0.7 && share > 0.5) return 'light-on-dark'
  if (border < 0.3 && share < 0.6) return 'dark-on-light'
  return share < 0.5 ? 'dark-on-light' : 'light-on-dark'
}

/** Share of dark pixels in a frame of 3 % of the shorter side. */
function borderShare({ width, height, data }: Gray, threshold: number): number {
  const depth = Math.max(1, Math.round(0.03 * Math.min(width, height)))
  let dark = 0
  let count = 0
  for (let y = 0; y < height; y++) {
    const isEdgeRow = y < depth || y >= height - depth
    for (let x = 0; x < width; x++) {
      if (!isEdgeRow && x === depth && width - depth > depth) x = width - depth // jump over the middle
      count++
      if (data[y * width + x]! < threshold) dark++
    }
  }
  return dark / count
}

function localPolarity({ width, height, data }: Gray): Polarity {
  const scale = Math.min(1, copySide / Math.sqrt(width * height))
  const smallWidth = Math.max(8, Math.round(width * scale))
  const smallHeight = Math.max(8, Math.round(height * scale))
  const small = areaAverage(data, width, height, smallWidth, smallHeight)
  const radius = Math.round(0.2 * Math.sqrt(smallWidth * smallHeight))
  const median = medianFilter(small, smallWidth, smallHeight, radius)
  let lighter = 0
  let darker = 0
  for (let i = 0; i < small.length; i++) {
    const difference = Math.log(small[i]! + 20) - Math.log(median[i]! + 20)
    const weight = Math.min(0.8, Math.max(0, Math.abs(difference) - 0.12)) // small ones are texture, huge ones count once
    if (difference > 0) lighter += weight
    else darker += weight
  }
  return lighter > darker ? 'light-on-dark' : 'dark-on-light'
}

/** Median of the (2 · radius + 1)² window, mirrored at the border; a histogram slides along each row (Huang 1979). */
function medianFilter(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(source.length)
  const columns = new Int32Array(width + 2 * radius)
  for (let i = 0; i < columns.length; i++) columns[i] = mirror(i - radius, width)
  const size = 2 * radius + 1
  const half = (size * size + 1) / 2
  const histogram = new Int32Array(256)
  for (let y = 0; y < height; y++) {
    const rows = Array.from({ length: size }, (_, i) => mirror(y - radius + i, height) * width)
    histogram.fill(0)
    for (let c = 0; c < size; c++) for (const row of rows) histogram[source[row + columns[c]!]! | 0]!++
    let level = 0
    let below = 0 // pixels under `level`
    for (let x = 0; x < width; x++) {
      while (below + histogram[level]! < half) below += histogram[level++]!
      while (below >= half) below -= histogram[--level]!
      out[y * width + x] = level
      if (x === width - 1) break
      for (const row of rows) {
        const gone = source[row + columns[x]!]! | 0
        const come = source[row + columns[x + size]!]! | 0
        histogram[gone]!--
        histogram[come]!++
        below += (come < level ? 1 : 0) - (gone < level ? 1 : 0)
      }
    }
  }
  return out
}

function mirror(i: number, size: number): number {
  const period = 2 * size
  const at = ((i % period) + period) % period
  return at < size ? at : period - 1 - at
}
