// What @digitrec/recognizer offers.

export {
  type Box,
  defaultLimits,
  ImageError,
  type ImageErrorCode,
  type InkStage,
  type InkStep,
  imageErrorCodes,
  inkSteps,
  type Limits,
  sniffFormat,
} from '@digitrec/image'
export { type Assignment, type AssignOptions, assign } from './assign.ts'
export { type Change, type ConstraintOutcome, type LatticeReading, type LikelyPath, readLattice } from './constrain.ts'
export {
  type Constraint,
  ConstraintError,
  type ConstraintErrorCode,
  constraintErrorCodes,
  type Form,
  obeys,
} from './constraints/constraint.ts'
export { constraints } from './constraints/index.ts'
export type { LexiconOptions } from './constraints/lexicon.ts'
export type { MonotoneOptions } from './constraints/monotone.ts'
export { constraintForms, parseConstraint } from './constraints/parse.ts'
export { type Automaton, decode, logMass, nbest, type Path } from './decode.ts'
export { type Explained, explainHtml } from './explain/explain-html.ts'
export {
  type Explanation,
  explainedParts,
  explanationOf,
  type Parting,
  type PartingWay,
  pictureOf,
  type StagePicture,
} from './explain/explanation.ts'
export {
  type FieldDigit,
  type FieldReading,
  FormError,
  type FormErrorCode,
  type FormField,
  type FormReading,
  type FormReason,
  type FormTemplate,
  formErrorCodes,
  formReasons,
  parseTemplate,
  sheetSvg,
} from './forms/index.ts'
export { type Arc, type ArcMark, chainOf, type InkLattice, type Lattice } from './lattice.ts'
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
export {
  type Allograph,
  allographs,
  type Compared,
  type DigitStyle,
  describeNumberStyle,
  describeStyle,
  type InkLook,
  type Measures,
  measureFrame,
  type NumberStyle,
  type OddOneOut,
  type StyleHint,
} from './style/index.ts'
