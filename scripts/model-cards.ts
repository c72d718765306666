// Writes the page of every bundled model from the record of its run: `npm run model:cards`. A test holds them to the records.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { EpochRecord } from '@digitrec/cnn'
import { costText, firstEpochAt, type SeedsRecord, spreadText, type TrainingCost } from '@digitrec/mnist'

interface Share {
  readonly count: number
  readonly correct: number
  readonly accuracy: number
  readonly interval: readonly number[]
}

interface Card {
  readonly id: string
  readonly bytes: number
  readonly preset: string
  readonly command: string
  readonly seed: number
  readonly epochs: number
  readonly backend: string
  readonly dtype: string
  /** Id of the model whose answers were half of every target. */
  readonly teacher?: string
  readonly dataSha256: string
  readonly photographedSha256?: string
  readonly temperature?: number
  readonly examples: Readonly<Record<string, number>>
  readonly validation: Share | Readonly<Record<string, Share>>
  readonly refusal?: { readonly negativesRefused: number; readonly digitsRefused: number }
  readonly test?: Share
  readonly history: readonly EpochRecord[]
  readonly cost?: TrainingCost
  readonly from?: Origin
}

/** A model that training began with. */
interface Origin {
  readonly id: string
  readonly command?: string
  readonly from?: Origin
}

/** Every bundled model: its subpath of @digitrec/cnn, and what it is for. */
export const bundled = [
  { subpath: 'digits', what: 'Tells digits apart, and digits from what is none. The recognizer reads with it.' },
  {
    subpath: 'digits-nano',
    what: 'The same in a sixth of the bytes, for clean ink: it was not trained on noise, blur and stray lines.',
  },
  {
    subpath: 'digits-best',
    what: 'The default classifier and larger ones, asked together about every digit and its four neighbours one pixel aside: right more often, and slower.',
  },
  { subpath: 'lines', what: 'Reads whole lines of digits, touching or not: the second opinion of the recognizer.' },
] as const

const root = new URL('../', import.meta.url)
const sets: Readonly<Record<string, string>> = {
  train: "digits of MNIST's training set",
  drawn: 'digits drawn by @digitrec/mnist',
  redrawn: 'digits of MNIST redrawn as a photo shows them',
  negatives: 'drawn marks that are no digit',
  photographed: 'digits and signs of BHMSDS',
  signs: 'of those are signs',
  strips: 'lines put together from such digits',
  validation: "digits of MNIST's training set kept out, for choosing and calibrating",
}

/** The page of one model, as Markdown. */
export function modelCard(subpath: string, what: string): string {
  const card = readCard(subpath)
  return 'members' in card ? ensemblePage(subpath, what, card.members) : modelPage(subpath, what, card)
}

function readCard(subpath: string): Card | { readonly members: readonly Card[] } {
  return JSON.parse(readFileSync(new URL(`packages/cnn/src/${subpath}/card.json`, root), 'utf8'))
}

/** What `digitrec eval` says of an ensemble, as far as the page has it; its looks at the test digits are in docs/test-reads.jsonl. */
interface Measured {
  readonly commands: readonly string[]
  readonly scores: Readonly<Record<string, Share>>
  /** Mean distance between confidence and accuracy, 0 to 1: on validation digits, and over so many kinds of spoiled copies of them. */
  readonly calibration: { readonly validation: number; readonly spoiled: number; readonly kinds: number }
}

/** The page of several that answer together. */
function ensemblePage(subpath: string, what: string, added: readonly Card[]): string {
  const members = [readCard('digits') as Card, ...added]
  const { commands, scores, calibration } = JSON.parse(
    readFileSync(new URL(`docs/models/${subpath}.measured.json`, root), 'utf8'),
  ) as Measured
  return [
    '<!-- Made by `npm run model:cards`; changes here are lost. -->',
    '',
    `# ${subpath}`,
    '',
    what,
    '',
    `\`import { loadBestDigitClassifier } from '@digitrec/cnn/${subpath}'\`, or \`--model ${subpath}\` behind \`digitrec read\`.`,
    '',
    '## Members',
    '',
    '| id | made by | bytes | validation | MNIST test |',
    '| --- | --- | ---: | ---: | ---: |',
    ...members.map(
      ({ id, command, bytes, validation, test }) =>
        `| \`${id}\` | \`${command}\` | ${bytes.toLocaleString('en')} | ${percent((validation as Share).accuracy)} | ${test ? percent(test.accuracy) : ''} |`,
    ),
    '',
    'The first is [the default](digits.md); the others were trained on the same data.',
    '',
    '## Together',
    '',
    `${commands.map(command => `\`${command}\``).join('; ')}.`,
    '',
    ...scoreTable(scores),
    '',
    `Confidence and accuracy lie ${percent(calibration.validation)} apart on validation digits (ECE, 15 bins), and ${percent(calibration.spoiled)} on their copies that were spoiled in ${calibration.kinds} ways.`,
    '',
    ...added.flatMap(card => [`## Training of \`${card.id}\``, '', ...costLines(card), '', ...historyTable(card), '']),
  ].join('\n')
}

