// What is it worth to know something of a number? Numbers are put together from MNIST digits that training never saw, read
// with the bundled model, and decoded with and without what is known of them:
//
//   npm run experiment:constraints [-- --set test] [--numbers 8000] [--out reports/constraints]
//
// Thresholds are chosen on validation digits always. By default the other half of the validation digits is measured; with
// `--set test` the 10,000 test digits are, which adds a line to the record of test reads. Writes OUT.json, OUT.html with the
// misses pictured, and with `--set test` the tables of docs/constraints.md. Seeded: the same numbers every time.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { wilsonInterval } from '@digitrec/cnn'
import { loadDigitClassifier } from '@digitrec/cnn/digits'
import { encodePng } from '@digitrec/image'
import { createAugmenter, type DigitSet, stratifiedSplit } from '@digitrec/mnist'
import { loadMnist, recordTestRead } from '@digitrec/mnist/node'
import {
  type Arc,
  assign,
  type Constraint,
  constraints,
  decode,
  type Lattice,
  obeys,
  readLattice,
} from '@digitrec/recognizer'
import { createRandom, type Random } from '@digitrec/tensor'

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'validation' },
    numbers: { type: 'string', default: '8000' },
    out: { type: 'string', default: 'reports/constraints' },
  },
})
const count = Number(values.numbers)
const isTest = values.set === 'test'
const asked = [...(isTest ? ['--set test'] : []), ...(count === 8000 ? [] : [`--numbers ${count}`])]
const command = ['npm run experiment:constraints', ...(asked.length > 0 ? ['--', ...asked] : [])].join(' ')

/** Digits turned, bent, moved and covered with noise, about as far as people still read them. */
const messy = createAugmenter({
  warp: { rotationDeg: 25, shear: 0.25, scale: 0.15, aspect: 0.1, shiftPx: 2.5, elasticPx: 1.5 },
  photometric: {
    thickness: { p: 0, amount: 0 },
    outline: { p: 0 },
    line: { p: 0 },
    gap: { p: 0 },
    blur: { p: 0, times: 0 },
    inkNoise: { p: 0, sd: 0 },
    noise: { p: 0.5, sd: 0.25 },
    gain: { p: 0, low: 1, high: 1 },
  },
})

/** Digits with what the network says of each. */
interface Pool {
  readonly labels: Uint8Array
  readonly frames: Float32Array
  /** [N,10] log-probabilities. */
  readonly logP: Float64Array
  readonly byLabel: readonly (readonly number[])[]
  readonly correct: number
}

/** A written number. */
interface Written {
  readonly text: string
  readonly lattice: Lattice
  /** Which digits of the pool it is put together from. */
  readonly from: readonly number[]
}

const classifier = loadDigitClassifier()
const { train, test } = await loadMnist({ download: false })
const { validation } = stratifiedSplit(train.labels)
const halves = [validation.filter((_, i) => i % 2 === 0), validation.filter((_, i) => i % 2 === 1)] as const
const looks = ['clean', 'messy'] as const
const pools = Object.fromEntries(
  looks.map(look => [
    look,
    {
      choose: poolOf(train, isTest ? validation : halves[0], look, 1),
      measure: isTest ? poolOf(test, Uint32Array.from(test.labels.keys()), look, 2) : poolOf(train, halves[1], look, 2),
    },
  ]),
) as Record<(typeof looks)[number], { choose: Pool; measure: Pool }>

const checks: readonly { title: string; constraint: Constraint; draw: (random: Random) => string }[] = [
  { title: 'Luhn, 16 digits', constraint: constraints.luhn(16), draw: checked(constraints.luhn(16), 16, '') },
  { title: 'ISBN-13', constraint: constraints.isbn13(), draw: checked(constraints.isbn13(), 13, '978') },
  {
    title: 'Verhoeff, 12 digits',
    constraint: constraints.verhoeff(12),
    draw: checked(constraints.verhoeff(12), 12, ''),
  },
]

