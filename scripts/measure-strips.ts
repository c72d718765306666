// How well does the line reader read, apart from everything else? Strips of digits that training never saw, put together
// as training's are, and the strings that came out exactly:
//
//   npm run measure:strips -- [--count 2000] [--seed 1] [--model FILE]
//
// Clean strips have 1 to 6 digits and are left as written; spoilt ones have up to 12, with cuts, specks, remains of printed
// lines, blur and noise. `path` takes the likeliest path, `text` the likeliest text (prefix beam search).

import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { ctcBeam, ctcGreedy, wilsonInterval } from '@digitrec/cnn'
import { type LineReader, lineReader, loadLineReader } from '@digitrec/cnn/lines'
import { digitPools, drawStrips, type Spacing } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string' },
  },
})
const { train } = await loadMnist({ download: false })
const pools = digitPools(train, 'validation')
const reader = values.model ? lineReader(new Uint8Array(readFileSync(values.model))) : loadLineReader()
/** Columns of a strip; the digits that do not fit are not in its text either. */
const widthPx = 192

const table = [['strips', 'count', 'digits', 'path', '95 %', 'text', '95 %', 'digits wrong', 'ms a strip']]
for (const isClean of [true, false])
  for (const [index, spacing] of (['spaced', 'touching', 'mixed'] as const).entries())
    table.push(measure(reader, spacing, index, isClean))
console.log(`${reader.name} ${reader.id}, seed ${values.seed}`)
const widths = table[0]!.map((_, i) => Math.max(...table.map(row => row[i]!.length)))
for (const row of table)
  console.log(row.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '))

function measure(reader: LineReader, spacing: Spacing, index: number, isClean: boolean): string[] {
  const seed = 1000 * Number(values.seed) + 10 * index + (isClean ? 1 : 0)
  const length = Number(values.count)
  const strips = drawStrips({ pools, widthPx, seed, length, spacing, isClean, ...(isClean && { most: 6 }) })
  let [path, text, edits, digits] = [0, 0, 0, 0]
  const started = process.cpuUsage()
  const read = strips.map(({ data, width }) => reader.read({ data, width, height: 32 }))
  const used = process.cpuUsage(started)
  for (const [i, { frames, logP }] of read.entries()) {
    const truth = strips[i]!.digits.map(({ digit }) => digit)
    const likeliest = ctcBeam(logP, frames, 1)[0]!.digits
    if (ctcGreedy(logP, frames).join() === truth.join()) path++
    if (likeliest.join() === truth.join()) text++
    edits += editDistance(likeliest, truth)
    digits += truth.length
  }
  const shares = [path, text].flatMap(right => {
    const [low, high] = wilsonInterval(right, length)
    return [percent(right / length), `${percent(low)} to ${percent(high)}`]
  })
  const ms = (used.user + used.system) / 1000 / length
  const name = `${spacing}, ${isClean ? 'clean' : 'spoilt'}`
  return [name, String(length), String(digits), ...shares, percent(edits / digits), ms.toFixed(2)]
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}

/** Levenshtein's distance: digits to insert, leave out or change. */
function editDistance(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (const [i, digit] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries())
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (digit === other ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
