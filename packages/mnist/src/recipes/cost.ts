// What did a training cost, and how soon was it good? Kept beside a model and never in it: a model's bytes come from data and seed alone.

import type { EpochRecord } from '@digitrec/cnn'

/** Time from the beginning of a run; what a run that was stopped and resumed spent before is counted. */
export interface Spent {
  /** By the clock on the wall. */
  readonly seconds: number
  /** Of the processor, all threads together: other programs that run at the same time do not lengthen it. */
  readonly processorSeconds: number
}

/** What a training cost. */
export interface TrainingCost {
  /** Time at the end of each epoch, its measuring on validation digits included. */
  readonly epochs: readonly (Spent & { readonly epoch: number })[]
  /** Most memory that the process held, in bytes. */
  readonly peakBytes: number
}

/** The first epoch whose model had this accuracy on validation digits; undefined when none had. */
export function firstEpochAt(history: readonly EpochRecord[], accuracy: number): number | undefined {
  return history.find(({ validation }) => validation && validation.accuracy >= accuracy)?.epoch
}

/** The cost in a sentence, without a full stop: how soon 99 % were right on validation, how long it took in all, how much memory. */
export function costText(history: readonly EpochRecord[], cost: TrainingCost): string {
  const timeAt = (epoch: number | undefined) => cost.epochs.find(one => one.epoch === epoch)
  const [first, last] = [firstEpochAt(history, 0.99), cost.epochs.at(-1)]
  const [soon, all] = [timeAt(first), timeAt(last?.epoch)]
  return [
    first === undefined
      ? '99 % right on validation never reached'
      : `99 % right on validation after ${plural(first, 'epoch')}${soon ? ` and ${spentText(soon)}` : ''}`,
    ...(last && all ? [`${plural(last.epoch, 'epoch')} in ${spentText(all)}`] : []),
    `at most ${Math.round(cost.peakBytes / 1e6)} MB of memory`,
  ].join('; ')
}

function spentText({ seconds, processorSeconds }: Spent): string {
  return `${rounded(seconds)} s (${rounded(processorSeconds)} s of the processor)`
}

function rounded(seconds: number): string {
  return seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds))
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
