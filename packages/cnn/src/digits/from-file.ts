// How do the bytes of a file become a classifier? One model or several in it. Next: index.ts, which has the bundled one.

import type { ModelOptions } from '../model.ts'
import { readModelFile, splitModelFiles } from '../model-file.ts'
import { type DigitClassifier, openClassifier } from './classifier.ts'
import { digitEnsemble } from './ensemble.ts'

/**
 * A classifier from the bytes of a model file, such as `digitrec train` writes: 28x28 in, ten digits out, or eleven
 * classes of which the last is "no digit". Several files one behind the other answer together, as `digitEnsemble` says: a frame
 * takes five times as long as with each of them, and they are right more often.
 *
 * @throws ModelFileError as loadModel, and `mismatch` for a network of other sizes
 * @example
 * digitClassifier(await readFile('net.safetensors'))
 */
export function digitClassifier(bytes: Uint8Array, options: Pick<ModelOptions, 'backend'> = {}): DigitClassifier {
  const files = splitModelFiles(bytes)
  return files.length === 1 ? openClassifier(readModelFile(bytes), options) : digitEnsemble(files, options)
}
