// Reads whole pages that are drawn with everything at once (several lines, touching digits, shadow, printed lines, camera), from
// digits that training never saw, and says what came out right, of which kinds:
//
//   npm run measure:scenes -- [--count 300] [--from 0] [--html FILE] [--model FILE]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { wilsonInterval } from '@digitrec/cnn'
import { encodePng } from '@digitrec/image'
import { type SyntheticScene, sceneSet } from '@digitrec/mnist'
import { loadMnist } from '@digitrec/mnist/node'
import { loadRecognizer, type Recognition } from '@digitrec/recognizer'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    from: { type: 'string', default: '0' },
    html: { type: 'string', default: 'reports/scenes.html' },
    model: { type: 'string' },
  },
})
const { train } = await loadMnist({ download: false })
const recognizer = await loadRecognizer(values.model ? { model: readFileSync(values.model) } : {})
const scenes = sceneSet('validation', train)

interface Result {
  readonly number: number
  readonly scene: SyntheticScene
  readonly answer: Recognition
  /** What was read, also when it was not trusted. */
  readonly text: string
}

const results: Result[] = []
for (let n = Number(values.from); n < Number(values.from) + Number(values.count); n++) {
  const scene = scenes(n)
  const answer = await recognizer.read(scene.raster)
  results.push({ number: n, scene, answer, text: answer.nbest(1)[0]?.text ?? '' })
}
console.log(`model ${recognizer.model.name} ${recognizer.model.id}, scenes ${values.from} and on`)
console.log(table())
mkdirSync(dirname(values.html), { recursive: true })
writeFileSync(values.html, report())
console.log(`misses, pictured: ${values.html}`)

/** One row for all scenes, and one for those of each kind. */
function table(): string {
  const kinds = [...new Set(results.flatMap(({ scene }) => scene.about))].sort()
  const rows = [
    [
      'scenes',
      'count',
      'right',
      '',
      '95 % interval',
      'lines right',
      'accept',
      'review',
      'reject',
      'accepted but wrong',
    ],
    row('all', results),
    ...kinds.map(kind =>
      row(
        kind,
        results.filter(({ scene }) => scene.about.includes(kind)),
      ),
    ),
  ]
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map(cells => cells[i]!.length)))
  return rows
    .map(cells => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n')
}

function row(kind: string, list: readonly Result[]): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const right = list.filter(({ scene, text }) => text === scene.text)
  const accepted = list.filter(({ answer }) => answer.status === 'accept')
  const count = (status: string) => String(list.filter(({ answer }) => answer.status === status).length)
  const lines = list.flatMap(({ scene, text }) => linesRight(scene.text, text))
  return [
    kind,
    String(list.length),
    String(right.length),
    percent(right.length / list.length),
    wilsonInterval(right.length, list.length).map(percent).join(' to '),
    percent(lines.filter(Boolean).length / lines.length),
    count('accept'),
    count('review'),
    count('reject'),
    String(accepted.filter(({ scene, text }) => text !== scene.text).length),
  ]
}

/** For each true line, whether it stands among those that were read, in order. */
function linesRight(truth: string, text: string): boolean[] {
  const read = text.split('\n')
  return truth.split('\n').map(line => {
    const at = read.indexOf(line)
    if (at >= 0) read.splice(0, at + 1)
    return at >= 0
  })
}

function report(): string {
  const misses = results.filter(({ scene, text }) => text !== scene.text)
  const figures = misses.map(({ number, scene, answer, text }) => {
    const { raster } = scene
    const share = (value: number, whole: number) => `${((100 * value) / whole).toFixed(2)}%`
    const boxes = answer.digits.map(({ box, digit }) => {
      const place = `left:${share(box.x, raster.width)};top:${share(box.y, raster.height)};width:${share(box.width, raster.width)};height:${share(box.height, raster.height)}`
      return `<i style="${place}">${digit}</i>`
    })
    const png = Buffer.from(encodePng(raster)).toString('base64')
    return `<figure><div><img src="data:image/png;base64,${png}">${boxes.join('')}</div><figcaption>${number}: ${scene.about.join(', ')}<br>
is <b>${scene.text.replaceAll('\n', ' / ')}</b><br>read ${text.replaceAll('\n', ' / ')}, ${answer.status} ${answer.reasons.join(' ')} ${answer.confidence.toFixed(3)}</figcaption></figure>`
  })
  return `<!doctype html><meta charset="utf-8"><title>Scenes missed</title>
<style>body{font:14px system-ui;margin:2rem}main{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;padding:.5rem;border:1px solid #ccc;max-width:30rem}
div{position:relative}img{display:block;width:100%}i{position:absolute;outline:1px solid #06c8;color:#06c;font:11px system-ui}</style>
<h1>Scenes missed</h1><pre>${table()}</pre><main>${figures.join('\n')}</main>`
}
