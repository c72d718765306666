// The random forest: many decision trees, each grown on its own draw of the digits, that vote.

import { createRandom, type Random } from '@digitrec/tensor'
import { type DigitSet, pixelsPerDigit } from '../idx.ts'
import { type Baseline, type BaselineOptions, breathe, type FittedBaseline } from './baseline.ts'
import { deskew } from './deskew.ts'

const classes = 10
/** Pixels that a node may choose from. @see Breiman 2001, section 4: about the square root of all */
const tried = 28
/** Gray levels that a split can lie between: 16 are as good as 256 here, and sixteen times quicker to count. */
const levels = 16

/** Nodes of one tree in flat arrays: a node splits where pixel >= threshold goes right; a leaf has pixel −1 and a label. */
interface Tree {
  readonly pixel: Int16Array
  /** Level to split at, or the label of a leaf. */
  readonly value: Uint8Array
  /** Left child; the right one is the next. */
  readonly left: Int32Array
}

/**
 * 100 trees on deskewed pixels, grown until every leaf is pure, splits by Gini impurity.
 *
 * @see Breiman 2001, "Random Forests"
 */
export const randomForest: Baseline = randomForestOf(100)

/** @param trees how many vote */
export function randomForestOf(trees: number): Baseline {
  return {
    name: 'forest',
    summary: `${trees} trees, ${tried} pixels tried a node, slant removed`,
    fit: (train, options) => growForest(train, options, trees),
  }
}

async function growForest(train: DigitSet, options: BaselineOptions, trees: number): Promise<FittedBaseline> {
  const x = toLevels(train.images)
  const forest: Tree[] = []
  for (let n = 0; n < trees; n++) {
    forest.push(new Grower(x, train, createRandom(options.seed).fork(5, n)).grow())
    await breathe(options, (n + 1) / trees)
  }
  return {
    bytes: forest.reduce((sum, { pixel }) => sum + 7 * pixel.length, 0),
    async predict(asked) {
      const rows = toLevels(asked)
      return Uint8Array.from({ length: rows.length / pixelsPerDigit }, (_, n) => vote(forest, rows, n))
    },
  }
}

function toLevels(images: Uint8Array): Uint8Array {
  return Uint8Array.from(deskew(images), value => Math.min(levels - 1, value * levels))
}

function vote(forest: readonly Tree[], x: Uint8Array, row: number): number {
  const votes = new Uint16Array(classes)
  for (const { pixel, value, left } of forest) {
    let node = 0
    while (pixel[node]! >= 0) node = left[node]! + Number(x[row * pixelsPerDigit + pixel[node]!]! >= value[node]!)
    votes[value[node]!]!++
  }
  return votes.indexOf(Math.max(...votes))
}

/** Grows one tree, node by node; the digits of a node lie side by side in one list that splits part in place. */
class Grower {
  readonly #digits: Int32Array
  readonly #pixel: number[] = []
  readonly #value: number[] = []
  readonly #left: number[] = []
  readonly #histogram = new Int32Array(levels * classes)

  constructor(
    readonly x: Uint8Array,
    readonly train: DigitSet,
    readonly random: Random,
  ) {
    this.#digits = Int32Array.from({ length: train.length }, () => random.int(train.length))
  }

  grow(): Tree {
    const open = [{ node: this.#add(), from: 0, to: this.#digits.length }]
    for (let task = open.pop(); task; task = open.pop()) {
      const { node, from, to } = task
      const split = this.#isPure(from, to) ? undefined : this.#bestSplit(from, to)
      if (!split) {
        this.#value[node] = this.#majority(from, to)
        continue
      }
      const middle = this.#part(from, to, split.pixel, split.level)
      this.#pixel[node] = split.pixel
      this.#value[node] = split.level
      const left = this.#add()
      this.#left[node] = left
      this.#add()
      open.push({ node: left, from, to: middle }, { node: left + 1, from: middle, to })
    }
    return {
      pixel: Int16Array.from(this.#pixel),
      value: Uint8Array.from(this.#value),
      left: Int32Array.from(this.#left),
    }
  }

  #add(): number {
    this.#pixel.push(-1)
    this.#value.push(0)
    this.#left.push(0)
    return this.#pixel.length - 1
  }

  #isPure(from: number, to: number): boolean {
    const { labels } = this.train
    const first = labels[this.#digits[from]!]!
    for (let i = from + 1; i < to; i++) if (labels[this.#digits[i]!] !== first) return false
    return true
  }

  #majority(from: number, to: number): number {
    const counts = new Int32Array(classes)
    for (let i = from; i < to; i++) counts[this.train.labels[this.#digits[i]!]!]!++
    return counts.indexOf(Math.max(...counts))
  }

  /** The split of largest Σ n_k²/n over both sides, which is the one of least Gini impurity. */
  #bestSplit(from: number, to: number): { pixel: number; level: number } | undefined {
    const total = new Int32Array(classes)
    for (let i = from; i < to; i++) total[this.train.labels[this.#digits[i]!]!]!++
    let best: { pixel: number; level: number } | undefined
    let bestScore = squares(total) / (to - from) + 1e-9
    for (let n = 0; n < tried; n++) {
      const pixel = this.random.int(pixelsPerDigit)
      this.#count(from, to, pixel)
      const below = new Int32Array(classes)
      let countBelow = 0
      for (let level = 1; level < levels; level++) {
        for (let k = 0; k < classes; k++) {
          below[k]! += this.#histogram[(level - 1) * classes + k]!
          countBelow += this.#histogram[(level - 1) * classes + k]!
        }
        if (countBelow === 0 || countBelow === to - from) continue
        let above = 0
        for (let k = 0; k < classes; k++) above += (total[k]! - below[k]!) ** 2
        const score = squares(below) / countBelow + above / (to - from - countBelow)
        if (score > bestScore) {
          bestScore = score
          best = { pixel, level }
        }
      }
    }
    return best
  }

  #count(from: number, to: number, pixel: number): void {
    const { labels } = this.train
    this.#histogram.fill(0)
    for (let i = from; i < to; i++) {
      const digit = this.#digits[i]!
      this.#histogram[this.x[digit * pixelsPerDigit + pixel]! * classes + labels[digit]!]!++
    }
  }

  /** Puts digits below the level first; returns where the others begin. */
  #part(from: number, to: number, pixel: number, level: number): number {
    let middle = from
    for (let i = from; i < to; i++) {
      const digit = this.#digits[i]!
      if (this.x[digit * pixelsPerDigit + pixel]! >= level) continue
      this.#digits[i] = this.#digits[middle]!
      this.#digits[middle++] = digit
    }
    return middle
  }
}

function squares(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count * count, 0)
}
