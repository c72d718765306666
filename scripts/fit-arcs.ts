// Learns how much each kind of evidence counts when a mark may be one digit or several (packages/recognizer/src/arc-weights.ts):
//
//   npm run fit:arcs -- [--count 1500] [--seed 1]
//
// A lattice with scores for its arcs is a conditional random field over ways to cut and read it (Sarawagi and Cohen,
// "Semi-Markov conditional random fields", NIPS 2004): the weights maximise the likelihood of the true texts of composed
// strings, half of them spoilt, by gradient ascent on log P(text) = logMass(paths with that text) - logMass(all paths). Chains
// (chain-weights.ts) are then weighed likewise, a line's right text among its choices, on these strings and on drawn pages.
// Hands are those that training never saw (hands.ts); `npm run measure:lines` has others. How wide digits are is counted on MNIST's
// training split.

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { loadLineReader } from '@digitrec/cnn/lines'
import { findInk, type Raster, segmentLevel } from '@digitrec/image'
import { type DigitSet, degradations, drawScene, measureScene, setPool, stratifiedSplit } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { createRandom, type Random } from '@digitrec/tensor'
import type { LineOpinion } from '../packages/recognizer/src/ask-reader.ts'
import { type Automaton, logMass, spells } from '../packages/recognizer/src/decode.ts'
import type { Lattice } from '../packages/recognizer/src/lattice.ts'
import { latticeOf, type MarkLattice } from '../packages/recognizer/src/read-segments.ts'
import { type ArcWeights, arcFeatures, digitLogs, scoreArc, weightNames } from '../packages/recognizer/src/score-arc.ts'
import { type ChainWeights, chainFeatures, chainNames } from '../packages/recognizer/src/score-chain.ts'
import { ownArcs, waysThrough } from '../packages/recognizer/src/weigh-lines.ts'
import { allHands, unseenDigits } from './hands.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1500' }, seed: { type: 'string', default: '1' } },
})
const { train } = await loadMnist({ download: false })
const split = stratifiedSplit(train.labels)
const [arcsPath, chainsPath] = ['arc', 'chain'].map(kind => `packages/recognizer/src/${kind}-weights.ts`) as [
  string,
  string,
]

/**
 * What is expected of the weights of chains before any are seen, and how much that counts. A text is right whichever way it was cut, so
 * the likelihood of texts says next to nothing of the parts; without an opinion on them, digits get boxes that hold none.
 */
const expected = [0.3, 0.1, 0.1, 0.1, 0, 0.5, 0.3, 1, 0.5, 0.5, 1]
const pull = chainNames.map((_, k) => (k < chainNames.indexOf('bias') ? 0.05 : 1e-3))

const aspects = countAspects(train, split.train)
const reader = loadLineReader()
const readers = { classifier: loadDigitClassifier(), lines: () => reader }
const examples = await readStrings()
const weights = learn(examples)
writeArcs()
const lines = [...examples, ...(await readScenes(unseenDigits(train, 'fit')))]
const chainWeights = learnChains(lines.flatMap(({ text, lattice }) => choicesOf(text, lattice, weights)))
writeChains()

/** Mean and spread of log(width / height) for each class, over ink of at least half strength. */
function countAspects({ images, labels }: DigitSet, indices: ArrayLike<number>) {
  const sums = Array.from({ length: 10 }, () => ({ n: 0, sum: 0, squares: 0 }))
  for (const index of Array.from(indices)) {
    let [left, top, right, bottom] = [28, 28, -1, -1]
    for (let i = 0; i < 784; i++) {
      if (images[index * 784 + i]! < 128) continue
      left = Math.min(left, i % 28)
      right = Math.max(right, i % 28)
      top = Math.min(top, Math.floor(i / 28))
      bottom = Math.floor(i / 28)
    }
    const value = Math.log((right - left + 1) / (bottom - top + 1))
    const of = sums[labels[index]!]!
    of.n++
    of.sum += value
    of.squares += value * value
  }
  return sums.map(({ n, sum, squares }) => ({ mean: sum / n, spread: Math.sqrt(squares / n - (sum / n) ** 2) }))
}

interface Example {
  readonly text: string
  readonly lattice: MarkLattice
  /** `[arc]`, the features of `arcFeatures`. */
  readonly features: readonly number[][]
  /** `[arc][digit]`. */
  readonly digits: readonly number[][]
  readonly truth: Automaton
}

