// The table of emitters. A fast twin of a kernel is a file beside it and a line here; a kernel without one runs plainly.

import type { Emitters } from '../wasm/emitter.ts'
import { adamStep, adamwStep } from './adam.wasm.ts'
import { averageStep } from './average.wasm.ts'
import { batchNormBackward, batchNormForward, batchNormTrainForward } from './batch-norm.wasm.ts'
import { conv2dBackwardInput, conv2dBackwardParams, conv2dForward } from './conv2d.wasm.ts'
import { denseBackwardInput, denseBackwardParams, denseForward } from './dense.wasm.ts'
import { dropoutBackward, dropoutForward } from './dropout.wasm.ts'
import { add, copy, fill } from './elementwise.wasm.ts'
import { globalAveragePool2dBackward, globalAveragePool2dForward } from './global-average-pool2d.wasm.ts'
import { maxPool2dBackward, maxPool2dForward } from './max-pool2d.wasm.ts'
import { momentumStep, rmspropStep, sgdStep } from './optimizer.wasm.ts'
import { reluBackward, reluForward } from './relu.wasm.ts'
import { softmaxBackward, softmaxForward } from './softmax.wasm.ts'

/** Writers of fast code, by the name of the plain kernel that defines what the code must do. */
export const emitters: Emitters = {
  conv2dForward,
  conv2dBackwardInput,
  conv2dBackwardParams,
  denseForward,
  denseBackwardInput,
  denseBackwardParams,
  maxPool2dForward,
  maxPool2dBackward,
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
  add,
  copy,
  fill,
  sgdStep,
  momentumStep,
  rmspropStep,
  adamStep,
  adamwStep,
  averageStep,
}
