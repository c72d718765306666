// What is the largest, smallest or mean value around each pixel? Square windows, in time that does not depend on their size.

/**
 * Largest value in a square window, clipped at the border (van Herk 1992, Gil and Werman 1993).
 *
 * @param radius the window is `2 · radius + 1` wide
 */
export function maximumAround(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const out = new Float32Array(source.length)
  const size = Math.max(width, height)
  const left = new Float32Array(size)
  const right = new Float32Array(size)
  for (let y = 0; y < height; y++) slideMaximum(source, out, y * width, 1, width, radius, left, right)
  for (let x = 0; x < width; x++) slideMaximum(out, out, x, width, height, radius, left, right)
  return out
}

/** Smallest value in a square window, clipped at the border. */
export function minimumAround(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const negated = new Float32Array(source.length)
  for (let i = 0; i < negated.length; i++) negated[i] = -source[i]!
  const out = maximumAround(negated, width, height, radius)
  for (let i = 0; i < out.length; i++) out[i] = -out[i]!
  return out
}

/** One row or column: maxima of blocks from the left and from the right meet in every window. */
function slideMaximum(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  left: Float32Array,
  right: Float32Array,
): void {
  const size = 2 * radius + 1
  for (let block = 0; block < length; block += size) {
    const end = Math.min(length, block + size)
    let most = Number.NEGATIVE_INFINITY
    for (let i = block; i < end; i++) {
      const value = from[start + i * step]!
      if (value > most) most = value
      left[i] = most
    }
    most = Number.NEGATIVE_INFINITY
    for (let i = end - 1; i >= block; i--) {
      const value = from[start + i * step]!
      if (value > most) most = value
      right[i] = most
    }
  }
  const lastBlock = length - 1 - ((length - 1) % size)
  for (let i = 0; i < length; i++) {
    const first = i - radius
    const last = i + radius
    // A window clipped at the left is the head of one block; one clipped at the right may be the tail of one.
    const head = first < 0 ? Number.NEGATIVE_INFINITY : right[first]!
    const isTail = last >= length && first >= lastBlock
    const tail = isTail ? head : left[Math.min(last, length - 1)]!
    to[start + i * step] = Math.max(head, tail)
  }
}

/** Mean over a square window, border pixels repeated, done `times` over: three times is close to a Gaussian of sigma ≈ radius + 0.5. */
export function meanAround(
  source: Float32Array,
  width: number,
  height: number,
  radius: number,
  times = 1,
): Float32Array {
  const out = Float32Array.from(source)
  if (radius < 1) return out
  const line = new Float32Array(Math.max(width, height) + 2 * radius + 1)
  for (let time = 0; time < times; time++) {
    for (let y = 0; y < height; y++) slideMean(out, y * width, 1, width, radius, line)
    for (let x = 0; x < width; x++) slideMean(out, x, width, height, radius, line)
  }
  return out
}

function slideMean(
  data: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  line: Float32Array,
): void {
  for (let i = 0; i < length; i++) line[i + radius] = data[start + i * step]!
  line.fill(line[radius]!, 0, radius)
  line.fill(line[radius + length - 1]!, radius + length, length + 2 * radius + 1)
  const size = 2 * radius + 1
  let sum = 0
  for (let i = 0; i < size; i++) sum += line[i]!
  for (let i = 0; i < length; i++) {
    data[start + i * step] = sum / size
    sum += line[i + size]! - line[i]!
  }
}

/** Weights 1 2 1 in both directions, border pixels repeated: a Gaussian of sigma 0.7. */
export function soften(source: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(source.length)
  const line = new Float32Array(width) // sum down, four times the mean
  for (let y = 0; y < height; y++) {
    const row = y * width
    const above = y > 0 ? row - width : row
    const below = y < height - 1 ? row + width : row
    for (let x = 0; x < width; x++) line[x] = source[above + x]! + 2 * source[row + x]! + source[below + x]!
    const last = width - 1
    for (let x = 1; x < last; x++) out[row + x] = (line[x - 1]! + 2 * line[x]! + line[x + 1]!) / 16
    out[row] = (3 * line[0]! + line[Math.min(1, last)]!) / 16
    out[row + last] = (3 * line[last]! + line[Math.max(0, last - 1)]!) / 16
  }
  return out
}
