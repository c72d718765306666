// Spoils good pictures in every way of a table, and says how many of those that were read right still are:
//
//   npm run measure:stress -- [--data FOLDER] [--html FILE] [--model FILE] [--only NAME,NAME] [--count N] [--seed N]
//
// FOLDER is one that measure:real takes; without it, numbers are drawn. Pictures under 100 pixels are left out: nothing can be
// printed on them. `--count` takes so many pictures, spread evenly. The same seed spoils the same picture the same way.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { wilsonInterval } from '@digitrec/cnn'
import { decodeImage, encodePng, type Raster } from '@digitrec/image'
import { type Degradation, degradations, measureScene, type Scene } from '@digitrec/mnist'
import { loadRecognizer, type Recognition } from '@digitrec/recognizer'
import { createRandom } from '@digitrec/tensor'
import { drawPicture, type Row, readRows } from './labelled-pictures.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    html: { type: 'string' },
    model: { type: 'string' },
    only: { type: 'string' },
    count: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const smallestSide = 100
const random = createRandom(Number(values.seed))
const recognizer = await loadRecognizer(values.model ? { model: readFileSync(values.model) } : {})
const names = Object.keys(degradations) as (keyof typeof degradations)[]
const chosen = values.only ? names.filter(name => values.only!.split(',').some(part => name.startsWith(part))) : names

interface Clean {
  readonly row: Row
  readonly scene: Scene
  /** Number of the picture; what its degradations are seeded with. */
  readonly index: number
}

interface Result {
  readonly row: Row
  readonly right: boolean
  readonly answer: Recognition
  /** Kept of misses only. */
  readonly spoilt: Raster | undefined
}

const clean = await readClean()
const sections: { name: string; about: string; goal: number; results: Result[] }[] = []
for (const name of chosen) {
  const degradation: Degradation = degradations[name]
  const results: Result[] = []
  for (const { row, scene, index } of clean) {
    if (degradation.suits?.(scene) === false) continue
    const spoilt = degradation.apply(scene, random.fork(index, names.indexOf(name)))
    const answer = await recognizer.read(spoilt)
    const right = textOf(answer) === row.label
    results.push({ row, right, answer, spoilt: right ? undefined : spoilt })
  }
  sections.push({ name, about: degradation.about, goal: degradation.goal, results })
  process.stderr.write(`${name}: ${results.filter(({ right }) => right).length} of ${results.length}\n`)
}

const source = values.data ? basename(values.data) : 'drawn'
console.log(
  `model ${recognizer.model.name} ${recognizer.model.id}, ${clean.length} pictures (${source}) that are right when clean`,
)
console.log(table())
const html = values.html ?? join('reports', `stress-${source}.html`)
mkdirSync(dirname(html), { recursive: true })
writeFileSync(html, report())
console.log(`every miss, pictured: ${html}`)

/** The pictures that are read right as they are. */
async function readClean(): Promise<Clean[]> {
  const rows = values.data ? readRows(values.data).filter(({ label }) => label !== '') : undefined
  const count = rows?.length ?? Number(values.count ?? 120)
  const wanted = Math.min(count, Number(values.count ?? count))
  const found: Clean[] = []
  let tried = 0
  for (let index = 0; index < count; index++) {
    const isTurn = Math.floor(((index + 1) * wanted) / count) > Math.floor((index * wanted) / count)
    if (!isTurn) continue
    const { row, raster } = rows ? await openPicture(rows[index]!) : drawPicture(index)
    if (Math.max(raster.width, raster.height) < smallestSide) continue
    tried++
    const scene = measureScene(raster)
    if (scene && textOf(await recognizer.read(raster)) === row.label) found.push({ row, scene, index })
  }
  console.log(`${found.length} of ${tried} pictures are right when clean`)
  return found
}

async function openPicture(row: Row): Promise<{ row: Row; raster: Raster }> {
  return { row, raster: await decodeImage(readFileSync(join(values.data!, 'images', row.file))) }
}

function textOf({ text }: Recognition): string {
  return text.replaceAll('\n', '')
}

function table(): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const share = (results: readonly Result[]) => {
    return results.length === 0 ? '' : percent(results.filter(({ right }) => right).length / results.length)
  }
  const cells = [
    ['degradation', 'pictures', 'still right', '95 % interval', 'goal', 'singles', 'strings', 'accepted but wrong'],
    ...sections.map(({ name, goal, results }) => {
      const right = results.filter(result => result.right).length
      return [
        name,
        String(results.length),
        share(results),
        results.length > 0 ? wilsonInterval(right, results.length).map(percent).join(' to ') : '',
        percent(goal),
        share(results.filter(({ row }) => row.label.length === 1)),
        share(results.filter(({ row }) => row.label.length > 1)),
        String(results.filter(result => !result.right && result.answer.status === 'accept').length),
      ]
    }),
  ]
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map(row => row[i]!.length)))
  return cells
    .map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}

function report(): string {
  return `<!doctype html><meta charset="utf-8"><title>Spoilt and missed</title>
<style>body{font:15px system-ui;margin:2rem auto;max-width:75rem;padding:0 1rem}figure{display:inline-block;vertical-align:top;margin:.5rem;max-width:19rem}
img{max-width:19rem;max-height:15rem;background:#eee}pre{font-size:13px}</style>
<h1>Spoilt and missed</h1><p>Model ${recognizer.model.name} ${recognizer.model.id}</p><pre>${table()}</pre>
${sections
  .map(
    ({ name, about, results }) =>
      `<h2>${name}</h2><p>${about}</p>${results
        .filter(({ right }) => !right)
        .map(figure)
        .join('\n')}`,
  )
  .join('\n')}`
}

function figure({ row, answer, spoilt }: Result): string {
  const png = Buffer.from(encodePng(spoilt!)).toString('base64')
  const said = `${answer.status} ${answer.reasons.join(' ')}, ${answer.nbest(1)[0]?.text || 'nothing'}`
  return `<figure><img src="data:image/png;base64,${png}"><figcaption><b>${row.file}</b> (${row.kind})<br>is ${row.label}, read: ${said}</figcaption></figure>`
}
