// What @digitrec/recognizer offers.

export {
  type Box,
  defaultLimits,
  ImageError,
  type ImageErrorCode,
  imageErrorCodes,
  type Limits,
  sniffFormat,
} from '@digitrec/image'
export { type Automaton, decode, logMass, nbest, type Path } from './decode.ts'
export { type Arc, chainOf, type Lattice } from './lattice.ts'
export type { PictureInput, Pixels, ReadOptions } from './picture.ts'
export {
  type Alternative,
  type ModelName,
  type Reading,
  type Reason,
  type Recognition,
  type RecognitionJson,
  type RecognizedDigit,
  reasons,
  type Status,
  type Timings,
} from './recognition.ts'
export { loadRecognizer, type Recognizer, type RecognizerOptions } from './recognizer.ts'
