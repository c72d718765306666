// The table of kernels. Adding one is a file and a line here.

import { adamStep, adamwStep } from './adam.ts'
import { averageStep } from './average.ts'
import { averagePool2dBackward, averagePool2dForward } from './average-pool2d.ts'
import { batchNormBackward, batchNormForward, batchNormTrainForward } from './batch-norm.ts'
import { clipByNorm } from './clip-by-norm.ts'
import { conv2dBackwardInput, conv2dBackwardParams, conv2dForward } from './conv2d.ts'
import { denseBackwardInput, denseBackwardParams, denseForward } from './dense.ts'
import { dropoutBackward, dropoutForward } from './dropout.ts'
import { add, copy, fill } from './elementwise.ts'
import { globalAveragePool2dBackward, globalAveragePool2dForward } from './global-average-pool2d.ts'
import { maxPool2dBackward, maxPool2dForward } from './max-pool2d.ts'
import { meanSquaredErrorBackward, meanSquaredErrorForward } from './mean-squared-error.ts'
import { momentumStep } from './momentum.ts'
import { reluBackward, reluForward } from './relu.ts'
import { rmspropStep } from './rmsprop.ts'
import { sgdStep } from './sgd.ts'
import { softmaxBackward, softmaxForward } from './softmax.ts'
import { softmaxCrossEntropyBackward, softmaxCrossEntropyForward } from './softmax-cross-entropy.ts'

/**
 * The plain TypeScript kernels: the definition of every operation, and the interface of every backend.
 * A kernel takes its outputs first, then its inputs, then one geometry object, then scalars; raw Float32Array,
 * no allocation, no checks.
 */
export const kernels = {
  conv2dForward,
  conv2dBackwardInput,
  conv2dBackwardParams,
  denseForward,
  denseBackwardInput,
  denseBackwardParams,
  maxPool2dForward,
  maxPool2dBackward,
  averagePool2dForward,
  averagePool2dBackward,
  globalAveragePool2dForward,
  globalAveragePool2dBackward,
  reluForward,
  reluBackward,
  dropoutForward,
  dropoutBackward,
  batchNormTrainForward,
  batchNormForward,
  batchNormBackward,
  softmaxForward,
  softmaxBackward,
  softmaxCrossEntropyForward,
  softmaxCrossEntropyBackward,
  meanSquaredErrorForward,
  meanSquaredErrorBackward,
  add,
  copy,
  fill,
  clipByNorm,
  sgdStep,
  momentumStep,
  rmspropStep,
  adamStep,
  adamwStep,
  averageStep,
}

/** The signatures that every backend implements. */
export type Kernels = typeof kernels

/** The name of a kernel in {@link kernels}. */
export type KernelName = keyof Kernels
