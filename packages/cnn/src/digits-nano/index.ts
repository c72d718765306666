// The small pretrained classifier, for pages where every kilobyte counts: a sixth of the bytes of ../digits, a few more
// mistakes. An application imports one of the two.

import { type DigitClassifier, openClassifier } from '../digits/classifier.ts'
import { fromBase64 } from '../from-base64.ts'
import type { ModelOptions } from '../model.ts'
import { readModelFile } from '../model-file.ts'
import { weights } from './weights.ts'

export type { DigitClassifier, DigitProbabilities } from '../digits/classifier.ts'
export { digitClassifier } from '../digits/from-file.ts'

/**
 * The bundled small classifier; ready at once, in Node, a worker or a page.
 *
 * @example
 * const { digits, notDigit } = loadNanoDigitClassifier().classify(frame)
 */
export function loadNanoDigitClassifier(options: Pick<ModelOptions, 'backend'> = {}): DigitClassifier {
  return openClassifier(readModelFile(nanoDigitModel()), options)
}

/** The bytes of its file, as `digitrec train` wrote them: for what opens a model from bytes. */
export function nanoDigitModel(): Uint8Array {
  return fromBase64(weights)
}
