// The most accurate bundled classifier: the default one and larger ones, asked together. For where a few
// milliseconds a digit and half a megabyte more are worth it; who imports ../digits alone carries none of this.

import { type DigitClassifier, digitClassifier, digitModel } from '../digits/index.ts'
import { fromBase64 } from '../from-base64.ts'
import type { ModelOptions } from '../model.ts'
import { weights } from './weights.ts'

export type { DigitClassifier, DigitProbabilities } from '../digits/classifier.ts'

/**
 * The bundled ensemble; ready at once, in Node, a worker or a page. Every frame is asked about five times, moved by a
 * pixel each way, and every member answers.
 *
 * @example
 * const { digits, notDigit } = loadBestDigitClassifier().classify(frame)
 */
export function loadBestDigitClassifier(options: Pick<ModelOptions, 'backend'> = {}): DigitClassifier {
  return digitClassifier(bestDigitModel(), options)
}

/**
 * The bytes of its members, one model file behind the other: for what opens a model from bytes.
 *
 * @example
 * const recognizer = await loadRecognizer({ model: bestDigitModel() })   // from @digitrec/recognizer
 */
export function bestDigitModel(): Uint8Array {
  const files = [digitModel(), ...weights.map(fromBase64)]
  const all = new Uint8Array(files.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const file of files) {
    all.set(file, at)
    at += file.length
  }
  return all
}
