// Reads seeded strings of digits that training never saw, and says how many came out right:
//
//   npm run measure:lines -- [--from mnist] [--count 1000] [--seed 1] [--spoilt turned-15] [--html FILE] [--model FILE]
//
// Whose digits: `mnist`, every second one of MNIST's validation split (fits use the others); `photographed`, half of those
// of BHMSDS that training never saw, on paper (its files are looked for beside MNIST's); `drawn`, as with a mouse or a finger.
// `--spoilt` spoils every picture in a way of measure:stress.
// The last columns say, of the misses, whether one of the two readers had them right (who-was-right.ts).

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { digitClassifier, loadDigitClassifier } from '@digitrec/cnn/digits'
import { encodePng } from '@digitrec/image'
import { type DegradationName, degradations, measureScene } from '@digitrec/mnist'
import { loadRecognizer, type Recognition } from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'
import { hands } from './hands.ts'
import type { Spacing, StringPicture } from './string-pictures.ts'
import { type Alone, type RightReader, whoWasRight } from './who-was-right.ts'

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: 'mnist' },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    spoilt: { type: 'string' },
    html: { type: 'string', default: 'reports/lines.html' },
    model: { type: 'string' },
  },
})
if (!Object.hasOwn(hands, values.from)) {
  console.error(`--from must be one of ${Object.keys(hands).join(', ')}, got "${values.from}".`)
  process.exit(2)
}
if (values.spoilt !== undefined && !Object.hasOwn(degradations, values.spoilt)) {
  console.error(`--spoilt must be one of ${Object.keys(degradations).join(', ')}, got "${values.spoilt}".`)
  process.exit(2)
}
const compose = await hands[values.from as keyof typeof hands]('measure')
const model = values.model ? readFileSync(values.model) : undefined
const classifier = model ? digitClassifier(model) : loadDigitClassifier()
const recognizer = await loadRecognizer(model ? { model } : {})

interface Miss {
  readonly spacing: Spacing
  readonly picture: StringPicture
  readonly answer: Recognition
  readonly alone: Alone
}

const rightReaders: readonly RightReader[] = ['uncut', 'neither', 'classifier', 'reader', 'both']
const misses: Miss[] = []
const table: string[][] = [
  [
    'strings',
    'count',
    'right',
    '',
    'digits wrong',
    'accept',
    'review',
    'reject',
    'accepted but wrong',
    'median ms',
    ...rightReaders,
  ],
]
for (const [index, spacing] of (['spaced', 'touching', 'mixed'] as const).entries())
  table.push(await measure(spacing, index))
const how = values.spoilt === undefined ? '' : `, ${degradations[values.spoilt as DegradationName].about}`
console.log(
  `model ${recognizer.model.name} ${recognizer.model.id}, digits of ${values.from}, seed ${values.seed}${how}`,
)
const widths = table[0]!.map((_, i) => Math.max(...table.map(row => row[i]!.length)))
for (const row of table)
  console.log(row.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '))
mkdirSync(dirname(values.html), { recursive: true })
writeFileSync(values.html, report())
console.log(`misses, pictured: ${values.html}`)

async function measure(spacing: Spacing, index: number): Promise<string[]> {
  const count = Number(values.count)
  const random = createRandom(Number(values.seed))
  let [right, edits, digits, acceptedWrong] = [0, 0, 0, 0]
  const status = { accept: 0, review: 0, reject: 0 }
  const times: number[] = []
  for (let n = 0; n < count; n++) {
    const picture = spoilt(compose(spacing, random.fork(index, n)), random.fork(index, n, 1))
    const answer = await recognizer.read(picture.raster)
    const text = readingOf(answer)
    digits += picture.text.length
    edits += editDistance(text, picture.text)
    status[answer.status]++
    times.push(answer.timings.totalMs)
    if (text === picture.text) right++
    else {
      misses.push({ spacing, picture, answer, alone: await whoWasRight(picture.raster, picture.text, classifier) })
      if (answer.status === 'accept') acceptedWrong++
    }
  }
  const median = times.sort((a, b) => a - b)[count >> 1]!
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const own = misses.filter(miss => miss.spacing === spacing)
  const states = [status.accept, status.review, status.reject, acceptedWrong].map(String)
  return [
    spacing,
    String(count),
    String(right),
    percent(right / count),
    percent(edits / digits),
    ...states,
    median.toFixed(1),
    ...rightReaders.map(kind => String(own.filter(({ alone }) => alone.right === kind).length)),
  ]
}

/** The picture spoilt as asked for; where no writing is found in it, as it is. */
function spoilt(picture: StringPicture, random: Random): StringPicture {
  const scene = values.spoilt === undefined ? undefined : measureScene(picture.raster)
  return scene ? { ...picture, raster: degradations[values.spoilt as DegradationName].apply(scene, random) } : picture
}

/** What was read, also when it was not trusted. */
function readingOf(answer: Recognition): string {
  return (answer.nbest(1)[0]?.text ?? '').replaceAll('\n', '|')
}

/** Fewest digits to insert, leave out or change. @see Wagner and Fischer 1974 */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]!
}

function report(): string {
  const figures = misses.slice(0, 400).map(({ spacing, picture, answer, alone }) => {
    const src = `data:image/png;base64,${Buffer.from(encodePng(picture.raster)).toString('base64')}`
    const { width, height } = picture.raster
    const boxes = answer.digits
      .map(({ box, digit }) => {
        const style = `left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px`
        return `<i style="${style}">${digit}</i>`
      })
      .join('')
    const said = `${answer.status} ${answer.reasons.join(' ')} ${answer.confidence.toFixed(3)}`
    const readings = answer.nbest(3).map(({ text, confidence }) => `${text} ${confidence.toFixed(3)}`)
    return `<figure><div style="position:relative;width:${width}px;height:${height}px"><img src="${src}">${boxes}</div>
<figcaption>${spacing}, is <b>${picture.text}</b>, read ${readings.join(', ')}<br>${said}<br>
right: ${alone.right}; classifier ${alone.classifier}, reader ${alone.reader}</figcaption></figure>`
  })
  return `<!doctype html><meta charset="utf-8"><title>Strings missed</title>
<style>body{font:14px system-ui;margin:2rem}main{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;padding:.5rem;border:1px solid #ccc}
i{position:absolute;outline:1px solid #06c8;color:#06c;font:11px system-ui}</style>
<h1>Strings missed</h1><p>${misses.length} misses, the first ${figures.length} shown</p><main>${figures.join('\n')}</main>`
}
