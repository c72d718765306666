// Which scenes are drawn for what? Sets by name, each a stream of scenes: number n of a set is the same everywhere.

import type { Raster } from '@digitrec/image'
import { createRandom } from '@digitrec/tensor'
import type { DigitSet } from '../idx.ts'
import { digitPools, type Part } from './digit-pool.ts'
import { drawScene, type SceneOptions, type SyntheticScene } from './scene.ts'

/** A set of scenes. */
export interface SceneSet {
  /** One sentence for people. */
  readonly about: string
  /** Which digits it is written with. */
  readonly part: Part
  readonly seed: number
  readonly options: Omit<SceneOptions, 'pools'>
}

/** Sets by name. Those of different parts have no digit in common. */
export const sceneSets = {
  training: { about: 'everything, with digits to train on', part: 'train', seed: 41_001, options: {} },
  validation: {
    about: 'everything, with digits that training never saw',
    part: 'validation',
    seed: 42_001,
    options: {},
  },
  gallery: {
    about: 'short numbers on plain paper, to look at',
    part: 'validation',
    seed: 43_001,
    options: { lines: 2, digits: 8, isPlain: true },
  },
} as const satisfies Record<string, SceneSet>

/** The name of a set. */
export type SceneSetName = keyof typeof sceneSets

/**
 * A set, to be drawn one scene at a time.
 *
 * @param train MNIST's training set
 * @returns scene number n, from 0
 * @example
 * const scene = sceneSet('validation', train)
 * const { raster, text } = scene(7)
 */
export function sceneSet(name: SceneSetName, train: DigitSet): (n: number) => SyntheticScene {
  const { part, seed, options } = sceneSets[name]
  // Drawn hands write by themselves; the pools are for stored digits.
  const pools = digitPools(train, part, { drawn: 0 })
  const random = createRandom(seed)
  return n => drawScene({ pools, ...options }, random.fork(n))
}

const sheetColumns = 4
const cellWidth = 300
const cellHeight = 200
const frame = [220, 60, 60] as const

/** Scenes side by side, each made small enough for its cell, with the true box of every digit around it. */
export function contactSheet(scenes: readonly SyntheticScene[]): Raster {
  const width = sheetColumns * cellWidth
  const height = Math.max(1, Math.ceil(scenes.length / sheetColumns)) * cellHeight
  const data = new Uint8Array(4 * width * height).fill(255)
  for (const [i, { raster, digits }] of scenes.entries()) {
    const factor = Math.min(1, (cellWidth - 8) / raster.width, (cellHeight - 8) / raster.height)
    const [left, top] = [(i % sheetColumns) * cellWidth + 4, Math.floor(i / sheetColumns) * cellHeight + 4]
    for (let y = 0; y < Math.floor(raster.height * factor); y++)
      for (let x = 0; x < Math.floor(raster.width * factor); x++) {
        const from = 4 * (Math.floor(y / factor) * raster.width + Math.floor(x / factor))
        data.set(raster.data.subarray(from, from + 3), 4 * ((top + y) * width + left + x))
      }
    for (const { box } of digits) {
      const [x0, y0] = [left + Math.floor(box.x * factor), top + Math.floor(box.y * factor)]
      const [x1, y1] = [
        left + Math.floor((box.x + box.width) * factor),
        top + Math.floor((box.y + box.height) * factor),
      ]
      for (let x = x0; x <= x1; x++) for (const y of [y0, y1]) data.set(frame, 4 * (y * width + x))
      for (let y = y0; y <= y1; y++) for (const x of [x0, x1]) data.set(frame, 4 * (y * width + x))
    }
  }
  return { width, height, data }
}
