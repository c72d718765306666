// The pretrained digit classifier: weights in the code, so that there is no file to find and nothing to fetch.

import type { ModelOptions } from '../model.ts'
import { type DigitClassifier, digitClassifier } from './classifier.ts'
import { weights } from './weights.ts'

export { type DigitClassifier, type DigitProbabilities, digitClassifier } from './classifier.ts'
export { digitEnsemble, type EnsembleOptions } from './ensemble.ts'

/**
 * The bundled classifier; ready at once, in Node, a worker or a page.
 *
 * @example
 * const { digits } = loadDigitClassifier().classify(frame)
 * digits.indexOf(Math.max(...digits))   // the digit
 */
export function loadDigitClassifier(options: Pick<ModelOptions, 'backend'> = {}): DigitClassifier {
  return digitClassifier(fromBase64(weights), options)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0))
}
