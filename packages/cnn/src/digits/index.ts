// The pretrained digit classifier: weights in the code, so that there is no file to find and nothing to fetch.

import { fromBase64 } from '../from-base64.ts'
import type { ModelOptions } from '../model.ts'
import { parseModelFile } from '../model-file.ts'
import { type DigitClassifier, openClassifier } from './classifier.ts'
import { weights } from './weights.ts'

export type { DigitClassifier, DigitProbabilities } from './classifier.ts'
export { digitEnsemble, type EnsembleOptions } from './ensemble.ts'
export { digitClassifier } from './from-file.ts'

/**
 * The bundled classifier; ready at once, in Node, a worker or a page.
 *
 * @example
 * const { digits } = loadDigitClassifier().classify(frame)
 * digits.indexOf(Math.max(...digits))   // the digit
 */
export function loadDigitClassifier(options: Pick<ModelOptions, 'backend'> = {}): DigitClassifier {
  return openClassifier(parseModelFile(digitModel()), options)
}

/** The bytes of its file, as `digitrec train` wrote them: for what opens a model from bytes. */
export function digitModel(): Uint8Array {
  return fromBase64(weights)
}