const started = performance.now()
const checkRows = checks.flatMap((check, at) => looks.map(look => measureCheck(check, look, 10 * at)))
const rosterRows = looks.flatMap(look => [
  measureRoster('1,000 random ids of 9 digits', look, random => unique(1000, () => digitsOf(9, random))),
  measureRoster('1,000 ids in sequence', look, random => sequence(1000, random)),
])
const uniqueRows = looks.map(look => measureUnique(look))
const minutes = (performance.now() - started) / 60_000
if (isTest) await leaveRecord()
write()

/** Frames, changed if wanted, and what the network says of them. */
function poolOf(set: DigitSet, indices: Uint32Array, look: (typeof looks)[number], seed: number): Pool {
  const frames = new Float32Array(indices.length * 784)
  for (const [n, index] of indices.entries()) {
    const out = frames.subarray(n * 784, n * 784 + 784)
    if (look === 'messy') messy.apply(set.images, index, out, createRandom(1000 * seed).fork(n))
    else for (let i = 0; i < 784; i++) out[i] = set.images[index * 784 + i]! / 255
  }
  const labels = Uint8Array.from(indices, index => set.labels[index]!)
  const logP = new Float64Array(indices.length * 10)
  const byLabel: number[][] = Array.from({ length: 10 }, () => [])
  let correct = 0
  for (let first = 0; first < indices.length; first += 500) {
    const last = Math.min(indices.length, first + 500)
    const { digits } = classifier.classify(frames.subarray(first * 784, last * 784))
    for (let n = first; n < last; n++) {
      const row = digits.subarray((n - first) * 10, (n - first) * 10 + 10)
      for (let k = 0; k < 10; k++) logP[n * 10 + k] = Math.log(row[k]!)
      byLabel[labels[n]!]!.push(n)
      if (row.indexOf(Math.max(...row)) === labels[n]) correct++
    }
  }
  return { labels, frames, logP, byLabel, correct }
}

/** Writes a number with digits of the pool, any of the right kind. */
function writeNumber(text: string, pool: Pool, random: Random): Written {
  const from = [...text].map(digit => {
    const list = pool.byLabel[Number(digit)]!
    return list[random.int(list.length)]!
  })
  const arcs = from.map(
    (n, at): Arc => ({ from: at, to: at + 1, logP: pool.logP.subarray(n * 10, n * 10 + 10), line: 0 }),
  )
  return { text, lattice: { nodes: text.length + 1, arcs }, from }
}

/** Draws numbers that obey: a random beginning, and the last digit that makes it right. */
function checked(constraint: Constraint, length: number, prefix: string): (random: Random) => string {
  return random => {
    const body = prefix + digitsOf(length - 1 - prefix.length, random)
    return Array.from({ length: 10 }, (_, digit) => `${body}${digit}`).find(text => obeys(text, constraint))!
  }
}

function digitsOf(length: number, random: Random): string {
  return Array.from({ length }, () => random.int(10)).join('')
}

function unique(size: number, draw: () => string): string[] {
  const set = new Set<string>()
  while (set.size < size) set.add(draw())
  return [...set]
}

/** Ids one after the other, the worst case of a roster. */
function sequence(size: number, random: Random): string[] {
  const first = 100_000_000 + random.int(800_000_000)
  return Array.from({ length: size }, (_, i) => String(first + i))
}

/** One number read in three ways. */
interface Trial {
  readonly written: Written
  readonly free: string
  /** Product of the probabilities of the digits, without the rule. */
  readonly freeConfidence: number
  readonly best: string
  /** Log-odds of the best number that obeys against the next. */
  readonly margin: number
  /** What `read` answers: its text, and its confidence. */
  readonly text: string
  readonly confidence: number
}

