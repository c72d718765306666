// The k nearest neighbours: remembers every digit, and asks those that look most alike.

import { pixelsPerDigit } from '../idx.ts'
import { type Baseline, breathe } from './baseline.ts'
import { deskew } from './deskew.ts'
import { multiplier } from './product.ts'

/** How many neighbours vote. @see LeCun et al. 1998, section III.C.2: three */
const k = 3
/** Remembered digits that are compared with at once. */
const chunk = 1000
/** Digits that are asked about at once. */
const rows = 500

/**
 * k = 3 on deskewed pixels, Euclidean distance: |a − b|² = |a|² − 2a·b + |b|², so that nearly all of it is a matrix product.
 * Equal votes go to the class of the nearest.
 */
export const nearestNeighbours: Baseline = {
  name: 'knn',
  summary: '3 nearest neighbours, L2, slant removed',
  async fit({ images, labels }, options) {
    const known = deskew(images)
    const length = labels.length
    const norms = Float32Array.from({ length }, (_, n) => norm(known, n))
    await breathe(options, 1)
    return {
      bytes: 4 * known.length + labels.length,
      async predict(asked, options = {}) {
        const x = deskew(asked)
        const count = x.length / pixelsPerDigit
        const nearest = new NearestLists(count)
        for (let from = 0; from < length; from += chunk) {
          const to = Math.min(length, from + chunk)
          const { times } = multiplier(transposed(known, from, to), pixelsPerDigit, to - from)
          for (let row = 0; row < count; row += rows) {
            const last = Math.min(count, row + rows)
            const products = times(x.subarray(row * pixelsPerDigit, last * pixelsPerDigit))
            for (let n = row; n < last; n++)
              for (let i = from; i < to; i++)
                nearest.offer(n, norms[i]! - 2 * products[(n - row) * (to - from) + i - from]!, labels[i]!)
          }
          await breathe(options, to / length)
        }
        return nearest.votes()
      },
    }
  },
}

/** For each row the k smallest distances so far, the nearest first. */
class NearestLists {
  readonly #distances: Float64Array
  readonly #labels: Uint8Array

  constructor(readonly count: number) {
    this.#distances = new Float64Array(count * k).fill(Number.POSITIVE_INFINITY)
    this.#labels = new Uint8Array(count * k)
  }

  offer(row: number, distance: number, label: number): void {
    const distances = this.#distances
    let at = row * k + k - 1
    if (distance >= distances[at]!) return
    for (; at > row * k && distance < distances[at - 1]!; at--) {
      distances[at] = distances[at - 1]!
      this.#labels[at] = this.#labels[at - 1]!
    }
    distances[at] = distance
    this.#labels[at] = label
  }

  votes(): Uint8Array {
    return Uint8Array.from({ length: this.count }, (_, row) => {
      const own = this.#labels.subarray(row * k, row * k + k)
      const votesOf = (label: number) => own.reduce((sum, other) => sum + Number(other === label), 0)
      return own.reduce((best, label) => (votesOf(label) > votesOf(best) ? label : best), own[0]!)
    })
  }
}

function norm(x: Float32Array, n: number): number {
  return x.subarray(n * pixelsPerDigit, (n + 1) * pixelsPerDigit).reduce((sum, value) => sum + value * value, 0)
}

/** Rows from..to of [N,784] as [784, to − from]. */
function transposed(x: Float32Array, from: number, to: number): Float32Array {
  const width = to - from
  const out = new Float32Array(pixelsPerDigit * width)
  for (let n = 0; n < width; n++)
    for (let i = 0; i < pixelsPerDigit; i++) out[i * width + n] = x[(from + n) * pixelsPerDigit + i]!
  return out
}
