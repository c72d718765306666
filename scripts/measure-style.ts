// How far can the words about a way of writing be trusted? Measured on drawn digits, where the truth is known:
//
//   npm run measure:style [-- --digits 100 --numbers 300 --seed 1 --only 'same hand' --spreads]
//
// Ways of writing: precision and recall of each flag over the ways that the handwriting generator knows of that digit, each
// drawn equally often by as many writers. Odd digits: numbers of six digits on paper, all by one writer with one pen (a hint there
// is a false alarm), and with one digit by another pen, ink or writer (a hint at it is a detection). Writers of the second
// half of the seeds only: the spreads in consistency.ts come from the first half, which `--spreads` prints.

import { parseArgs } from 'node:util'
import { findInk, layOverPaper, normaliseFrame, type Raster, segmentDigits } from '@digitrec/image'
import {
  createWriter,
  type Drawing,
  drawDigit,
  type Look,
  looks,
  paint,
  type Writer,
  allographs as ways,
} from '@digitrec/mnist'
import { type Allograph, allographs, describeNumberStyle, describeStyle } from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'
import { describeMark } from '../packages/recognizer/src/style/add-style.ts'
import { traits } from '../packages/recognizer/src/style/consistency.ts'

const { values } = parseArgs({
  options: {
    digits: { type: 'string', default: '100' },
    numbers: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    spreads: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`)

/** Which drawn ways have what a flag claims. */
const truth: Readonly<Record<Allograph, RegExp>> = {
  'slashed-zero': /slashed/,
  'flagged-one': /flag/,
  'footed-one': /foot/,
  'looped-two': /looped/,
  'open-four': /open|lightning/,
  'open-six': /open/,
  'crossed-seven': /crossed/,
  'open-eight': /open/,
  'open-nine': /never/,
}

function measureAllographs(count: number): void {
  console.log(`ways of writing, each drawn ${count} times, 28×28 frames`)
  for (const [name, { digit }] of Object.entries(allographs) as [Allograph, (typeof allographs)[Allograph]][]) {
    let [hits, flagged, actual, others, wrong] = [0, 0, 0, 0, 0]
    for (const [k, allograph] of ways[digit]!.entries()) {
      for (let n = 0; n < count; n++) {
        const random = createRandom(seed).fork(digit * 100 + k, n)
        const heightPx = Math.round(24 * 3 ** random.next())
        const { strength, width, height } = drawDigit(digit, createWriter(random), random, { allograph, heightPx })
        const isSo = truth[name].test(allograph.name)
        const isSaid = describeStyle(normaliseFrame(strength, width, height), digit)!.allographs.includes(name)
        actual += Number(isSo)
        others += Number(!isSo)
        flagged += Number(isSaid)
        hits += Number(isSo && isSaid)
        wrong += Number(!isSo && isSaid)
      }
    }
    console.log(
      `  ${name.padEnd(14)} precision ${percent(hits, flagged).padStart(7)}   recall ${percent(hits, actual).padStart(7)}   said of others ${percent(wrong, others).padStart(6)}`,
    )
  }
}

/** A digit and the pen that writes it. */
interface Hand {
  readonly writer: Writer
  readonly penPx: number
  readonly look: Look
}

const length = 6
const heightPx = 64

/** Six digits in a row, the `odd` one by another hand, on the same paper. */
function page(random: Random, hand: Hand, odd: number, other: Hand): { raster: Raster; text: number[] } {
  const text = Array.from({ length }, () => random.int(10))
  const layers = [hand, other].map(() => [] as { drawing: Drawing; x: number; y: number }[])
  let x = 0
  for (const [i, digit] of text.entries()) {
    const { writer, penPx } = i === odd ? other : hand
    const size = heightPx * Math.exp(writer.sizes * random.normal())
    const drawing = drawDigit(digit, writer, random, { heightPx: size, penPx })
    const y = Math.round(100 - drawing.baselinePx + writer.baseline * heightPx * random.normal())
    layers[i === odd ? 1 : 0]!.push({ drawing, x: Math.round(x), y })
    x += drawing.width + Math.max(0.15, hand.writer.spacing) * heightPx
  }
  const [width, height] = [Math.ceil(x), 160]
  const paper = random.int(2 ** 30)
  const [under, over] = layers.map((placed, n) => {
    const strength = new Float32Array(width * height)
    for (const { drawing, x, y } of placed)
      for (let row = 0; row < drawing.height; row++)
        for (let column = 0; column < drawing.width; column++)
          if (y + row >= 0 && y + row < height && x + column < width)
            strength[(y + row) * width + x + column] = drawing.strength[row * drawing.width + column]!
    return paint({ width, height, strength }, n === 0 ? hand.look : other.look, createRandom(paper))
  }) as [Raster, Raster]
  const data = under.data.map((value, i) => Math.min(value, over.data[i]!))
  return { raster: { ...under, data }, text }
}

const pens: readonly Look[] = [looks.bluePen, looks.blackPen, looks.ruledBook].map(look => ({ ...look, lines: 'none' }))

function aHand(random: Random, paper?: Look): Hand {
  const writer = createWriter(random)
  const ink = pens[random.int(pens.length)]!
  return {
    writer,
    penPx: writer.pen * heightPx,
    look: paper ? { ...paper, ink: ink.ink, transparency: ink.transparency } : ink,
  }
}

/** Reads a page as the walk does, but with the truth for the classifier; undefined when a mark is no digit of its own. */
function read({ raster, text }: { raster: Raster; text: readonly number[] }) {
  const paper = layOverPaper(raster)
  const ink = findInk(raster)
  const segments = segmentDigits(ink)
  if (segments.length !== text.length) return undefined
  return segments.map((segment, i) => {
    const digit = text[i]!
    const { box, line } = segment
    return { digit, box, line, frame: new Float32Array(784), style: describeMark(paper, ink, segment, digit)! }
  })
}

/** What is changed about the odd digit. */
const alterations: Readonly<Record<string, (random: Random, hand: Hand) => Hand>> = {
  'same hand (false alarms)': (_, hand) => hand,
  'pen 1.5 times as wide': (_, hand) => ({ ...hand, penPx: 1.5 * hand.penPx }),
  'pen twice as wide': (_, hand) => ({ ...hand, penPx: 2 * hand.penPx }),
  'other ink': (_, hand) => ({
    ...hand,
    look: { ...hand.look, ink: hand.look.ink[2] > 80 ? [32, 32, 38] : [28, 52, 140] },
  }),
  'other writer, same pen': (random, hand) => ({ ...hand, writer: aHand(random).writer }),
  'other writer, own pen': (random, hand) => aHand(random, hand.look),
}

function measureHints(count: number): void {
  console.log(`odd digits, ${count} numbers of ${length} digits each`)
  for (const [name, alter] of Object.entries(alterations)) {
    if (!name.includes(values.only ?? '')) continue
    let [usable, hinted, found, only] = [0, 0, 0, 0]
    const reasons: Record<string, number> = {}
    for (let n = 0; n < count; n++) {
      const random = createRandom(seed).fork(2, n)
      const hand = aHand(random)
      const odd = random.int(length)
      const digits = read(page(random.fork(1), hand, odd, alter(random.fork(2), hand)))
      if (!digits) continue
      const { hints } = describeNumberStyle({ digits })!
      usable++
      hinted += Number(hints.length > 0)
      found += Number(hints.some(({ index }) => index === odd))
      only += Number(hints.length > 0 && hints.every(({ index }) => index === odd))
      for (const { what } of hints) reasons[what] = (reasons[what] ?? 0) + 1
    }
    const why = Object.entries(reasons).map(([what, times]) => `${what} ${times}`)
    console.log(
      `  ${name.padEnd(26)} ${String(usable).padStart(4)} read   hinted ${percent(hinted, usable).padStart(7)}   at the odd digit ${percent(found, usable).padStart(7)}   only there ${percent(only, usable).padStart(7)}   ${why.join(', ')}`,
    )
  }
}

/** How much each trait varies within numbers by one writer: pooled standard deviations. */
function printSpreads(count: number): void {
  const sums = traits.map(() => 0)
  let freedom = 0
  for (let n = 0; n < count; n++) {
    const random = createRandom(seed).fork(1, n)
    const hand = aHand(random)
    const digits = read(page(random.fork(1), hand, -1, hand))
    if (!digits) continue
    freedom += length - 1
    for (const [k, { of }] of traits.entries()) {
      const row = digits.map(({ digit, box, style: { slant, ink } }) =>
        of({ digit, slant, heightPx: box.height, ink: ink! }),
      )
      const mean = row.reduce((a, b) => a + b) / row.length
      sums[k]! += row.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    }
  }
  for (const [k, { what }] of traits.entries()) console.log(what, Math.sqrt(sums[k]! / freedom).toFixed(4))
}

if (values.spreads) printSpreads(Number(values.numbers))
else {
  measureAllographs(Number(values.digits))
  measureHints(Number(values.numbers))
}
