// Many pictures, one roster, one picture for each entry: which is whose?

import { assign, constraints, type Recognition, type RecognitionJson, readLattice } from '@digitrec/recognizer'

/** How sure an assignment must be, and what else `toJSON` takes. */
export interface RosterOptions {
  readonly maxRisk?: number
  readonly alternatives?: number
  readonly frames?: boolean
}

/**
 * The answers of several pictures, each with the number of the roster that it is given. What is on no list stays as it
 * was read and goes to review.
 */
export function assignReadings(
  recognitions: readonly Recognition[],
  roster: readonly string[],
  { maxRisk = 0.1, ...json }: RosterOptions,
): RecognitionJson[] {
  return assign(recognitions, roster, { unique: true }).map(({ number, confidence, margin }, at) => {
    const recognition = recognitions[at]!
    const read = recognition.toJSON(json)
    const unconstrained = read.constraint?.unconstrained ?? read.text
    const outcome = {
      name: 'lexicon',
      satisfied: number !== null,
      margin: number === null ? null : margin,
      unconstrained,
    }
    if (read.status === 'reject')
      return { ...read, constraint: { ...outcome, satisfied: false, margin: null }, changed: [] }
    if (number === null)
      return { ...read, status: 'review', reasons: [...read.reasons, 'not-valid'], constraint: outcome, changed: [] }
    const { changed } = readLattice(recognition.lattice, constraints.lexicon([number]))
    // Doubts about the digits are settled by the roster; doubts about the picture stay.
    const reasons = read.reasons.filter(reason => reason !== 'ambiguous' && reason !== 'not-valid')
    const unsure = confidence < 1 - maxRisk
    const isSettled = !unsure && reasons.every(reason => reason === 'blurred') // which only says why there were doubts
    return {
      ...read,
      text: number,
      confidence,
      reasons: isSettled ? [] : unsure ? [...reasons, 'ambiguous'] : reasons,
      status: isSettled ? 'accept' : 'review',
      constraint: outcome,
      changed,
    }
  })
}
