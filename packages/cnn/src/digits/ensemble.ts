// Several classifiers, each asked about a frame and its neighbours one pixel aside, and their answers averaged: slower, and
// right a little more often than any of them alone. Next: from-file.ts.

import type { ModelOptions } from '../model.ts'
import { readModelFile } from '../model-file.ts'
import { type DigitClassifier, type DigitProbabilities, openClassifier } from './classifier.ts'

/** Options of {@link digitEnsemble}. */
export interface EnsembleOptions extends Pick<ModelOptions, 'backend'> {
  /** Also asks about the frame moved by one pixel up, down, left and right. @default true */
  readonly shifts?: boolean
  /**
   * What the logarithms of the mean are divided by, above 0: below 1 it is surer than the mean, 1 is the mean itself.
   * @default 0.75 for several members, 0.9 for one and its shifts, which make the truth likeliest on MNIST's validation digits; 1 for one
   *   without shifts, where there is no mean
   */
  readonly temperature?: number
}

/**
 * A mean is less sure than it is right: where one answer of fifteen doubts, the mean doubts a little, and is right all the same.
 *
 * @see Rahaman and Thiery 2021, "Uncertainty Quantification and Deep Ensembles": first the mean, then its temperature
 */
function usualTemperature(members: number, shifts: boolean): number {
  if (members > 1) return 0.75
  return shifts ? 0.9 : 1
}

const side = 28
const pixels = side * side
/** Right and down, in pixels. */
const allShifts = [
  [0, 0],
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const

/**
 * A classifier whose answer is the mean of the probabilities of several, over shifts of the frame, made as sure as it is right.
 *
 * @param files model files as for `digitClassifier`, at least one
 * @throws RangeError for none, or a temperature that is not above 0; ModelFileError as `digitClassifier`
 * @see Ciresan, Meier, Schmidhuber 2012, "Multi-column Deep Neural Networks for Image Classification", eq. 1 (averaged columns)
 * @example
 * const best = digitEnsemble([await readFile('base-1.safetensors'), await readFile('base-2.safetensors')])
 */
export function digitEnsemble(files: readonly Uint8Array[], options: EnsembleOptions = {}): DigitClassifier {
  const { shifts = true, backend } = options
  const { temperature = usualTemperature(files.length, shifts) } = options
  const members = files.map(bytes => openClassifier(readModelFile(bytes), { ...(backend && { backend }) }))
  const [first] = members
  if (!first) throw new RangeError('digitEnsemble: expected at least one model file, got none.')
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw new RangeError(`digitEnsemble: expected a temperature above 0, got ${temperature}.`)
  const asked = shifts ? allShifts : allShifts.slice(0, 1)
  return {
    name: members.map(({ name }) => name).join('+'),
    id: members.map(({ id }) => id).join('+'),
    card: { members: members.map(({ card }) => card) },
    model: first.model,
    classify: frames => {
      const answers = members.flatMap(member => asked.map(([x, y]) => member.classify(shifted(frames, x, y))))
      return average(answers, frames.length / pixels, temperature)
    },
  }
}

/** All frames moved, zeros coming in. */
function shifted(frames: Float32Array | Uint8Array, right: number, down: number): Float32Array | Uint8Array {
  if (right === 0 && down === 0) return frames
  const moved = frames instanceof Uint8Array ? new Uint8Array(frames.length) : new Float32Array(frames.length)
  const count = side - Math.abs(right)
  for (let start = 0; start + pixels <= frames.length; start += pixels)
    for (let y = Math.max(0, down); y < side + Math.min(0, down); y++) {
      const from = start + (y - down) * side + Math.max(0, -right)
      moved.set(frames.subarray(from, from + count), start + y * side + Math.max(0, right))
    }
  return moved
}

/**
 * Least weight of an answer on "which". A blur is no digit for all of them, and so surely that its probability rounds to 1: what
 * digit it would be is told even then.
 */
const leastWeight = 1e-6

/** Mean of P(digit and this one), taken apart again into "which", at a temperature, and "whether". */
function average(answers: readonly DigitProbabilities[], count: number, temperature: number): DigitProbabilities {
  const digits = new Float32Array(count * 10)
  const notDigit = new Float32Array(count)
  for (const answer of answers)
    for (let n = 0; n < count; n++) {
      notDigit[n]! += answer.notDigit[n]! / answers.length
      const weight = Math.max(1 - answer.notDigit[n]!, leastWeight) / answers.length
      for (let k = 0; k < 10; k++) digits[n * 10 + k]! += answer.digits[n * 10 + k]! * weight
    }
  for (let n = 0; n < count; n++) {
    notDigit[n] = Math.min(1, notDigit[n]!) // a sum of fifteen may round to more
    const row = digits.subarray(n * 10, n * 10 + 10)
    const most = row.reduce((greatest, p) => Math.max(greatest, p), 0)
    for (let k = 0; k < 10; k++) row[k] = (row[k]! / most) ** (1 / temperature)
    const total = row.reduce((sum, p) => sum + p, 0)
    for (let k = 0; k < 10; k++) row[k]! /= total
  }
  return { digits, notDigit }
}