async function readStrings(): Promise<Example[]> {
  const compose = await allHands('fit')
  const random = createRandom(Number(values.seed))
  const examples: Example[] = []
  for (let n = 0; n < Number(values.count); n++) {
    const { raster, text } = compose(n % 2 ? 'touching' : 'mixed', random.fork(100, n))
    const { ink, segments } = segmentLevel(findInk(n % 4 < 2 ? raster : spoilt(raster, random.fork(200, n))))
    if (segments.length === 0) continue
    const lattice = await latticeOf(ink, segments, readers)
    const features = lattice.evidence.map(evidence => arcFeatures(evidence, aspects))
    const digits = lattice.evidence.map(digitLogs)
    examples.push({ text, lattice, features, digits, truth: spells(Array.from(text, Number)) })
  }
  return examples
}

/** Whole pages of all kinds, where most digits stand apart: what strings alone would not teach. */
async function readScenes(indices: ArrayLike<number>): Promise<{ text: string; lattice: MarkLattice }[]> {
  const random = createRandom(Number(values.seed))
  const pools = [setPool(train, indices)]
  const pages: { text: string; lattice: MarkLattice }[] = []
  for (let n = 0; n < Number(values.count) / 3; n++) {
    const { raster, text } = drawScene({ pools }, random.fork(300, n))
    const { ink, segments } = segmentLevel(findInk(raster))
    pages.push({ text, lattice: await latticeOf(ink, segments, readers) })
  }
  return pages
}

/** Spoilt in one way or another, as `npm run measure:stress` does it. */
function spoilt(raster: Raster, random: Random): Raster {
  const scene = measureScene(raster)
  const kinds = Object.values(degradations)
  return scene ? kinds[random.int(kinds.length)]!.apply(scene, random) : raster
}

function scored({ lattice, features, digits }: Example, w: readonly number[]): Lattice {
  const arcs = lattice.arcs.map((arc, n) => {
    const score = features[n]!.reduce((sum, value, k) => sum + w[k]! * value, 0)
    return {
      ...arc,
      logP: digits[n]!.map((value, digit) => value + score + w.at(-1)! * (lattice.evidence[n]!.reader?.[digit] ?? 0)),
    }
  })
  return { nodes: lattice.nodes, arcs }
}

/** Mean log-likelihood, those counted that some path can spell at all; and their number. */
function likelihood(examples: readonly Example[], w: readonly number[]): { mean: number; spelt: number } {
  let sum = 0
  let spelt = 0
  for (const example of examples) {
    const lattice = scored(example, w)
    const right = logMass(lattice, example.truth)
    if (!Number.isFinite(right)) continue
    sum += Math.max(-20, right - logMass(lattice))
    spelt++
  }
  return { mean: sum / spelt, spelt }
}

/** Adam on numeric gradients: there are eight weights. */
function learn(examples: readonly Example[]): ArcWeights {
  const w = [0.9, 0.6, 0.2, 0.5, 0, 1.4, 0.3, 0.4]
  const first = w.map(() => 0)
  const second = w.map(() => 0)
  const sample = createRandom(Number(values.seed))
  for (let step = 1; step <= 30; step++) {
    const batch = Array.from({ length: 60 }, () => examples[sample.int(examples.length)]!)
    const rate = 0.08 * (1 - step / 31)
    const gradient = w.map((_, k) => {
      const at = (by: number) =>
        likelihood(
          batch,
          w.map((value, j) => (j === k ? value + by : value)),
        ).mean
      return (at(0.01) - at(-0.01)) / 0.02
    })
    gradient.forEach((g, k) => {
      first[k] = 0.9 * first[k]! + 0.1 * g
      second[k] = 0.99 * second[k]! + 0.01 * g * g
      w[k]! += (rate * (first[k]! / (1 - 0.9 ** step))) / (Math.sqrt(second[k]! / (1 - 0.99 ** step)) + 1e-6)
    })
    if (step % 20 === 0)
      console.log(`step ${step}: ${likelihood(batch, w).mean.toFixed(4)} ${w.map(v => v.toFixed(2)).join(' ')}`)
  }
  const { mean, spelt } = likelihood(examples, w)
  console.log(`${examples.length} strings, ${spelt} can be spelt, mean log-likelihood ${mean.toFixed(4)}`)
  return Object.fromEntries(weightNames.map((name, k) => [name, Number(w[k]!.toFixed(3))])) as unknown as ArcWeights
}

/** The texts that a line may be, each with what speaks for it, and which is right. */
interface Choice {
  readonly features: readonly number[][]
  readonly right: number
}

