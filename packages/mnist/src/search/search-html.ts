// How does a search look? One chart and the candidates worth a look, as a page and as lines of text.

import { lineChart, page } from '../evaluation/charts.ts'
import { describeGenome } from './genome.ts'
import { paretoFront } from './pareto.ts'
import type { SearchState, Trial } from './search.ts'

/** The front of size against accuracy; of an ablation, all. */
export function trialsWorthShowing({ method, trials }: SearchState): readonly Trial[] {
  return method === 'depth' ? trials : paretoFront(trials)
}

/** A trial in a line of text, its newline included. */
export function trialLine({ genome, parameters, accuracy }: Trial): string {
  return `${(100 * accuracy).toFixed(2)} %  ${String(parameters).padStart(7)} weights  ${describeGenome(genome)}\n`
}

/** A page with the search drawn. */
export function searchHtml(state: SearchState): string {
  const isDepth = state.method === 'depth'
  const title = isDepth ? 'What each convolution is worth' : `Search by ${state.method}: ${state.trials.length} trials`
  const rows = trialsWorthShowing(state).map(trialLine).join('')
  return page(
    title,
    `<p>${state.epochs} epochs on ${state.examples} digits each, seed ${state.seed}.</p>${searchChart(state)}<pre>${rows}</pre>`,
  )
}

/** The chart of a search as SVG: size against accuracy with the front, or accuracy against depth. */
export function searchChart(state: SearchState): string {
  const shown = trialsWorthShowing(state)
  const isDepth = state.method === 'depth'
  const accuracies = state.trials.map(({ accuracy }) => 100 * accuracy)
  const least = Math.min(...accuracies)
  // Of a search the worst are of no interest, and are drawn on the edge.
  const low = isDepth ? 10 * Math.floor(least / 10) : Math.floor(Math.max(80, least))
  const x = ({ genome, parameters }: Trial) => (isDepth ? genome.blocks.length : Math.log10(parameters))
  const point = (trial: Trial) => [x(trial), Math.max(low, 100 * trial.accuracy)] as const
  const [left, right] = [Math.floor(Math.min(...state.trials.map(x))), Math.ceil(Math.max(...state.trials.map(x)))]
  const ticks = Array.from({ length: right - left + 1 }, (_, i) => left + i)
  return lineChart({
    label: isDepth
      ? 'Accuracy on validation digits against the number of convolutions'
      : 'Accuracy on validation digits against the number of weights; the line joins the best of their size',
    x: {
      low: left,
      high: Math.max(right, left + 1),
      ticks,
      title: isDepth ? 'convolutions' : 'weights',
      format: value => (isDepth ? String(value) : (10 ** value).toLocaleString('en')),
    },
    y: {
      low,
      high: 100,
      ticks: [low, (low + 100) / 2, 100],
      title: 'right, %',
      format: value => String(value),
    },
    series: [
      ...(isDepth
        ? []
        : state.trials.map(trial => ({ name: '', points: [point(trial)], colour: 2, dotted: true }) as const)),
      { name: isDepth ? 'accuracy' : 'best of their size', points: shown.map(point), colour: 1, dotted: true },
    ],
  })
}
