// How deep in the ink does a pixel lie? Its exact distance to the nearest pixel of paper.

/**
 * Squared Euclidean distance of every pixel to the nearest one of paper: whole numbers, 0 on paper.
 * What lies outside the plane is neither; without any paper all distances are infinite.
 *
 * @param mask not 0 = ink, `width · height`
 * @see Felzenszwalb, Huttenlocher 2012, "Distance transforms of sampled functions", section 2.1
 */
export function squaredDistance(mask: Uint8Array, width: number, height: number): Float64Array {
  const field = new Float64Array(mask.length)
  for (let i = 0; i < mask.length; i++) if (mask[i]) field[i] = Infinity
  const longest = Math.max(width, height)
  const line = { values: new Float64Array(longest), apex: new Int32Array(longest), from: new Float64Array(longest + 1) }
  for (let x = 0; x < width; x++) lowerEnvelope(field, x, width, height, line)
  for (let y = 0; y < height; y++) lowerEnvelope(field, y * width, 1, width, line)
  return field
}

interface Scratch {
  readonly values: Float64Array
  /** Positions of the parabolas that are lowest somewhere, and from where on each is. */
  readonly apex: Int32Array
  readonly from: Float64Array
}

/** Replaces `length` values, `step` apart, by the lowest parabola above each: min over q of (p-q)² + f(q). */
function lowerEnvelope(field: Float64Array, start: number, step: number, length: number, line: Scratch): void {
  const { values, apex, from } = line
  let k = -1
  for (let q = 0; q < length; q++) {
    const f = field[start + q * step]!
    values[q] = f
    if (f === Infinity) continue
    let crossing = -Infinity
    while (k >= 0) {
      const p = apex[k]!
      crossing = (f + q * q - (values[p]! + p * p)) / (2 * (q - p))
      if (crossing > from[k]!) break
      k--
    }
    k++
    apex[k] = q
    from[k] = k === 0 ? -Infinity : crossing
  }
  if (k < 0) return
  from[k + 1] = Infinity
  for (let p = 0, i = 0; p < length; p++) {
    while (from[i + 1]! < p) i++
    const q = apex[i]!
    field[start + p * step] = (p - q) ** 2 + values[q]!
  }
}
