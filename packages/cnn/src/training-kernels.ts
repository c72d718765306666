// The kernels that only training calls. Layers do not import them: they are handed in with the site, so that an
// application that only predicts ships no gradients. Next: plan.ts, which hands them in.

import {
  averagePool2dBackward,
  batchNormBackward,
  batchNormTrainForward,
  conv2dBackwardInput,
  conv2dBackwardParams,
  denseBackwardInput,
  denseBackwardParams,
  dropoutBackward,
  dropoutForward,
  globalAveragePool2dBackward,
  maxPool2dBackward,
  reluBackward,
  softmaxBackward,
} from '@digitrec/tensor/kernels'

/** What layers call while training and never when predicting. */
export const trainingKernels = {
  conv2dBackwardInput,
  conv2dBackwardParams,
  denseBackwardInput,
  denseBackwardParams,
  maxPool2dBackward,
  averagePool2dBackward,
  globalAveragePool2dBackward,
  reluBackward,
  dropoutForward,
  dropoutBackward,
  batchNormTrainForward,
  batchNormBackward,
  softmaxBackward,
}

/** The type of {@link trainingKernels}. */
export type TrainingKernels = typeof trainingKernels
