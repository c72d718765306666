// Reads a folder of labelled pictures and says how many came out right:
//
//   npm run measure:real -- --data FOLDER [--html FILE] [--model FILE]
//
// FOLDER holds images/ and labels.csv with the columns file,label,...,kind; in a label `|` is the next line and a
// space a gap, an empty label means that nothing must be read. Pictures are measured on, never trained on.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { wilsonInterval } from '@digitrec/cnn'
import { encodePng } from '@digitrec/image'
import { loadRecognizer, type Recognition } from '@digitrec/recognizer'
import { type Row, readRows } from './labelled-pictures.ts'

interface Result extends Row {
  readonly answer: Recognition | undefined
  readonly error: string | undefined
  readonly right: boolean
}

const { values } = parseArgs({
  options: { data: { type: 'string' }, html: { type: 'string' }, model: { type: 'string' } },
})
if (!values.data) {
  console.error('usage: npm run measure:real -- --data FOLDER [--html FILE] [--model FILE]')
  process.exit(2)
}
const rows = readRows(values.data)
const recognizer = await loadRecognizer(values.model ? { model: readFileSync(values.model) } : {})
const results: Result[] = []
for (const [i, row] of rows.entries()) {
  results.push(await readOne(row))
  if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${rows.length}`)
}
if (process.stderr.isTTY) process.stderr.write('\r')

const summary = summarise(results)
console.log(
  `model ${recognizer.model.name} ${recognizer.model.id}, backend ${recognizer.backend}, ${rows.length} pictures of ${basename(values.data)}`,
)
console.log(table(summary))
const html = values.html ?? join('reports', `${basename(values.data)}.html`)
mkdirSync(dirname(html), { recursive: true })
writeFileSync(html, report(summary, results))
console.log(`every miss, pictured: ${html}`)

async function readOne(row: Row): Promise<Result> {
  try {
    const answer = await recognizer.read(readFileSync(join(values.data!, 'images', row.file)))
    const text = answer.text.replaceAll('\n', '')
    return {
      ...row,
      answer,
      error: undefined,
      right: row.label === '' ? answer.status !== 'accept' : text === row.label,
    }
  } catch (error) {
    return { ...row, answer: undefined, error: String(error), right: row.label === '' }
  }
}

function summarise(all: readonly Result[]) {
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort()
  return kinds.map(kind => {
    const own = all.filter(result => result.kind === kind)
    const right = own.filter(result => result.right).length
    const count = (status: string) => own.filter(({ answer }) => (answer?.status ?? 'reject') === status).length
    const accepted = own.filter(({ answer }) => answer?.status === 'accept')
    const milliseconds = own.map(({ answer }) => answer?.timings.totalMs ?? 0).sort((a, b) => a - b)
    return {
      kind,
      count: own.length,
      right,
      interval: wilsonInterval(right, own.length),
      accept: count('accept'),
      review: count('review'),
      reject: count('reject'),
      acceptedWrong: accepted.filter(result => result.label === '' || !result.right).length,
      medianMs: milliseconds[milliseconds.length >> 1]!,
    }
  })
}

function table(rows: ReturnType<typeof summarise>): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const cells = [
    ['kind', 'pictures', 'right', '', '95 % interval', 'accept', 'review', 'reject', 'accepted but wrong', 'median ms'],
    ...rows.map(row => [
      row.kind,
      String(row.count),
      String(row.right),
      percent(row.right / row.count),
      row.interval.map(percent).join(' to '),
      String(row.accept),
      String(row.review),
      String(row.reject),
      String(row.acceptedWrong),
      row.medianMs.toFixed(1),
    ]),
  ]
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map(row => row[i]!.length)))
  return cells
    .map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}

function report(summaryRows: ReturnType<typeof summarise>, all: readonly Result[]): string {
  const misses = all.filter(result => !result.right)
  return `<!doctype html><meta charset="utf-8"><title>Read and missed</title>
<style>body{font:15px system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}figure{display:flex;gap:1rem;border-top:1px solid #ccc;padding:1rem 0;margin:0}
img{max-width:22rem;max-height:14rem;image-rendering:auto;background:#eee}.frame{width:84px;height:84px;image-rendering:pixelated}pre{font-size:13px}</style>
<h1>Read and missed</h1><p>Model ${recognizer.model.name} ${recognizer.model.id}</p><pre>${table(summaryRows)}</pre>
<h2>${misses.length} misses</h2>
${misses.map(figure).join('\n')}`
}

function figure({ file, label, kind, answer, error }: Result): string {
  const bytes = readFileSync(join(values.data!, 'images', file))
  const type = bytes[0] === 0x89 ? 'png' : 'jpeg'
  const frames = (answer?.digits ?? [])
    .slice(0, 24)
    .map(digit => {
      const shades = Uint8Array.from({ length: 784 * 4 }, (_, i) =>
        i % 4 === 3 ? 255 : 255 - Math.round(255 * digit.frame[i >> 2]!),
      )
      const png = Buffer.from(encodePng({ width: 28, height: 28, data: shades })).toString('base64')
      const best = digit.alternatives.slice(0, 2).map(({ digit: d, probability }) => `${d} ${probability.toFixed(2)}`)
      return `<div><img class="frame" src="data:image/png;base64,${png}"><br>${best.join(', ')}<br>none ${digit.notDigit.toFixed(2)}</div>`
    })
    .join('')
  const said = answer ? `${answer.status} ${answer.reasons.join(' ')}, ${answer.nbest(1)[0]?.text ?? 'nothing'}` : error
  return `<figure><img src="data:image/${type};base64,${bytes.toString('base64')}"><div><b>${file}</b> (${kind})<br>is ${label || 'no number'}<br>read: ${said}<div style="display:flex;flex-wrap:wrap;gap:.5rem">${frames}</div></div></figure>`
}
