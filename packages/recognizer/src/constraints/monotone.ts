// A meter that only goes forward: not below the last reading, and not further than it can have run.

import { or } from './combine.ts'
import { type Constraint, type Form, invalid, whole, wholeText } from './constraint.ts'
import { range } from './range.ts'

/** What is known of a meter. */
export interface MonotoneOptions {
  /** The last reading; as a text, with the zeros in front that the meter shows. */
  readonly previous: number | string
  /** The most that it can have gone on since, 0 or more. */
  readonly maxStep: number
  /** Digits that the meter shows. @default as many as `previous` is written with */
  readonly digits?: number
}

/**
 * Readings from `previous` to `previous + maxStep`. A meter that runs over its largest number starts again at zero.
 *
 * @throws ConstraintError `constraint-invalid` when the previous reading has more digits than the meter, or the step
 *   could take it all the way round
 */
export function monotone({ previous, maxStep, digits }: MonotoneOptions): Constraint {
  const text = String(previous)
  if (!/^\d{1,15}$/.test(text)) invalid('monotone', 'a previous reading of 1 to 15 digits', previous)
  const width = digits === undefined ? text.length : whole('monotone', digits, text.length, 15)
  const turn = 10 ** width
  whole('monotone', maxStep, 0, turn - 1)
  const end = Number(text) + maxStep
  const written = (value: number) => String(value).padStart(width, '0')
  // Both bounds are written with all digits, so every number between them is too.
  const { automaton } =
    end < turn
      ? range(written(Number(text)), written(end))
      : or(range(written(Number(text)), written(turn - 1)), range(written(0), written(end - turn)))
  return {
    name: `monotone:${written(Number(text))}+${maxStep}`,
    about: `a meter reading from ${written(Number(text))} on, at most ${maxStep} further`,
    automaton,
  }
}

export const monotoneForm: Form = {
  name: 'monotone',
  usage: 'monotone:424951+500',
  about: 'a meter: last reading and the most it can have gone on',
  example: 'monotone:424951+500',
  parse(text) {
    const [, previous, step] = /^(\d+)\+(\d+)$/.exec(text ?? '') ?? invalid('monotone', "'424951+500'", text)
    return monotone({ previous: previous!, maxStep: wholeText('monotone', step, 0, 999_999_999) })
  },
}
