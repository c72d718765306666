// The table of what training adds to each layer: its backward pass, and a forward pass of its own where there is one.
// A layer that always passes its input on has no line. Next: plan.ts, which hands the table to chain.ts.

import { batchNormTraining } from './batch-norm.ts'
import { conv2dTraining } from './conv2d.ts'
import { denseTraining } from './dense.ts'
import { dropoutTraining } from './dropout.ts'
import { globalAveragePool2dTraining } from './global-average-pool2d.ts'
import type { TrainingTable } from './layer.ts'
import { averagePool2dTraining, maxPool2dTraining } from './pool2d.ts'
import { reluTraining } from './relu.ts'
import { residualTraining } from './residual.ts'
import { softmaxTraining } from './softmax.ts'

/** What training adds, by layer type. */
export const trainingTable: TrainingTable = {
  conv2d: conv2dTraining,
  dense: denseTraining,
  relu: reluTraining,
  maxPool2d: maxPool2dTraining,
  averagePool2d: averagePool2dTraining,
  globalAveragePool2d: globalAveragePool2dTraining,
  dropout: dropoutTraining,
  batchNorm: batchNormTraining,
  softmax: softmaxTraining,
  residual: residualTraining,
}
