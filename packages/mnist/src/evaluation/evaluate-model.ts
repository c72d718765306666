// Everything that is measured of one model, as one plain object: what `digitrec eval` prints, saves and draws.
// Next: report-html.ts.

import { type ClassScore, loadModel, type Model, type StoredType, saveModel, wilsonInterval } from '@digitrec/cnn'
import type { ThreadCount } from '@digitrec/tensor'
import type { DigitSet } from '../idx.ts'
import type { Photographed } from '../photographed.ts'
import type { Score } from '../recipes/train.ts'
import { stratifiedSplit } from '../split.ts'
import { calibrationError, losses, type ReliabilityBin, reliabilityBins } from './calibration.ts'
import { type AboutCandidate, type Candidate, withCandidate } from './candidate.ts'
import { type Comparison, mcnemar } from './mcnemar.ts'
import {
  type Answers,
  amongDigits,
  answersOf,
  atTemperature,
  frameOf,
  onThreads,
  type Predictions,
  predictSet,
  withNoDigitBias,
} from './predictions.ts'
import { measureRefusal, type RefusalReport } from './refusal.ts'
import { areaUnderRiskCoverage, atCoverage, riskCoverage, type Selected } from './selection.ts'
import { measureSlices, type SliceReport } from './slices.ts'
import { ambiguousTestDigits, correctedScore, correctedTestLabels } from './wrong-labels.ts'

/** Pairs of digits that are named in the report, both ways. */
export const namedPairs = [
  [1, 7],
  [5, 6],
  [3, 8],
  [2, 5],
  [2, 7],
  [4, 9],
] as const

/** How well probabilities mean what they say. All of "which digit, if it is one", but for the last. */
export interface Calibration {
  readonly temperature: number
  /** Added to the logit of "no digit": it is rarer among marks than in training. */
  readonly noDigitBias: number
  readonly nll: number
  readonly brier: number
  /** Calibration errors with 15 bins. */
  readonly ece: { readonly equalWidth: number; readonly equalMass: number }
  readonly bins: readonly ReliabilityBin[]
  /** With what "no digit" takes away, equal width: too low where all pictures are digits, as here. */
  readonly eceWithNoDigit: number
}

/** A digit that was answered wrongly. */
export interface WrongAnswer {
  /** Its place in MNIST's file. */
  readonly index: number
  readonly truth: number
  /** The likeliest digits, best first. */
  readonly alternatives: readonly { readonly digit: number; readonly probability: number }[]
  readonly notDigit: number
  /** What people said of the label, when it is known to be wrong. */
  readonly note?: string
  /** 784 bytes, ink = 255; not in JSON. */
  readonly pixels: Uint8Array
}

/** What is known of one model. */
export interface EvaluationReport {
  readonly model: AboutCandidate
  readonly set: 'validation' | 'test'
  readonly score: Score
  /** On corrected labels; only of the test set. */
  readonly corrected?: Score
  /** `confusion[truth][answer]`, counts. */
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassScore[]
  /** [a, b, a read as b, b read as a] */
  readonly pairs: readonly (readonly [number, number, number, number])[]
  /** As the network has it, and with the model's temperature, which training fitted on validation, and bias of "no digit". */
  readonly calibration: { readonly before: Calibration; readonly after: Calibration }
  readonly selection: {
    readonly curve: readonly Selected[]
    /** At 99.9, 99.5, 99 and 98 % coverage. */
    readonly points: readonly (Selected & { readonly asked: number })[]
    readonly aurc: number
  }
  readonly errors: readonly WrongAnswer[]
  /** Measured on validation digits, whatever `set` is. */
  readonly slices?: SliceReport
  readonly refusal: RefusalReport
  /** Photographed digits that no model has trained on. */
  readonly photographed?: Score
  /** The same weights stored in other ways, on validation digits; none of an ensemble. */
  readonly stored: readonly {
    readonly dtype: StoredType
    readonly bytes: number
    readonly correct: number
    readonly nll: number
  }[]
  /** Another model on the same digits. */
  readonly against?: Comparison & { readonly name: string; readonly id: string; readonly score: Score }
}