/** What the ways through a line can spell, each way's text and all that differ in one digit; nothing when none is right. */
function choicesOf(text: string, lattice: MarkLattice, by: ArcWeights): Choice[] {
  const truths = text.split('\n')
  if (lattice.arcs.some(({ line }) => line >= truths.length)) return []
  const arcs = lattice.arcs.map((arc, n) => ({ ...arc, logP: scoreArc(lattice.evidence[n]!, by, aspects) }))
  // Lines as short as these are one stretch each.
  return [...lattice.doubtful].flatMap(line => {
    const opinion = lattice.opinions.get(line)
    return opinion ? choicesOfLine(truths[line]!, { ...lattice, arcs }, line, opinion) : []
  })
}

function choicesOfLine(text: string, lattice: MarkLattice, line: number, opinion: LineOpinion): Choice[] {
  const own = ownArcs(lattice, line)
  const best = new Map<string, number[]>()
  for (const way of waysThrough(own.lattice, opinion)) {
    const evidence = way.arcs.map(arc => lattice.evidence[own.indices[arc]!]!)
    const whole = opinion.whole(way.digits)
    for (const [n, scores] of whole.entries())
      for (const [digit, reader] of scores.entries()) {
        const spelt = way.digits.map((other, i) => (i === n ? digit : other))
        const key = spelt.join('')
        if (!best.has(key)) best.set(key, chainFeatures(evidence, spelt, reader))
      }
  }
  const right = [...best.keys()].indexOf(text)
  return right === -1 ? [] : [{ features: [...best.values()], right }]
}

/** Likelihood of the right texts among their choices, and of the weights themselves, at most: Adam on the exact gradient. */
function learnChains(choices: readonly Choice[]): ChainWeights {
  const w = [...expected]
  const [first, second] = [w.map(() => 0), w.map(() => 0)]
  const steps = 400
  for (let step = 1; step <= steps; step++) {
    const gradient = w.map((value, k) => -pull[k]! * (value - expected[k]!))
    let likelihood = 0
    for (const { features, right } of choices) {
      const scores = features.map(f => f.reduce((sum, value, k) => sum + w[k]! * value, 0))
      const most = Math.max(...scores)
      const weights = scores.map(score => Math.exp(score - most))
      const total = weights.reduce((sum, value) => sum + value, 0)
      likelihood += scores[right]! - most - Math.log(total)
      for (const k of w.keys()) {
        const mean = features.reduce((sum, f, i) => sum + (weights[i]! / total) * f[k]!, 0)
        gradient[k]! += (features[right]![k]! - mean) / choices.length
      }
    }
    const rate = 0.05 * (1 - step / (steps + 1))
    for (const [k, g] of gradient.entries()) {
      first[k] = 0.9 * first[k]! + 0.1 * g
      second[k] = 0.99 * second[k]! + 0.01 * g * g
      w[k]! += (rate * (first[k]! / (1 - 0.9 ** step))) / (Math.sqrt(second[k]! / (1 - 0.99 ** step)) + 1e-6)
    }
    if (step % 100 === 0)
      console.log(
        `chains, step ${step}: ${(likelihood / choices.length).toFixed(4)} ${w.map(v => v.toFixed(2)).join(' ')}`,
      )
  }
  console.log(`${choices.length} lines with the right text among their choices`)
  return Object.fromEntries(chainNames.map((name, k) => [name, Number(w[k]!.toFixed(3))])) as unknown as ChainWeights
}

function writeChains(): void {
  writeFileSync(
    chainsPath,
    `// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
${chainNames.map(name => `  ${name}: ${chainWeights[name]},`).join('\n')}
}
`,
  )
  console.log(`wrote ${chainsPath}`)
}

function writeArcs(): void {
  const rounded = aspects.map(({ mean, spread }) => `  { mean: ${mean.toFixed(2)}, spread: ${spread.toFixed(2)} },`)
  writeFileSync(
    arcsPath,
    `// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ArcWeights, Aspect } from './score-arc.ts'

/** Fitted on composed strings of digits that training never saw. */
export const weights: ArcWeights = {
${weightNames.map(name => `  ${name}: ${weights[name]},`).join('\n')}
}

/** Of log(width / height) of the digits 0 to 9 in MNIST's training split. */
export const aspects: readonly Aspect[] = [
${rounded.join('\n')}
]
`,
  )
  console.log(`wrote ${arcsPath}`)
}
