// How does a plane of numbers change its size? Down by area averaging, up by cubic or straight-line interpolation.

/** Any plane of pixel values. */
export type Plane = Float32Array | Uint8Array

/**
 * Area ("box") resampling: every output pixel is the mean of the source area under it. Also enlarges, as blocks.
 *
 * @param source `width · height` values
 * @returns `outWidth · outHeight` values in the source's unit
 */
export function areaAverage(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  const narrow = new Float32Array(outWidth * height)
  const stepX = width / outWidth
  for (let x = 0; x < outWidth; x++) {
    const { first, last, head, tail } = span(x * stepX, (x + 1) * stepX, width)
    for (let y = 0, row = 0; y < height; y++, row += width) {
      let sum = source[row + first]! * head
      for (let i = first + 1; i < last; i++) sum += source[row + i]!
      if (last > first) sum += source[row + last]! * tail
      narrow[y * outWidth + x] = sum / stepX
    }
  }
  const out = new Float32Array(outWidth * outHeight)
  const stepY = height / outHeight
  for (let y = 0; y < outHeight; y++) {
    const { first, last, head, tail } = span(y * stepY, (y + 1) * stepY, height)
    for (let i = first; i <= last; i++) {
      const weight = (i === first ? head : i === last ? tail : 1) / stepY
      for (let x = 0; x < outWidth; x++) out[y * outWidth + x]! += narrow[i * outWidth + x]! * weight
    }
  }
  return out
}

/** The cells that [from, to) touches, and how much of the first and last one it covers. */
function span(from: number, to: number, size: number) {
  const first = Math.min(size - 1, Math.floor(from + 1e-9))
  const last = Math.min(size - 1, Math.max(first, Math.ceil(to - 1e-9) - 1))
  return { first, last, head: Math.min(to, first + 1) - from, tail: to - last }
}

/** Straight-line interpolation between pixel centres; the border pixel reaches to the edge. */
export function bilinear(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  const out = new Float32Array(outWidth * outHeight)
  const rows = bilinearRows(source, width, height, outWidth, outHeight)
  for (let y = 0; y < outHeight; y++) rows(y, out.subarray(y * outWidth, (y + 1) * outWidth))
  return out
}

/**
 * The same, a row at a time and in any order, for callers that need no plane.
 *
 * @returns writes row `y` of the enlarged plane into `row`, `outWidth` values
 */
export function bilinearRows(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): (y: number, row: Float32Array) => void {
  const across = neighbours(width, outWidth)
  const down = neighbours(height, outHeight)
  const line = new Float32Array(width) // between two rows of the source, which is the narrower plane as a rule
  return (y, row) => {
    const above = down.before[y]! * width
    const below = down.after[y]! * width
    const share = down.share[y]!
    for (let x = 0; x < width; x++) line[x] = source[above + x]! + share * (source[below + x]! - source[above + x]!)
    const { before, after, share: along } = across
    for (let x = 0; x < outWidth; x++) {
      const left = line[before[x]!]!
      row[x] = left + along[x]! * (line[after[x]!]! - left)
    }
  }
}

/** For every output cell, the source cells before and after its centre, and how near it is to the one after. */
function neighbours(size: number, outSize: number) {
  const before = new Int32Array(outSize)
  const after = new Int32Array(outSize)
  const share = new Float32Array(outSize)
  for (let i = 0; i < outSize; i++) {
    const at = ((i + 0.5) * size) / outSize - 0.5
    const left = Math.floor(at)
    before[i] = Math.max(0, left)
    after[i] = Math.min(size - 1, left + 1)
    share[i] = at - left
  }
  return { before, after, share }
}

/** Catmull-Rom interpolation (Keys 1981, a = -1/2); may overshoot the source's range by a little. */
export function bicubic(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  const across = cubicWeights(width, outWidth)
  const down = cubicWeights(height, outHeight)
  const wide = new Float32Array(outWidth * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0, tap = 0; x < outWidth; x++, tap += 4) {
      let sum = 0
      for (let i = tap; i < tap + 4; i++) sum += source[y * width + across.index[i]!]! * across.weight[i]!
      wide[y * outWidth + x] = sum
    }
  }
  const out = new Float32Array(outWidth * outHeight)
  for (let y = 0; y < outHeight; y++) {
    for (let i = 4 * y; i < 4 * y + 4; i++) {
      const row = down.index[i]! * outWidth
      const weight = down.weight[i]!
      for (let x = 0; x < outWidth; x++) out[y * outWidth + x]! += wide[row + x]! * weight
    }
  }
  return out
}

/** For every output cell, the four source cells around it and their weights. */
function cubicWeights(size: number, outSize: number) {
  const index = new Int32Array(4 * outSize)
  const weight = new Float32Array(4 * outSize)
  for (let i = 0; i < outSize; i++) {
    const at = ((i + 0.5) * size) / outSize - 0.5
    const left = Math.floor(at)
    const t = at - left
    for (let tap = 0; tap < 4; tap++) index[4 * i + tap] = Math.min(size - 1, Math.max(0, left + tap - 1))
    weight[4 * i] = ((2 - t) * t - 1) * t * 0.5
    weight[4 * i + 1] = ((3 * t - 5) * t * t + 2) * 0.5
    weight[4 * i + 2] = ((4 - 3 * t) * t + 1) * t * 0.5
    weight[4 * i + 3] = (t - 1) * t * t * 0.5
  }
  return { index, weight }
}