function measureCheck(check: (typeof checks)[number], look: (typeof looks)[number], seed: number) {
  const run = (pool: Pool, salt: number) => {
    const random = createRandom(seed + salt)
    return Array.from({ length: count }, () =>
      tryNumber(writeNumber(check.draw(random), pool, random), check.constraint),
    )
  }
  const chosen = run(pools[look].choose, 1)
  const measured = run(pools[look].measure, 2)
  const filter = ({ free }: Trial) => obeys(free, check.constraint)
  const ways = {
    digits: (trial: Trial) => ({ score: trial.freeConfidence, right: trial.free === trial.written.text }),
    filter: (trial: Trial) => ({
      score: filter(trial) ? trial.freeConfidence : -1,
      right: trial.free === trial.written.text,
    }),
    margin: (trial: Trial) => ({ score: trial.margin, right: trial.best === trial.written.text }),
    confidence: (trial: Trial) => ({ score: trial.confidence, right: trial.text === trial.written.text }),
  }
  const passed = measured.filter(filter)
  console.error(`${check.title}, ${look}: done after ${((performance.now() - started) / 1000).toFixed(0)} s`)
  return {
    title: check.title,
    look,
    count,
    argmax: share(measured, trial => trial.free === trial.written.text),
    constrained: share(measured, trial => trial.best === trial.written.text),
    answered: share(measured, trial => trial.text === trial.written.text),
    wrongPastFilter: share(passed, trial => trial.free !== trial.written.text),
    accepted: Object.fromEntries(
      Object.entries(ways).map(([name, way]) => [name, acceptance(chosen.map(way), measured.map(way))]),
    ) as Record<keyof typeof ways, ReturnType<typeof acceptance>>,
    misses: measured.filter(trial => trial.best !== trial.written.text),
  }
}

function tryNumber(written: Written, constraint: Constraint): Trial {
  const { lattice } = written
  const [free] = decode(lattice, 1)
  const [best, second] = decode(lattice, 2, constraint.automaton)
  const [answer] = readLattice(lattice, constraint).best(1)
  return {
    written,
    free: free!.text,
    freeConfidence: Math.exp(free!.logP),
    best: best!.text,
    margin: best!.logP - second!.logP,
    text: answer!.text,
    confidence: answer!.confidence,
  }
}

interface Score {
  readonly score: number
  readonly right: boolean
}

/** Accepts the surest, as many as keep errors among them to 1 in 1,000 where the threshold is chosen. */
function acceptance(chosen: readonly Score[], measured: readonly Score[]) {
  const sorted = chosen.filter(({ score }) => score >= 0).sort((a, b) => b.score - a.score)
  let threshold = Number.POSITIVE_INFINITY
  for (let i = 0, wrong = 0; i < sorted.length; i++) {
    if (!sorted[i]!.right) wrong++
    if (wrong <= 0.001 * (i + 1) && sorted[i]!.score !== sorted[i + 1]?.score) threshold = sorted[i]!.score
  }
  const accepted = measured.filter(({ score }) => score >= threshold)
  const wrong = accepted.filter(({ right }) => !right).length
  return {
    threshold,
    share: accepted.length / measured.length,
    wrong,
    wrongShare: accepted.length === 0 ? 0 : wrong / accepted.length,
  }
}

function share<T>(list: readonly T[], test: (item: T) => boolean) {
  const right = list.filter(test).length
  const interval = wilsonInterval(right, list.length)
  return { right, of: list.length, share: list.length === 0 ? 0 : right / list.length, interval }
}

function measureRoster(title: string, look: (typeof looks)[number], draw: (random: Random) => string[]) {
  const random = createRandom(77)
  let [matched, strangers, right, inThree, total] = [0, 0, 0, 0, 0]
  for (let round = 0; round < 8; round++) {
    const roster = draw(random)
    const known = new Set(roster)
    const lexicon = constraints.lexicon(roster)
    const sheets = Array.from({ length: Math.ceil(count / 8) }, () =>
      writeNumber(roster[random.int(roster.length)]!, pools[look].measure, random),
    )
    const assigned = assign(sheets, roster)
    for (const [i, { text, lattice }] of sheets.entries()) {
      const free = decode(lattice, 1)[0]!.text
      total++
      if (free === text) matched++
      else if (known.has(free)) strangers++
      if (assigned[i]!.number === text) right++
      if (decode(lattice, 3, lexicon.automaton).some(path => path.text === text)) inThree++
    }
  }
  console.error(`${title}, ${look}: done after ${((performance.now() - started) / 1000).toFixed(0)} s`)
  const of = (part: number) => ({ right: part, of: total, share: part / total, interval: wilsonInterval(part, total) })
  return { title, look, exactMatch: of(matched), wrongStudent: of(strangers), lexicon: of(right), inThree: of(inThree) }
}