/** What {@link evaluateModel} wants. */
export interface EvaluateModelOptions {
  /** The model's file; or several, one behind the other, which are measured as `digitEnsemble` answers with them. */
  readonly bytes: Uint8Array
  readonly train: DigitSet
  /** The test digits, when `set` says so. */
  readonly test?: DigitSet
  /** @default 'validation': the digits that `digitrec train` keeps back */
  readonly set?: 'validation' | 'test'
  /** Pictures that no model was trained on, as `photographedPart(files, 'held-out')` gives them. */
  readonly photographed?: Photographed
  /** Validation digits that are spoiled for each slice; 0 for none. @default 300 */
  readonly slices?: number
  /** The file of a model to compare with. */
  readonly against?: Uint8Array
  /** Threads that predict; an ensemble does on one. @default what DIGITREC_THREADS says, or 1 */
  readonly threads?: ThreadCount
  /** Told what is being measured. */
  readonly onStage?: (stage: string) => void
  readonly signal?: AbortSignal
}

/**
 * Measures a model on validation or test digits, and on validation digits spoiled, cut up, and stored in fewer bytes.
 *
 * @throws ModelFileError when one of the files is no model, RangeError when the test digits are wanted and not given, the
 *   signal's reason when stopped, ThreadError when there are no threads
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<EvaluationReport> {
  return withCandidate(options.bytes, options.threads, candidate => measureCandidate(candidate, options))
}

async function measureCandidate(candidate: Candidate, options: EvaluateModelOptions): Promise<EvaluationReport> {
  const { train, set = 'validation', photographed, onStage } = options
  const { answering, model, temperature, noDigitBias } = candidate
  const { validation } = stratifiedSplit(train.labels, { validation: validationSize(train) })
  const digits = set === 'validation' ? train : options.test
  if (!digits) throw new RangeError('evaluateModel: expected the test digits for the set test, got none.')
  const indices = set === 'validation' ? validation : Uint32Array.from(digits.labels.keys())
  onStage?.(`${set} digits`)
  const raw = await predictSet(answering, digits, indices)
  const final = withNoDigitBias(atTemperature(raw, temperature), noDigitBias)
  const answers = answersOf(final)
  options.signal?.throwIfAborted()
  const slices = options.slices ?? 300
  const pictured = photographed && answersOf(await predictSet(answering, photographed.digits)).correct
  return {
    model: candidate.about,
    set,
    score: scoreOf(count(answers.correct), answers.correct.length),
    ...(set === 'test' && digits.length === 10_000 && { corrected: correctedOf(answers, raw.labels) }),
    ...confusionOf(answers, raw.labels),
    calibration: { before: calibrationOf(raw, 1, 0), after: calibrationOf(final, temperature, noDigitBias) },
    selection: selectionOf(answers),
    errors: wrongAnswers(final, answers, digits, indices, set),
    ...(slices > 0 && { slices: await slicesOf(candidate, train, validation, slices, options) }),
    refusal: await refusalOf(candidate, train, validation, options),
    ...(pictured && { photographed: scoreOf(count(pictured), pictured.length) }),
    stored: model ? await storedOf(model, train, validation, options) : [],
    ...(options.against && { against: await againstOf(options.against, digits, indices, answers, options) }),
  }
}

/** How many digits `digitrec train` keeps for validation. */
export function validationSize({ length }: Pick<DigitSet, 'length'>): number {
  return Math.min(5000, Math.floor(length / 12))
}

function scoreOf(correct: number, total: number): Score {
  return { count: total, correct, accuracy: correct / total, interval: wilsonInterval(correct, total) }
}

function count(correct: Uint8Array): number {
  return correct.reduce((sum, one) => sum + one, 0)
}

function correctedOf({ digits }: Answers, labels: Uint8Array): Score {
  const corrected = correctedScore(digits, labels)
  return scoreOf(corrected.correct, corrected.count)
}

function confusionOf(answers: Answers, labels: Uint8Array): Pick<EvaluationReport, 'confusion' | 'perClass' | 'pairs'> {
  const confusion = Array.from({ length: 10 }, () => Array<number>(10).fill(0))
  for (const [i, digit] of answers.digits.entries()) confusion[labels[i]!]![digit]!++
  const perClass = confusion.map((row, k) => {
    const recall = row[k]! / row.reduce((sum, n) => sum + n, 0)
    const precision = row[k]! / confusion.reduce((sum, other) => sum + other[k]!, 0)
    return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
  })
  const pairs = namedPairs.map(([a, b]) => [a, b, confusion[a]![b]!, confusion[b]![a]!] as const)
  return { confusion, perClass, pairs }
}

