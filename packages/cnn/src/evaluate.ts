// How good a model is on examples it has not seen.

import { createRandom, shapeSize } from '@digitrec/tensor'
import type { ExampleSource } from './examples.ts'
import type { Model } from './model.ts'

/** Precision, recall and F1 of one class; NaN where nothing was there to divide by. */
export interface ClassScore {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Result of {@link evaluate}. */
export interface Evaluation {
  readonly count: number
  readonly correct: number
  readonly accuracy: number
  /** 95 % Wilson interval of the accuracy. */
  readonly interval: readonly [number, number]
  /** Mean cross-entropy in nats; probabilities are floored at 1e-12. */
  readonly loss: number
  /** `confusion[truth][answer]`, counts. */
  readonly confusion: readonly (readonly number[])[]
  readonly perClass: readonly ClassScore[]
  /** Indices of the examples answered wrongly. */
  readonly wrong: readonly number[]
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** Only the first so many outputs are candidates for the answer. @default all */
  among?: number
  /** Seed of the examples' random streams. @default 0 */
  seed?: number
  signal?: AbortSignal
}

/**
 * Predicts every example of a source and counts.
 *
 * @throws the signal's reason when stopped
 */
export function evaluate(model: Model, source: ExampleSource, options: EvaluateOptions = {}): Evaluation {
  const among = options.among ?? source.classes
  const random = createRandom(options.seed ?? 0)
  const size = shapeSize(source.inputShape)
  const chunk = 256
  const x = new Float32Array(chunk * size)
  const targets = new Float32Array(chunk * source.classes)
  const confusion = Array.from({ length: source.classes }, () => Array<number>(source.classes).fill(0))
  const wrong: number[] = []
  let loss = 0
  for (let start = 0; start < source.length; start += chunk) {
    options.signal?.throwIfAborted()
    const count = Math.min(chunk, source.length - start)
    for (let i = 0; i < count; i++)
      source.write(
        start + i,
        x.subarray(i * size, (i + 1) * size),
        targets.subarray(i * source.classes, (i + 1) * source.classes),
        random.fork(start + i),
      )
    const { data } = model.predict(x.subarray(0, count * size))
    for (let i = 0; i < count; i++) {
      const target = targets.subarray(i * source.classes, (i + 1) * source.classes)
      const probabilities = data.subarray(i * source.classes, (i + 1) * source.classes)
      const truth = argmax(target, source.classes)
      const answer = argmax(probabilities, among)
      confusion[truth]![answer]!++
      if (answer !== truth) wrong.push(start + i)
      for (let k = 0; k < source.classes; k++)
        if (target[k]! > 0) loss -= target[k]! * Math.log(Math.max(probabilities[k]!, 1e-12))
    }
  }
  const correct = source.length - wrong.length
  return {
    count: source.length,
    correct,
    accuracy: correct / source.length,
    interval: wilsonInterval(correct, source.length),
    loss: loss / source.length,
    confusion,
    perClass: confusion.map((row, k) => classScore(row, k, confusion)),
    wrong,
  }
}

/**
 * Interval that holds the true rate with 95 % confidence.
 *
 * @see Wilson 1927; with z = 1.96
 */
export function wilsonInterval(correct: number, count: number): readonly [number, number] {
  if (count === 0) return [0, 1]
  const z = 1.959964
  const rate = correct / count
  const centre = rate + (z * z) / (2 * count)
  const spread = z * Math.sqrt((rate * (1 - rate)) / count + (z * z) / (4 * count * count))
  const scale = 1 + (z * z) / count
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}

function classScore(row: readonly number[], k: number, confusion: readonly (readonly number[])[]): ClassScore {
  const hits = row[k]!
  const recall = hits / row.reduce((sum, count) => sum + count, 0)
  const precision = hits / confusion.reduce((sum, other) => sum + other[k]!, 0)
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}

function argmax(values: Float32Array, among: number): number {
  let best = 0
  for (let k = 1; k < among; k++) if (values[k]! > values[best]!) best = k
  return best
}
