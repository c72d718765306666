// Digits that stand anyhow: of different sizes, up and down, far apart, numbers below each other. How often are they read in their order?
//
//   npm run measure:layout -- [--count 80] [--seed 1]
//
// Every second digit of MNIST's validation split; "split" counts answers with more lines, or fewer, than were written.

import { parseArgs } from 'node:util'
import type { InkPatch } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { loadRecognizer } from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'
import { unseenDigits } from './hands.ts'
import { enlarge, joinPatches, paint, writeLine } from './string-pictures.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '80' }, seed: { type: 'string', default: '1' } },
})
const { train } = await loadMnist({ download: false })
const unseen = unseenDigits(train, 'measure')
const recognizer = await loadRecognizer()

/** How the digits of a line stand: spread of their sizes, as log, and of their places, and factor on the paper between them. */
interface Layout {
  readonly sizes: number
  readonly wander: number
  readonly gaps: number
}
const plain: Layout = { sizes: 0.1, wander: 0.05, gaps: 1 }
const layouts: Readonly<Record<string, (random: Random) => Page>> = {
  plain: random => onOneLine(plain, random),
  'sizes 0.25': random => onOneLine({ ...plain, sizes: 0.25 }, random),
  'sizes 0.4': random => onOneLine({ ...plain, sizes: 0.4 }, random),
  'wander 0.2': random => onOneLine({ ...plain, wander: 0.2 }, random),
  'wander 0.3': random => onOneLine({ ...plain, wander: 0.3 }, random),
  'gaps x4': random => onOneLine({ ...plain, wander: 0.15, gaps: 4 }, random),
  'gaps x8': random => onOneLine({ ...plain, wander: 0.15, gaps: 8 }, random),
  'columns, apart': random => inColumn('spaced', random),
  'columns, touching': random => inColumn('touching', random),
}

for (const [set, [name, compose]] of Object.entries(layouts).entries()) {
  let [right, split, accepted, wrong] = [0, 0, 0, 0]
  for (let n = 0; n < Number(values.count); n++) {
    const random = createRandom(Number(values.seed)).fork(set, n)
    const { text, ink } = compose(random)
    const answer = await recognizer.read(paint({ text, ink, boxes: [] }, random).raster)
    const read = answer.nbest(1)[0]?.text ?? ''
    const isRight = read === text
    if (isRight) right++
    if (read.split('\n').length !== text.split('\n').length) split++
    if (answer.status === 'accept') accepted++
    if (answer.status === 'accept' && !isRight) wrong++
  }
  console.log(
    `${name.padEnd(18)} ${values.count}: ${right} right, ${split} split, ${accepted} accepted, ${wrong} of them wrong`,
  )
}

/** What is written, and its ink. */
interface Page {
  readonly text: string
  readonly ink: InkPatch
}

/** 2 to 6 digits, their middles on one line more or less. */
function onOneLine({ sizes, wander, gaps }: Layout, random: Random): Page {
  const scale = random.uniform(1.4, 3)
  const slant = random.uniform(-0.25, 0.25)
  let x = 0
  const placed = Array.from({ length: 2 + random.int(5) }, () => {
    const size = Math.exp(Math.min(0.7, Math.max(-0.7, sizes * random.normal())))
    const { digit, patch } = writeDigit(scale * size, slant, random)
    const y = Math.round(20 * scale * wander * random.normal() - patch.height / 2)
    const at = { digit, patch, x, y }
    x += patch.width + Math.round(scale * random.uniform(2, 8) * gaps)
    return at
  })
  return { text: placed.map(({ digit }) => digit).join(''), ink: joinPatches(placed).ink }
}

/** 2 to 6 numbers of 1 to 5 digits, one below the other, flush left, flush right or in the middle. */
function inColumn(spacing: 'spaced' | 'touching', random: Random): Page {
  const scale = random.uniform(1.4, 2.5)
  const slant = random.uniform(-0.25, 0.25)
  const pitch = 20 * scale * random.uniform(1.4, 2.4)
  const write = (random: Random) => writeDigit(scale * random.uniform(0.9, 1.1), slant, random)
  const rows = Array.from({ length: 2 + random.int(5) }, () =>
    writeLine({ heightPx: 20 * scale, write }, 1 + random.int(5), spacing, random),
  )
  const widest = Math.max(...rows.map(({ ink }) => ink.width))
  const flush = random.int(3) / 2
  const placed = rows.map(({ ink }, n) => {
    return { patch: ink, x: Math.round((widest - ink.width) * flush), y: Math.round(n * pitch) }
  })
  return { text: rows.map(({ text }) => text).join('\n'), ink: joinPatches(placed).ink }
}

function writeDigit(scale: number, slant: number, random: Random) {
  const at = unseen[random.int(unseen.length)]!
  return { digit: train.labels[at]!, patch: enlarge(train.images, at, scale, slant) }
}
