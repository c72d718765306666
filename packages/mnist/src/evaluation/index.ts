// What @digitrec/mnist/evaluation offers: the measures first, then what is put together from them.

export type { Corruption } from '../corruptions/corruption.ts'
export { corruptions } from '../corruptions/index.ts'
export {
  type Binning,
  calibrationError,
  fitTemperature,
  type Losses,
  losses,
  type ReliabilityBin,
  reliabilityBins,
} from './calibration.ts'
export type { AboutCandidate } from './candidate.ts'
export { chartFile } from './charts.ts'
export { acceptanceThreshold, auroc, type Detection, detection, refusedShare } from './detection.ts'
export {
  type Calibration,
  type EvaluateModelOptions,
  type EvaluationReport,
  evaluateModel,
  namedPairs,
  validationSize,
  type WrongAnswer,
} from './evaluate-model.ts'
export { type Comparison, mcnemar } from './mcnemar.ts'
export {
  type Answering,
  type Answers,
  amongDigits,
  answersOf,
  atTemperature,
  frameOf,
  onThreads,
  type Predictions,
  predictFrames,
  predictSet,
  priorShift,
  withNoDigitBias,
} from './predictions.ts'
export { readFrame } from './read-frame.ts'
export {
  measureRefusal,
  type RefusalOptions,
  type RefusalReport,
  type RefusedFamily,
  type RefusedKind,
  refusalScores,
} from './refusal.ts'
export { reportHtml } from './report-html.ts'
export { areaUnderRiskCoverage, atCoverage, riskCoverage, type Selected } from './selection.ts'
export { measureSlices, type Slice, type SliceOptions, type SliceReport } from './slices.ts'
export { overfittingFrom, trainingHtml } from './training-curves.ts'
export { ambiguousTestDigits, correctedScore, correctedTestLabels } from './wrong-labels.ts'