function scoreTable(scores: Readonly<Record<string, Share>>): string[] {
  return [
    '| on | right | | 95 % interval |',
    '| --- | ---: | ---: | --- |',
    ...Object.entries(scores).map(
      ([name, { correct, count, accuracy, interval }]) =>
        `| ${name} | ${correct} of ${count} | ${percent(accuracy)} | ${interval.map(percent).join(' to ')} |`,
    ),
  ]
}

function historyTable({ history }: Card): string[] {
  return [
    '| epoch | loss | right |',
    '| ---: | ---: | ---: |',
    ...history.map(({ epoch, loss, accuracy }) => `| ${epoch} | ${loss.toFixed(4)} | ${percent(accuracy)} |`),
  ]
}

function modelPage(subpath: string, what: string, card: Card): string {
  const shares = 'count' in card.validation ? { validation: card.validation as Share } : card.validation
  return [
    `<!-- Made by \`npm run model:cards\`; changes here are lost. -->`,
    '',
    `# ${card.preset}`,
    '',
    what,
    '',
    '| | |',
    '| --- | --- |',
    `| import | \`@digitrec/cnn/${subpath}\` |`,
    `| id | \`${card.id}\` |`,
    `| file | ${card.bytes.toLocaleString('en')} bytes, weights as ${card.dtype} |`,
    `| made by | \`${card.command}\`, backend ${card.backend} |`,
    ...origins(card.from),
    ...(card.teacher ? [`| learnt also from | \`${card.teacher}\` |`] : []),
    `| temperature | ${card.temperature ?? 1} |`,
    `| SHA-256 of MNIST as trained on | \`${card.dataSha256}\` |`,
    ...(card.photographedSha256 ? [`| SHA-256 of the photographed part | \`${card.photographedSha256}\` |`] : []),
    '',
    '## Data',
    '',
    ...Object.entries(card.examples).map(([name, count]) => `- ${count.toLocaleString('en')} ${sets[name] ?? name}`),
    '',
    'MNIST was written by Americans around 1990; the drawn digits have the forms of `packages/mnist/src/handwriting/allographs.ts`;',
    'BHMSDS was written in Poland in 2019. A form that is in none of them, the model cannot know.',
    '',
    '## Measured',
    '',
    ...scoreTable({ ...shares, ...(card.test && { 'MNIST test': card.test }) }),
    ...(card.refusal
      ? [
          '',
          `Of 2,000 drawn marks that are no digit, ${percent(card.refusal.negativesRefused)} get more than half of the probability for "no digit", and ${percent(card.refusal.digitsRefused)} of the validation digits do.`,
        ]
      : []),
    '',
    ...seedLines(subpath),
    '## Training',
    '',
    ...costLines(card),
    '',
    ...historyTable(card),
    '',
  ].join('\n')
}

/** Mean and spread over seeds, where `digitrec train --seeds` has been run and its record put beside the page. */
function seedLines(subpath: string): string[] {
  const file = new URL(`docs/models/${subpath}.seeds.json`, root)
  return existsSync(file) ? seedsSection(JSON.parse(readFileSync(file, 'utf8')) as SeedsRecord) : []
}

/** A record of several seeds as a section of Markdown. */
export function seedsSection({ command, runs, spread }: SeedsRecord): string[] {
  return [
    '## Several seeds',
    '',
    `Mean and standard deviation of ${runs.length} runs that differ in their seed alone: \`${command}\`.`,
    '',
    '| on | mean ± deviation | each seed |',
    '| --- | --- | --- |',
    ...Object.entries(spread).map(([name, one]) => {
      const each = runs.map(({ seed, scores }) => `${seed}: ${percent(scores[name]!.correct / scores[name]!.count)}`)
      return `| ${name} | ${spreadText(one)} | ${each.join(', ')} |`
    }),
    '',
  ]
}

/** How soon it was good, and what it took. */
function costLines({ history, cost }: Card): string[] {
  if (cost) return [`Measured: ${costText(history, cost)}.`]
  const first = firstEpochAt(history, 0.99)
  return [
    ...(first === undefined ? [] : [`99 % were right on validation after ${first} epoch${first === 1 ? '' : 's'}.`]),
    'Time and memory were not recorded in this run.',
  ]
}

/** The models that training began with, the nearest first. */
function origins(from: Origin | undefined): string[] {
  if (!from) return []
  return [`| began with | \`${from.id}\`${from.command ? `, \`${from.command}\`` : ''} |`, ...origins(from.from)]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1)!)) {
  for (const { subpath, what } of bundled) {
    const file = new URL(`docs/models/${subpath}.md`, root)
    writeFileSync(file, modelCard(subpath, what))
    console.log(`docs/models/${subpath}.md`)
  }
}
