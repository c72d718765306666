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
  return interpolate(source, width, height, outWidth, outHeight, 2, t => [1 - t, t])
}

/** Catmull-Rom interpolation (Keys 1981, a = -1/2); may overshoot the source's range by a little. */
export function bicubic(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  return interpolate(source, width, height, outWidth, outHeight, 4, t => [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ])
}

function interpolate(
  source: Plane,
  width: number,
  height: number,
  outWidth: number,
  outHeight: number,
  taps: 2 | 4,
  kernel: (t: number) => number[],
): Float32Array {
  const across = weights(width, outWidth, taps, kernel)
  const down = weights(height, outHeight, taps, kernel)
  const wide = new Float32Array(outWidth * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0
      for (let i = x * taps; i < (x + 1) * taps; i++) sum += source[y * width + across.index[i]!]! * across.weight[i]!
      wide[y * outWidth + x] = sum
    }
  }
  const out = new Float32Array(outWidth * outHeight)
  for (let y = 0; y < outHeight; y++) {
    for (let i = y * taps; i < (y + 1) * taps; i++) {
      const row = down.index[i]! * outWidth
      const weight = down.weight[i]!
      for (let x = 0; x < outWidth; x++) out[y * outWidth + x]! += wide[row + x]! * weight
    }
  }
  return out
}

/** For every output cell, the `taps` source cells around it and their weights. */
function weights(size: number, outSize: number, taps: number, kernel: (t: number) => number[]) {
  const index = new Int32Array(outSize * taps)
  const weight = new Float32Array(outSize * taps)
  for (let i = 0; i < outSize; i++) {
    const at = ((i + 0.5) * size) / outSize - 0.5
    const left = Math.floor(at)
    kernel(at - left).forEach((value, tap) => {
      index[i * taps + tap] = Math.min(size - 1, Math.max(0, left + tap + 1 - taps / 2))
      weight[i * taps + tap] = value
    })
  }
  return { index, weight }
}
