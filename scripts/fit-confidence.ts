// Learns how far a reading can be trusted (packages/recognizer/src/confidence-weights.ts):
//
//   npm run fit:confidence -- [--count 1500] [--seed 1]
//
// Logistic regression of "the whole text is right" on what the recognizer knows of its reading. Pages are composed: single
// digits, strings apart, touching and mixed, in hands that training never saw (hands.ts; `npm run measure:lines` has others); a third
// at all contrasts, a third spoilt as `npm run measure:stress` spoils pictures; and one in five shows
// marks that are no digits, where no text is right.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { loadLineReader } from '@digitrec/cnn/lines'
import { findInk, type Raster, segmentLevel } from '@digitrec/image'
import { degradations, drawNegativeSet, measureScene } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { createRandom, type Random } from '@digitrec/tensor'
import {
  calibratedConfidence,
  type Trust,
  type TrustWeights,
  trustFeatures,
  trustNames,
} from '../packages/recognizer/src/confidence.ts'
import { readLattice } from '../packages/recognizer/src/constrain.ts'
import { readSegments } from '../packages/recognizer/src/read-segments.ts'
import { trustOf } from '../packages/recognizer/src/recognize.ts'
import { allHands, unseenDigits } from './hands.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1500' }, seed: { type: 'string', default: '1' } },
})
const path = 'packages/recognizer/src/confidence-weights.ts'
const { train } = await loadMnist({ download: false })
const compose = await allHands('fit')
const reader = loadLineReader()
const readers = { classifier: loadDigitClassifier(), lines: async () => reader }
const negatives = drawNegativeSet({ seed: 4711, length: 800, digits: train, indices: unseenDigits(train, 'fit') })

/** More doubt must never raise the confidence: the sign that each weight may have, 0 for any. */
const signs = [1, 1, 1, -1, -1, 0, 1, 0]

interface Example {
  readonly trust: Trust
  readonly right: boolean
}

const examples = await readPages(Number(values.count), createRandom(Number(values.seed)))
const held = examples.filter((_, i) => i % 4 === 0)
const weights = learn(examples.filter((_, i) => i % 4 !== 0))
report(held)
write()

async function readPages(count: number, random: Random): Promise<Example[]> {
  const pages: Example[] = []
  for (let n = 0; n < count; n++) {
    const { raster, text } = page(n, random.fork(n))
    const { ink, segments } = segmentLevel(findInk(raster))
    const lattice = await readSegments(ink, segments, readers)
    const reading = readLattice(lattice)
    const [answer] = reading.best(1)
    if (!answer || answer.arcs.length === 0) continue
    const trust = trustOf(lattice, reading, answer, ink.contrast)
    pages.push({ trust, right: answer.text === text })
  }
  return pages
}

function page(n: number, random: Random): { raster: Raster; text: string } {
  const kind = n % 5
  if (kind === 0) return { raster: negativePage(random), text: 'none' }
  const spacing = (['spaced', 'spaced', 'mixed', 'touching'] as const)[kind - 1]!
  // Half of the pages of separate digits hold a single one.
  const { raster, text } = compose(spacing, random, kind === 1 ? 1 : undefined)
  return { raster: changed(raster, random), text }
}

/** A third of the pages as they are, a third faded, a third spoilt. */
function changed(raster: Raster, random: Random): Raster {
  const kind = random.int(3)
  if (kind === 0) return raster
  if (kind === 1) return faded(raster, random)
  const scene = measureScene(raster)
  const kinds = Object.values(degradations)
  return scene ? kinds[random.int(kinds.length)]!.apply(scene, random) : raster
}

/** One to four marks that are no digits in a row. */
function negativePage(random: Random): Raster {
  const count = 1 + random.int(4)
  const scale = 2 + random.int(2)
  const width = (28 * count + 12) * scale
  const height = 40 * scale
  const data = new Uint8Array(4 * width * height).fill(255)
  for (let k = 0; k < count; k++) {
    const at = random.int(negatives.length)
    for (let y = 0; y < 28 * scale; y++)
      for (let x = 0; x < 28 * scale; x++) {
        const ink = negatives.images[at * 784 + Math.floor(y / scale) * 28 + Math.floor(x / scale)]!
        const i = (y + 6 * scale) * width + x + (6 + 28 * k) * scale
        data.fill(245 - 0.9 * ink, 4 * i, 4 * i + 3)
      }
  }
  return { width, height, data }
}

/** At 15 to 100 % of its contrast. */
function faded(raster: Raster, random: Random): Raster {
  const share = random.uniform(0.15, 1)
  return { ...raster, data: raster.data.map((value, i) => (i % 4 === 3 ? value : 230 - share * (230 - value))) }
}

/** Projected gradient descent on the mean log-loss, with a little decay; there are eight weights. */
function learn(list: readonly Example[]): TrustWeights {
  const features = list.map(({ trust }) => trustFeatures(trust))
  const w = trustNames.map(() => 0)
  const scale = trustNames.map((_, k) => Math.sqrt(features.reduce((sum, f) => sum + f[k]! ** 2, 0) / list.length) || 1)
  for (let step = 0; step < 4000; step++) {
    const gradient = trustNames.map(() => 0)
    for (const [n, f] of features.entries()) {
      const odds = f.reduce((sum, value, k) => sum + (w[k]! * value) / scale[k]!, 0)
      const error = 1 / (1 + Math.exp(-odds)) - Number(list[n]!.right)
      for (const [k, value] of f.entries()) gradient[k]! += (error * value) / scale[k]!
    }
    for (const k of w.keys()) {
      w[k]! -= 1.5 * (gradient[k]! / list.length + 1e-4 * w[k]!)
      const sign = signs[k]!
      if (w[k]! * sign < 0) w[k] = 0
    }
  }
  return Object.fromEntries(trustNames.map((name, k) => [name, w[k]! / scale[k]!])) as unknown as TrustWeights
}

function report(list: readonly Example[]): void {
  const scored = list.map(({ trust, right }) => ({ p: calibratedConfidence(trust, weights), right }))
  const loss = scored.reduce((sum, { p, right }) => sum - Math.log(right ? p : 1 - p), 0) / list.length
  console.log(`${examples.length} pages, ${list.length} held out: log-loss ${loss.toFixed(4)}`)
  for (const [from, to] of [
    [0, 0.1],
    [0.1, 0.5],
    [0.5, 0.8],
    [0.8, 0.9],
    [0.9, 0.97],
    [0.97, 1.01],
  ] as const) {
    const bin = scored.filter(({ p }) => p >= from && p < to)
    const mean = bin.reduce((sum, { p }) => sum + p, 0) / bin.length
    const share = bin.filter(({ right }) => right).length / bin.length
    console.log(
      `confidence ${from} to ${Math.min(1, to)}: ${bin.length} pages, mean ${mean.toFixed(3)}, right ${share.toFixed(3)}`,
    )
  }
}

function write(): void {
  writeFileSync(
    path,
    `// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
${trustNames.map(name => `  ${name}: ${Number(weights[name].toFixed(2))},`).join('\n')}
}
`,
  )
  console.log(`wrote ${path}`)
}
