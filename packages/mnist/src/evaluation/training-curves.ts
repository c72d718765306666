// How did training go? Loss and accuracy over the epochs, and from where on the model learnt by heart.

import type { EpochRecord } from '@digitrec/cnn'
import { escapeMarkup } from '@digitrec/image'
import { type Axis, axisTo, lineChart, page, type Series } from './charts.ts'

/** A rise of the validation loss by less than this share is how losses wobble. */
const wobble = 0.03

/**
 * The epoch at which overfitting starts: validation loss was least there, rose by more than 3 % to the end, and training
 * loss went on falling.
 *
 * @returns undefined when validation was not measured, or its loss did not rise
 */
export function overfittingFrom(history: readonly EpochRecord[]): number | undefined {
  const known = history.filter(({ validation }) => validation !== undefined)
  if (known.length < 2) return undefined
  const lossOf = (record: EpochRecord) => record.validation!.loss
  const least = known.reduce((best, record) => (lossOf(record) < lossOf(best) ? record : best))
  const last = known.at(-1)!
  const rose = lossOf(last) > (1 + wobble) * lossOf(least)
  return rose && last.loss < least.loss ? least.epoch : undefined
}

/** The curves as a page. @param title such as the name of the model's file */
export function trainingHtml(title: string, history: readonly EpochRecord[]): string {
  const from = overfittingFrom(history)
  const last = history.at(-1)
  const words = last
    ? `After epoch ${last.epoch}: loss ${last.loss.toFixed(4)}${last.validation ? `, on validation ${last.validation.loss.toFixed(4)} and ${percent(last.validation.accuracy)} right` : ''}.`
    : 'No epoch is complete.'
  const verdict =
    from === undefined
      ? 'Validation loss does not rise while training loss falls: no overfitting is seen.'
      : `Overfitting starts at epoch ${from}: from there on validation loss rises while training loss falls.`
  const charts =
    history.length === 0 ? '' : `<div class="two">${lossChart(history, from)}${accuracyChart(history, from)}</div>`
  return page(
    `${title}: training`,
    `<header><h1>${escapeMarkup(title)}</h1><p>${words} ${verdict}</p><p class="muted">Training figures are of augmented pictures, negatives and all, while the weights move; validation figures are of plain digits at the end of each epoch. So validation may look better.</p></header><main>${charts}</main>`,
  )
}

function lossChart(history: readonly EpochRecord[], from: number | undefined): string {
  const losses = history.flatMap(({ loss, validation }) => (validation ? [loss, validation.loss] : [loss]))
  const [low, high] = [Math.min(...losses), Math.max(...losses)]
  // On a logarithmic axis: losses fall by factors.
  const powers = range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)))
  const y: Axis = {
    low: powers[0]!,
    high: powers.at(-1)!,
    ticks: powers,
    title: 'loss',
    format: power => String(Number((10 ** power).toPrecision(1))),
  }
  return chart('Loss', history, y, ({ loss }) => Math.log10(loss), from)
}

function accuracyChart(history: readonly EpochRecord[], from: number | undefined): string {
  const errors = history.flatMap(({ accuracy, validation }) => [accuracy, ...(validation ? [validation.accuracy] : [])])
  const y = axisTo(Math.max(1e-4, ...errors.map(accuracy => 1 - accuracy)), 'wrong', percent)
  return chart('Share of wrong answers', history, y, ({ accuracy }) => 1 - accuracy, from)
}

function chart(
  title: string,
  history: readonly EpochRecord[],
  y: Axis,
  value: (record: { loss: number; accuracy: number }) => number,
  from: number | undefined,
): string {
  const epochs = history.map(({ epoch }) => epoch)
  const step = Math.max(1, Math.ceil(epochs.length / 8))
  const last = Math.max(2, epochs.at(-1)!)
  const known = history.filter(({ validation }) => validation !== undefined)
  const series: Series[] = [
    { name: 'training', points: history.map(record => [record.epoch, value(record)]), colour: 2, dashed: true },
    ...(known.length > 0
      ? [
          {
            name: 'validation',
            points: known.map(one => [one.epoch, value(one.validation!)] as const),
            colour: 1 as const,
            dotted: true,
          },
        ]
      : []),
  ]
  const x: Axis = {
    low: 1,
    high: last,
    ticks: epochs.filter(epoch => (epoch - 1) % step === 0),
    title: 'epoch',
    format: String,
  }
  const svg = lineChart({
    label: `${title} over ${epochs.length} epochs${from === undefined ? '' : `; overfitting starts at epoch ${from}`}.`,
    x,
    y,
    series,
    ...(from !== undefined && { mark: { x: from, text: 'overfitting starts' } }),
  })
  return `<div class="card"><h3>${title}</h3>${svg}</div>`
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(2, to - from + 1) }, (_, n) => from + n)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`
}