function calibrationOf(predictions: Predictions, temperature: number, noDigitBias: number): Calibration {
  const digits = amongDigits(predictions)
  const { confidences, correct } = answersOf(digits)
  const bins = reliabilityBins(confidences, correct)
  return {
    temperature,
    noDigitBias,
    ...losses(digits),
    ece: {
      equalWidth: calibrationError(bins),
      equalMass: calibrationError(reliabilityBins(confidences, correct, 'equal-mass')),
    },
    bins,
    eceWithNoDigit: calibrationError(reliabilityBins(answersOf(predictions).confidences, correct)),
  }
}

function selectionOf({ confidences, correct }: Answers): EvaluationReport['selection'] {
  const curve = riskCoverage(confidences, correct)
  return {
    // Only where the number of errors changes, and the end: the curve between is known from these.
    curve: curve.filter(({ errors }, i) => errors !== curve[i - 1]?.errors || i === curve.length - 1),
    points: [0.999, 0.995, 0.99, 0.98].map(asked => ({ asked, ...atCoverage(curve, asked) })),
    aurc: areaUnderRiskCoverage(curve),
  }
}

function wrongAnswers(
  { classes, probabilities }: Predictions,
  { correct }: Answers,
  digits: DigitSet,
  indices: Uint32Array,
  set: EvaluationReport['set'],
): WrongAnswer[] {
  const wrong = [...correct.keys()].filter(n => !correct[n])
  return wrong.map(n => {
    const index = indices[n]!
    const row = probabilities.subarray(n * classes, (n + 1) * classes)
    const alternatives = Array.from(row.subarray(0, 10), (probability, digit) => ({ digit, probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, 3)
    const note = set === 'test' ? labelNote(index, alternatives[0]!.digit) : undefined
    return {
      index,
      truth: digits.labels[index]!,
      alternatives,
      notDigit: row[10] ?? 0,
      ...(note !== undefined && { note }),
      pixels: Uint8Array.from(frameOf(digits, index), value => Math.round(255 * value)),
    }
  })
}

function labelNote(index: number, answer: number): string | undefined {
  if (ambiguousTestDigits.has(index)) return 'people cannot tell what this is'
  const corrected = correctedTestLabels.get(index)
  if (corrected === undefined) return undefined
  return `people read ${corrected}${corrected === answer ? ', as the model does' : ''}`
}

function slicesOf(
  { answering: model, temperature }: Candidate,
  train: DigitSet,
  validation: Uint32Array,
  slices: number,
  { onStage, signal }: EvaluateModelOptions,
): Promise<SliceReport> {
  const size = Math.min(slices, validation.length)
  // Spread over the list, which is in the order of the file: never the first N of it.
  const indices = Array.from({ length: size }, (_, n) => validation[Math.floor((n * validation.length) / size)]!)
  return measureSlices({
    model,
    temperature,
    frames: indices.map(index => frameOf(train, index)),
    labels: Uint8Array.from(indices, index => train.labels[index]!),
    onKind: name => onStage?.(name),
    ...(signal && { signal }),
  })
}

function refusalOf(
  { answering: model, temperature, noDigitBias }: Candidate,
  train: DigitSet,
  validation: Uint32Array,
  { photographed, onStage }: EvaluateModelOptions,
): Promise<RefusalReport> {
  onStage?.('what is no digit')
  const shown = { train, validation, ...(photographed && { photographed }) }
  return measureRefusal({ model, temperature, noDigitBias, ...shown })
}

async function storedOf(
  model: Model,
  train: DigitSet,
  validation: Uint32Array,
  { threads, onStage }: EvaluateModelOptions,
): Promise<EvaluationReport['stored']> {
  const stored: EvaluationReport['stored'][number][] = []
  for (const dtype of ['F32', 'F16', 'I8'] as const) {
    onStage?.(`stored as ${dtype}`)
    const bytes = saveModel(model, { dtype })
    const predictions = await onThreads(loadModel(bytes), threads, answering =>
      predictSet(answering, train, validation),
    )
    stored.push({
      dtype,
      bytes: bytes.length,
      correct: count(answersOf(predictions).correct),
      nll: losses(amongDigits(predictions)).nll,
    })
  }
  return stored
}

async function againstOf(
  bytes: Uint8Array,
  digits: DigitSet,
  indices: Uint32Array,
  answers: Answers,
  { threads }: EvaluateModelOptions,
): Promise<NonNullable<EvaluationReport['against']>> {
  return withCandidate(bytes, threads, async ({ answering, about: { name, id } }) => {
    const { correct } = answersOf(await predictSet(answering, digits, indices))
    return { name, id, score: scoreOf(count(correct), correct.length), ...mcnemar(answers.correct, correct) }
  })
}
