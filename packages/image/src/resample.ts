// How does a plane of numbers change its size? Down by area averaging, up by cubic or straight-line interpolation.

/** Any plane of pixel values. */
export type Plane = Float32Array | Uint8Array

/**
 * Area ("box") resampling: every output pixel is the mean of the source area under it. Also enlarges, as blocks.
 *
 * @param source `width · height` values, or pixels of `step` values each, of which the one at `offset` counts
 * @returns `outWidth · outHeight` values in the source's unit
 */
export function areaAverage(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
  { step = 1, offset = 0 } = {},
): Float32Array {
  const out = new Float32Array(outWidth * outHeight)
  const across = spans(width, outWidth)
  const down = spans(height, outHeight)
  const narrow = new Float32Array(outWidth) // one row of the source, as wide as the output
  let row = -1 // which one
  for (let y = 0; y < outHeight; y++) {
    const to = y * outWidth
    const last = down.last[y]!
    for (let i = down.first[y]!; i <= last; i++) {
      if (i !== row) narrowRow(source, i * width * step + offset, step, across, narrow)
      row = i
      const weight = (i === down.first[y] ? down.head[y]! : i === last ? down.tail[y]! : 1) / down.size
      for (let x = 0; x < outWidth; x++) out[to + x]! += narrow[x]! * weight
    }
  }
  return out
}

/** Means of one row, whose first value is at `start`. */
function narrowRow(source: Plane, start: number, step: number, across: Spans, out: Float32Array): void {
  const { first, last, head, tail, size } = across
  for (let x = 0; x < out.length; x++) {
    const end = start + last[x]! * step
    let i = start + first[x]! * step
    let sum = source[i]! * head[x]!
    if (i < end) {
      for (i += step; i < end; i += step) sum += source[i]!
      sum += source[end]! * tail[x]!
    }
    out[x] = sum / size
  }
}

/** For every output cell, the source cells that it touches, and how much of the first and of the last one it covers. */
interface Spans {
  readonly first: Int32Array
  readonly last: Int32Array
  readonly head: Float64Array
  readonly tail: Float64Array
  /** Source cells in an output cell. */
  readonly size: number
}

function spans(from: number, to: number): Spans {
  const size = from / to
  const first = new Int32Array(to)
  const last = new Int32Array(to)
  const head = new Float64Array(to)
  const tail = new Float64Array(to)
  for (let i = 0; i < to; i++) {
    const [start, end] = [i * size, (i + 1) * size]
    first[i] = Math.min(from - 1, Math.floor(start + 1e-9))
    last[i] = Math.min(from - 1, Math.max(first[i]!, Math.ceil(end - 1e-9) - 1))
    head[i] = Math.min(end, first[i]! + 1) - start
    tail[i] = end - last[i]!
  }
  return { first, last, head, tail, size }
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