/** One sheet for each of 100 students with ids in sequence. */
function measureUnique(look: (typeof looks)[number]) {
  const random = createRandom(99)
  let [alone, together, sure, sureWrong, total] = [0, 0, 0, 0, 0]
  for (let round = 0; round < Math.max(1, Math.round(count / 400)); round++) {
    const roster = sequence(100, random)
    const order = random.shuffle([...roster.keys()])
    const sheets = order.map(at => writeNumber(roster[at]!, pools[look].measure, random))
    const one = assign(sheets, roster)
    const all = assign(sheets, roster, { unique: true })
    for (const [i, { text }] of sheets.entries()) {
      total++
      if (one[i]!.number === text) alone++
      if (all[i]!.number === text) together++
      if (all[i]!.confidence < 0.999) continue
      sure++
      if (all[i]!.number !== text) sureWrong++
    }
  }
  const of = (part: number) => ({ right: part, of: total, share: part / total, interval: wilsonInterval(part, total) })
  return { look, alone: of(alone), together: of(together), sure: of(sure), sureWrong }
}

/** Whoever looks at the test digits leaves a line, so that nobody chooses by them unseen. */
async function leaveRecord(): Promise<void> {
  const { correct, labels } = pools.clean.measure
  const { name: model, id } = classifier
  await recordTestRead('docs/test-reads.jsonl', { by: command, model, id, correct, count: labels.length })
}

