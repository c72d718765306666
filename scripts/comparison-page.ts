// Writes docs/comparison.md from docs/comparison.json: `npm run docs:comparison`. With files that `digitrec compare --format json`
// printed behind it, their rows go into the record first, in place of older ones of the same methods. A test holds page and record together.

import { readFileSync, writeFileSync } from 'node:fs'
import { type Compared, claims, comparisonMarkdown } from '@digitrec/mnist/baselines'

/** What `digitrec compare --format json` prints. */
interface ComparisonRecord {
  readonly train: number
  readonly measure: number
  readonly seed: number
  readonly backend: string
  readonly node: string
  readonly rows: readonly Compared[]
}

const record = new URL('../docs/comparison.json', import.meta.url)
const page = new URL('../docs/comparison.md', import.meta.url)

/** The page, as Markdown. */
export function comparisonPage(
  { train, measure, seed, backend, node, rows }: ComparisonRecord = readRecord(record),
): string {
  const sorted = [...rows].sort((a, b) => b.correct - a.correct)
  return [
    '<!-- Made by `npm run docs:comparison`; changes here are lost. -->',
    '',
    '# Ways to tell digits apart',
    '',
    `Every method learnt from the same ${train.toLocaleString('en')} digits of MNIST's training set and was measured on the other ${measure.toLocaleString('en')},`,
    'which none of them saw: `digitrec compare`, with the methods below behind `--methods`. Networks of this project that came',
    'trained were only measured; they learnt from drawn and photographed digits as well, and were chosen on the digits that',
    'are measured on here. What they do on the test digits stands in [their pages](models/digits.md).',
    '',
    comparisonMarkdown(sorted).trimEnd(),
    '',
    `Seed ${seed}, backend ${backend}, Node ${node}. Times are of one processor core: seconds to learn, microseconds an answer when many are`,
    'asked for at once. Size is what has to be kept to answer. The interval says what chance does with so many digits; two',
    'methods whose intervals overlap may well be equally good.',
    '',
    '## What they are',
    '',
    ...sorted
      .filter(({ fitSeconds }) => fitSeconds !== undefined)
      .map(({ name, summary }) => `- **${name}**: ${summary}`),
    '',
    '## What was claimed, and what came out',
    '',
    'Claims are from the survey in the founding report. It seldom says which digits were measured on, and whether the figure',
    'is of the test set, so a difference says little about who is right.',
    '',
    '| method | claimed | measured here | | from |',
    '| --- | ---: | --- | --- | --- |',
    ...claims.flatMap(({ of, percent: values, from }) => {
      const row = rows.find(({ name }) => name === of)
      return values.map(
        value => `| ${of} | ${value} % | ${row ? measured(row) : ''} | ${verdict(value, row)} | ${from} |`,
      )
    }),
    '',
  ].join('\n')
}

function measured({ accuracy, interval }: Compared): string {
  return `${percent(accuracy)} (${interval.map(percent).join(' to ')})`
}

function verdict(claimed: number, row: Compared | undefined): string {
  if (!row) return 'not measured'
  const [low, high] = row.interval
  if (100 * low > claimed) return 'more than claimed'
  return 100 * high < claimed ? 'less than claimed' : 'as claimed, within the interval'
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

function readRecord(file: URL | string): ComparisonRecord {
  return JSON.parse(readFileSync(file, 'utf8')) as ComparisonRecord
}

/** A record with the rows of another in place of its own of the same name. @throws Error when they were not made alike */
export function joinRecords(old: ComparisonRecord | undefined, added: ComparisonRecord): ComparisonRecord {
  const { rows, ...setting } = added
  if (old)
    for (const name of ['train', 'measure', 'seed', 'backend'] as const)
      if (old[name] !== setting[name])
        throw new Error(
          `comparison: expected rows with ${name} ${old[name]}, got ${setting[name]}. Compare with the same.`,
        )
  const kept = old ? old.rows.filter(({ name }) => !rows.some(row => row.name === name)) : []
  return { ...setting, rows: [...kept, ...rows] }
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1)!)) {
  const start = process.argv[2] === '--new' ? undefined : readRecord(record)
  const files = process.argv.slice(start ? 2 : 3)
  const joined = files.map(readRecord).reduce<ComparisonRecord | undefined>(joinRecords, start)
  if (!joined) throw new Error('comparison: expected files behind --new, got none.')
  writeFileSync(record, `${JSON.stringify(joined, null, 1)}\n`)
  writeFileSync(page, comparisonPage(joined))
  console.log('docs/comparison.md')
}
