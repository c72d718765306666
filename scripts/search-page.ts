// Writes docs/search.md and its two charts from docs/search-evolution.json and docs/search-depth.json, the files that
// `digitrec search --out` keeps: `npm run docs:search`. A test holds page, charts and records together.

import { readFileSync, writeFileSync } from 'node:fs'
import { chartFile } from '@digitrec/mnist/evaluation'
import { describeGenome, type SearchState, searchChart, space, trialsWorthShowing } from '@digitrec/mnist/search'

const docs = new URL('../docs/', import.meta.url)

/** Everything that is made, by its path under docs. */
export function searchPages(): Readonly<Record<string, string>> {
  const [evolution, depth] = [readState('search-evolution.json'), readState('search-depth.json')]
  return {
    'images/search-front.svg': chartFile(searchChart(evolution)),
    'images/search-depth.svg': chartFile(searchChart(depth)),
    'search.md': page(evolution, depth),
  }
}

function page(evolution: SearchState, depth: SearchState): string {
  return [
    '<!-- Made by `npm run docs:search`; changes here are lost. -->',
    '',
    '# Searching for networks',
    '',
    'Which network is the best of its size, and what is each convolution worth? Every trial is a short training, so the figures',
    'rank; they do not promise. What a network reaches at the end of a whole recipe stands in [its page](models/digits.md).',
    '',
    '## Size against accuracy',
    '',
    `${evolution.trials.length} trials by ${evolution.method}, ${setting(evolution)}: \`digitrec search --method ${evolution.method} --out search.json\`. The first`,
    '16 are drawn at random; from then on the better of the last 16, by front and accuracy, have children that differ in one thing',
    `(regularised evolution, Real et al. 2019). What may change: one to ${space.blocks.most} convolutions, 1, 3 or 5 pixels wide, with ${space.filters[0]} to ${space.filters.at(-1)} filters;`,
    'poolings, learning rate and batch.',
    '',
    '![Accuracy on validation digits against the number of weights; the line joins the best of their size](images/search-front.svg)',
    '',
    'Nobody else is both smaller and better than these (filters@kernel of each convolution, `p` for a pooling behind it):',
    '',
    ...table(evolution),
    '',
    '## What each convolution is worth',
    '',
    `The same network with one to ${depth.trials.length} convolutions of 3x3 and a mean over the plane behind them, ${setting(depth)}:`,
    '`digitrec search --method depth --out depth.json`.',
    '',
    '![Accuracy on validation digits against the number of convolutions](images/search-depth.svg)',
    '',
    ...table(depth),
    '',
    'With a mean over the plane a network sees no more than its last convolution does, so the first few are worth most: each widens',
    'what is seen of the digit. A dense layer behind one convolution, as in the preset `report`, sees all of it, at the price of',
    '433,290 weights.',
    '',
  ].join('\n')
}

function setting({ epochs, examples, seed }: SearchState): string {
  return `${epochs} epochs on ${examples.toLocaleString('en')} digits each, seed ${seed}`
}

function table(state: SearchState): string[] {
  return [
    '| right | weights | network |',
    '| ---: | ---: | --- |',
    ...trialsWorthShowing(state).map(
      ({ accuracy, parameters, genome }) =>
        `| ${(100 * accuracy).toFixed(2)} % | ${parameters.toLocaleString('en')} | \`${describeGenome(genome)}\` |`,
    ),
  ]
}

function readState(name: string): SearchState {
  return JSON.parse(readFileSync(new URL(name, docs), 'utf8')) as SearchState
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1)!))
  for (const [path, text] of Object.entries(searchPages())) {
    writeFileSync(new URL(path, docs), text)
    console.log(`docs/${path}`)
  }
