// What @digitrec/cnn offers, in the order in which it is read.

export { CheckpointError, checkpointErrorCodes } from './checkpoint.ts'
export { type CtcText, ctcBeam, ctcGreedy, ctcLogP, ctcSubstitutions, logSoftmax } from './ctc.ts'
export {
  type ClassScore,
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  wilsonInterval,
} from './evaluate.ts'
export { arraySource, type ExampleSource } from './examples.ts'
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RateCurve,
  type RatePoint,
} from './find-learning-rate.ts'
export { type EpochRecord, type FitOptions, fit, type Progress, type Run } from './fit.ts'
export { type Initializer, initializers } from './initializers.ts'
export { type BatchNormOptions, batchNorm } from './layers/batch-norm.ts'
export { type Conv2dOptions, conv2d } from './layers/conv2d.ts'
export { type DenseOptions, dense } from './layers/dense.ts'
export { dropout } from './layers/dropout.ts'
export { flatten } from './layers/flatten.ts'
export { globalAveragePool2d } from './layers/global-average-pool2d.ts'
export { layerFromJson, layerTable } from './layers/index.ts'
export * from './layers/layer.ts'
export { averagePool2d, maxPool2d, type Pool2dOptions } from './layers/pool2d.ts'
export { relu } from './layers/relu.ts'
export { residual } from './layers/residual.ts'
export { softmax } from './layers/softmax.ts'
export { ctc, type Loss, type LossSite, meanSquaredError, softmaxCrossEntropy } from './losses.ts'
export { createModel, Model, type ModelOptions } from './model.ts'
export {
  loadModel,
  type ModelFile,
  ModelFileError,
  modelFileErrorCodes,
  readModelFile,
  type SaveOptions,
  type StoredType,
  saveModel,
  splitModelFiles,
} from './model-file.ts'
export * from './network.ts'
export {
  type AdamOptions,
  adam,
  adamw,
  momentum,
  type OptimizerOptions,
  optimizers,
  rmsprop,
  sgd,
} from './optimizers/index.ts'
export type { Optimizer, StepSite } from './optimizers/optimizer.ts'
export {
  layoutParameters,
  type ParameterLayout,
  type PlacedParameter,
  type PredictionPlan,
  planPrediction,
  planTraining,
  printProgram,
  type TrainingOptions,
  type TrainingPlan,
} from './plan.ts'
export { openPredictor, type Predictor, type PredictorOptions } from './predictor.ts'
export { constant, cosine, oneCycle, type Schedule, schedules, stepDecay } from './schedules.ts'
export { sha256 } from './sha256.ts'
export { summary } from './summary.ts'
