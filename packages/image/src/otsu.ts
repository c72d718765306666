// Where do dark and light part? Otsu's threshold (Otsu 1979: the split with the greatest variance between the classes).

/** A split of values into low and high. */
export interface Split {
  /** Values above it are high; in the unit of the values. */
  readonly threshold: number
  /** Variance between the classes over the whole variance, 0 (one heap) to 1 (two points). */
  readonly separation: number
}

/**
 * Otsu's threshold of values from 0 to `max`, in 256 steps.
 *
 * @param values values outside 0 to `max` count as the nearer end
 */
export function otsu(values: Float32Array, max: number): Split {
  const histogram = new Uint32Array(256)
  const toBin = 255 / max
  for (let i = 0; i < values.length; i++) histogram[Math.min(255, Math.max(0, values[i]! * toBin)) | 0]!++
  let sum = 0
  let squares = 0
  for (let bin = 0; bin < 256; bin++) {
    sum += bin * histogram[bin]!
    squares += bin * bin * histogram[bin]!
  }
  const count = values.length
  const variance = squares / count - (sum / count) ** 2
  let best = 0
  let bestBin = 0
  for (let bin = 0, low = 0, lowSum = 0; bin < 255; bin++) {
    low += histogram[bin]!
    lowSum += bin * histogram[bin]!
    if (low === 0 || low === count) continue
    const between = ((low / count) * (count - low) * (lowSum / low - (sum - lowSum) / (count - low)) ** 2) / count
    if (between > best) {
      best = between
      bestBin = bin
    }
  }
  return { threshold: (bestBin + 1) / toBin, separation: variance > 0 ? best / variance : 0 }
}