function write(): void {
  const tables = markdown()
  const head = `Model \`${classifier.name}\` ${classifier.id}, ${isTest ? '10,000 test digits' : '2,500 validation digits'}: ${looks
    .map(
      look =>
        `${percent(pools[look].measure.correct / pools[look].measure.labels.length, 2)} of them right when ${look}`,
    )
    .join(', ')}. ${count.toLocaleString('en')} numbers a row; \`${command}\`, ${minutes.toFixed(1)} minutes.`
  console.log(`${head}\n\n${tables}`)
  mkdirSync(dirname(values.out), { recursive: true })
  const json = {
    command,
    model: { name: classifier.name, id: classifier.id },
    digits: Object.fromEntries(
      looks.map(look => [look, pools[look].measure.correct / pools[look].measure.labels.length]),
    ),
    checks: checkRows.map(({ misses, ...row }) => ({ ...row, misses: misses.length })),
    rosters: rosterRows,
    unique: uniqueRows,
  }
  writeFileSync(`${values.out}.json`, `${JSON.stringify(json, null, 2)}\n`)
  writeFileSync(`${values.out}.html`, html(head, tables))
  console.log(`\nfigures ${values.out}.json, misses pictured ${values.out}.html`)
  if (!isTest) return
  const page = readFileSync('docs/constraints.md', 'utf8')
  const [before, , after] = page.split(/<!-- (?:figures|end of figures) -->\n/)
  writeFileSync(
    'docs/constraints.md',
    `${before}<!-- figures -->\n\n${head}\n\n${tables}\n\n<!-- end of figures -->\n${after}`,
  )
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`
}

function markdown(): string {
  const accepted = ({ share, wrongShare }: ReturnType<typeof acceptance>) =>
    `${percent(share)} (${percent(wrongShare, 2)})`
  return [
    table(
      ['number', 'digits', 'argmax', 'constrained', 'as `read` answers', 'wrong among those that pass as a filter'],
      checkRows.map(row => [
        row.title,
        row.look,
        percent(row.argmax.share),
        `**${percent(row.constrained.share)}**`,
        percent(row.answered.share),
        percent(row.wrongPastFilter.share, 2),
      ]),
    ),
    '',
    'Accepted unseen with at most 1 wrong in 1,000 on validation digits, and in brackets the share that was wrong here:',
    '',
    table(
      [
        'number',
        'digits',
        'confidence of digits alone',
        'and filter',
        'margin under the constraint',
        '`confidence` of `read`',
      ],
      checkRows.map(({ title, look, accepted: ways }) => [
        title,
        look,
        accepted(ways.digits),
        accepted(ways.filter),
        `**${accepted(ways.margin)}**`,
        accepted(ways.confidence),
      ]),
    ),
    '',
    table(
      ['roster', 'digits', 'exact match', 'exact match of a wrong entry', '`assign`', 'right one among three'],
      rosterRows.map(row => [
        row.title,
        row.look,
        percent(row.exactMatch.share),
        percent(row.wrongStudent.share, 2),
        `**${percent(row.lexicon.share, 2)}**`,
        percent(row.inThree.share, 2),
      ]),
    ),
    '',
    table(
      ['100 sheets, 100 ids in sequence', 'one by one', '`unique`', 'confidence at least 0.999', 'of these wrong'],
      uniqueRows.map(row => [
        row.look,
        percent(row.alone.share, 2),
        `**${percent(row.together.share, 2)}**`,
        percent(row.sure.share, 1),
        String(row.sureWrong),
      ]),
    ),
  ].join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

/** The tables, and every number that was read wrong under its constraint, at most 100 a row. */
function html(head: string, tables: string): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const inline = (text: string) =>
    escaped(text)
      .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
      .replace(/`(.+?)`/g, '<code>$1</code>')
  const body = tables
    .split('\n\n')
    .map(block => {
      if (!block.startsWith('|')) return `<p>${inline(block)}</p>`
      const rows = block.split('\n').map(line => line.slice(2, -2).split(' | '))
      const cells = (row: string[], tag: string) =>
        `<tr>${row.map(cell => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`
      return `<table>${cells(rows[0]!, 'th')}${rows
        .slice(2)
        .map(row => cells(row, 'td'))
        .join('')}</table>`
    })
    .join('\n')
  const misses = checkRows.map(
    row =>
      `<h2>${row.title}, ${row.look}: ${row.misses.length} wrong</h2>${row.misses
        .slice(0, 100)
        .map(trial => missOf(trial, pools[row.look].measure))
        .join('\n')}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Numbers under constraints</title>
<style>body{font:16px/1.5 system-ui;margin:2rem auto;max-width:80rem;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left}figure{margin:.75rem 0}img{height:32px;image-rendering:pixelated}code{font-size:.9em}b.off{color:#b00020}</style>
<h1>Numbers under constraints</h1><p>${inline(head)}</p>${body}${misses.join('\n')}</html>\n`
}

function missOf({ written, free, best, margin }: Trial, pool: Pool): string {
  const marked = (text: string) =>
    [...text].map((digit, i) => (digit === written.text[i] ? digit : `<b class="off">${digit}</b>`)).join('')
  return `<figure><img src="${picture(written.from, pool)}" alt="${written.text}"><figcaption><code>${written.text}</code> written, <code>${marked(free)}</code> argmax, <code>${marked(best)}</code> constrained, margin ${margin.toFixed(1)}</figcaption></figure>`
}

/** The digits side by side, dark on white. */
function picture(from: readonly number[], pool: Pool): string {
  const width = from.length * 28
  const data = new Uint8Array(width * 28 * 4).fill(255)
  for (const [at, n] of from.entries())
    for (let y = 0; y < 28; y++)
      for (let x = 0; x < 28; x++) {
        const shade = 255 - Math.round(255 * Math.min(1, pool.frames[n * 784 + y * 28 + x]!))
        data.fill(shade, (y * width + at * 28 + x) * 4, (y * width + at * 28 + x) * 4 + 3)
      }
  return `data:image/png;base64,${Buffer.from(encodePng({ width, height: 28, data })).toString('base64')}`
}
