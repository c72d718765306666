// Which digits are for training and which for validation? A seeded split that keeps the share of every class.

import { createRandom } from '@digitrec/tensor'

/** Two lists of indices into one set; together every index once. */
export interface Split {
  /** Ascending. */
  readonly train: Uint32Array
  /** Ascending. */
  readonly validation: Uint32Array
}

/**
 * Splits a set by its labels: every class gives the same share to validation, to within one digit.
 *
 * The shares are rounded by largest remainder, so validation has exactly the number asked for. The same labels, number and seed
 * give the same lists everywhere.
 *
 * @param labels label of every digit
 * @param options.validation how many digits go to validation. @default 5000
 * @param options.seed @default 1
 * @throws RangeError when validation is not a whole number 0..labels.length
 * @example
 * const { train, validation } = stratifiedSplit(set.labels)   // 55,000 and 5,000 indices of MNIST's training set
 */
export function stratifiedSplit(labels: Uint8Array, options: { validation?: number; seed?: number } = {}): Split {
  const { validation: size = 5000, seed = 1 } = options
  if (!Number.isInteger(size) || size < 0 || size > labels.length) {
    throw new RangeError(`stratifiedSplit: validation must be a whole number 0..${labels.length}, got ${size}.`)
  }
  const members = indicesByLabel(labels)
  const quotas = shares(members, size, labels.length)
  const random = createRandom(seed)
  const isValidation = new Uint8Array(labels.length)
  members.forEach((list, k) => {
    random.shuffle(list)
    for (const index of list.subarray(0, quotas[k])) isValidation[index] = 1
  })
  const pick = (wanted: number) => Uint32Array.from(labels.keys()).filter(index => isValidation[index] === wanted)
  return { train: pick(0), validation: pick(1) }
}

/** Indices of every label that occurs, labels ascending. */
function indicesByLabel(labels: Uint8Array): Uint32Array[] {
  const lists = new Map<number, number[]>()
  labels.forEach((label, index) => {
    const list = lists.get(label)
    if (list) list.push(index)
    else lists.set(label, [index])
  })
  return [...lists.entries()].sort((a, b) => a[0] - b[0]).map(([, list]) => Uint32Array.from(list))
}

/** How many of each class: proportional, rounded down, and the rest to the largest remainders (earlier class first on a tie). */
function shares(members: Uint32Array[], size: number, total: number): number[] {
  const exact = members.map(list => (total === 0 ? 0 : (list.length * size) / total))
  const quotas = exact.map(Math.floor)
  const missing = size - quotas.reduce((sum, quota) => sum + quota, 0)
  const byRemainder = exact.map((value, k) => ({ k, rest: value - Math.floor(value) }))
  byRemainder.sort((a, b) => b.rest - a.rest || a.k - b.k)
  for (const { k } of byRemainder.slice(0, missing)) quotas[k]!++
  return quotas
}
