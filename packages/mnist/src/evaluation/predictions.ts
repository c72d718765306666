// What a model said of a set of pictures, and what each of them really is: what every measure here is computed from.

import { type Model, type Network, openPredictor } from '@digitrec/cnn'
import { shapeSize, type Tensor, type ThreadCount } from '@digitrec/tensor'
import { pixelsPerDigit } from '../idx.ts'
import type { LabelledImages } from '../sources.ts'

/** Probabilities and truths of a set. */
export interface Predictions {
  readonly count: number
  /** 10, or 11 when the last means "no digit". */
  readonly classes: number
  /** [count, classes]; each row sums to 1. */
  readonly probabilities: Float32Array | Float64Array
  /** True class of each. */
  readonly labels: Uint8Array
}

/** What gives probabilities: a model, or one opened on threads by {@link onThreads}. */
export interface Answering {
  readonly network: Network
  /** Outputs for a batch of inputs, one behind the other. */
  predict(x: Float32Array): Tensor | Promise<Tensor>
}

/**
 * Does something with a model that predicts on threads, which end with it, however it ends. One thread is the model itself.
 *
 * @throws ThreadError `bad-thread-count`, `threads-unsupported`, `worker-lost`
 */
export async function onThreads<T>(
  model: Model,
  threads: ThreadCount | undefined,
  work: (answering: Answering) => Promise<T>,
): Promise<T> {
  const predictor = await openPredictor(model, threads === undefined ? {} : { threads })
  try {
    return await work({ network: model.network, predict: x => predictor.predict(x) })
  } finally {
    await predictor.close()
  }
}

/** Runs a model on pictures. @param indices which of them, in this order. @default all */
export async function predictSet(
  model: Answering,
  set: LabelledImages,
  indices?: ArrayLike<number>,
): Promise<Predictions> {
  const frames = indices ? Array.from(indices, index => frameOf(set, index)) : undefined
  const labels = indices ? Uint8Array.from(indices, index => set.labels[index]!) : set.labels
  return predictFrames(model, frames ?? Array.from({ length: set.length }, (_, i) => frameOf(set, i)), labels)
}

/** Runs a model on frames of 784 numbers 0..1. */
export async function predictFrames(
  model: Answering,
  frames: readonly Float32Array[],
  labels: Uint8Array,
): Promise<Predictions> {
  const classes = shapeSize(model.network.output)
  const probabilities = new Float32Array(frames.length * classes)
  const chunk = 256
  for (let start = 0; start < frames.length; start += chunk) {
    const part = frames.slice(start, start + chunk)
    const x = new Float32Array(part.length * pixelsPerDigit)
    for (const [i, frame] of part.entries()) x.set(frame, i * pixelsPerDigit)
    const { data } = await model.predict(x)
    probabilities.set(data, start * classes)
  }
  return { count: frames.length, classes, probabilities, labels }
}

/** Picture `index` of a set as 784 numbers 0..1. */
export function frameOf({ images }: Pick<LabelledImages, 'images'>, index: number): Float32Array {
  const bytes = images.subarray(index * pixelsPerDigit, (index + 1) * pixelsPerDigit)
  return Float32Array.from(bytes, byte => byte * (1 / 255))
}

/** Smaller probabilities are as good as zero, and zero has no logarithm. */
const floor = 1e-30

/**
 * The same predictions at a temperature: softmax(logits / T) is the softmax of the logits, each to the power 1/T, scaled
 * to sum to 1. Above 1 the model becomes less sure, below 1 surer; what is likeliest stays so.
 *
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2
 */
export function atTemperature(predictions: Predictions, temperature: number): Predictions {
  if (temperature === 1) return predictions
  const { count, classes } = predictions
  const probabilities = Float64Array.from(predictions.probabilities, p => Math.max(p, floor) ** (1 / temperature))
  for (let n = 0; n < count; n++) {
    const row = probabilities.subarray(n * classes, (n + 1) * classes)
    const total = sumOf(row)
    for (let k = 0; k < classes; k++) row[k]! /= total
  }
  return { ...predictions, probabilities }
}

/**
 * The same predictions where "no digit" is rarer or more frequent: its odds times e^bias. What is likelier of two digits stays so,
 * and so does which of two pictures looks less like one.
 *
 * @see Saerens, Latinne, Decaestecker 2002, "Adjusting the Outputs of a Classifier to New a Priori Probabilities", eq. 4
 */
export function withNoDigitBias(predictions: Predictions, bias: number): Predictions {
  const { count, classes } = predictions
  if (bias === 0 || classes === 10) return predictions
  const probabilities = Float64Array.from(predictions.probabilities)
  for (let n = 0; n < count; n++) {
    const row = probabilities.subarray(n * classes, (n + 1) * classes)
    row[10]! *= Math.exp(bias)
    const total = sumOf(row)
    for (let k = 0; k < classes; k++) row[k]! /= total
  }
  return { ...predictions, probabilities }
}

/**
 * The bias that makes up for another share of pictures that are no digit.
 *
 * @param trained share among the examples of training, above 0 and below 1
 * @param expected share among the marks that are read, likewise
 */
export function priorShift(trained: number, expected: number): number {
  const logit = (share: number) => Math.log(share / (1 - share))
  return logit(expected) - logit(trained)
}

/** The same predictions given that each picture is a digit: ten classes, "no digit" left out, rows scaled to sum to 1. */
export function amongDigits(predictions: Predictions): Predictions {
  const { count, classes, labels } = predictions
  if (classes === 10) return predictions
  const probabilities = new Float64Array(count * 10)
  for (let n = 0; n < count; n++) {
    const row = predictions.probabilities.subarray(n * classes, n * classes + 10)
    const total = sumOf(row) || floor
    for (let k = 0; k < 10; k++) probabilities[n * 10 + k] = row[k]! / total
  }
  return { count, classes: 10, probabilities, labels }
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}

/** The answers of a model: the likeliest digit of each picture, how sure it is of it, and whether it is right. */
export interface Answers {
  readonly digits: Uint8Array
  /** Probability of that digit, what "no digit" takes away included. */
  readonly confidences: Float64Array
  /** 1 where the digit is the true class. */
  readonly correct: Uint8Array
}

/** The likeliest of the ten digits for each picture; "no digit" is not among the answers. */
export function answersOf({ count, classes, probabilities, labels }: Predictions): Answers {
  const digits = new Uint8Array(count)
  const confidences = new Float64Array(count)
  for (let n = 0; n < count; n++) {
    const row = probabilities.subarray(n * classes, n * classes + 10)
    let best = 0
    for (let k = 1; k < 10; k++) if (row[k]! > row[best]!) best = k
    digits[n] = best
    confidences[n] = row[best]!
  }
  return { digits, confidences, correct: digits.map((digit, n) => (digit === labels[n] ? 1 : 0)) }
}
