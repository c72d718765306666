// The table of kernels: what this module exports, `import * as kernels` for all of them. Adding one is a file and an
// entry here.
//
// Each is a constant of its own, not a line of one object, so that a bundle holds what its programs call and no more: who
// only predicts ships no gradients. For the same reason nothing runs here: entries are plain data.

import * as adam from './adam.ts'
import * as adamWasm from './adam.wasm.ts'
import * as average from './average.ts'
import * as averageWasm from './average.wasm.ts'
import * as averagePool2d from './average-pool2d.ts'
import type { BatchNormGeometry } from './batch-norm.ts'
import * as batchNorm from './batch-norm.ts'
import * as batchNormWasm from './batch-norm.wasm.ts'
import * as clip from './clip-by-norm.ts'
import type { Conv2dGeometry } from './conv2d.ts'
import * as conv2d from './conv2d.ts'
import * as conv2dWasm from './conv2d.wasm.ts'
import type { CtcGeometry } from './ctc.ts'
import * as ctc from './ctc.ts'
import type { DenseGeometry } from './dense.ts'
import * as dense from './dense.ts'
import * as denseWasm from './dense.wasm.ts'
import * as dropout from './dropout.ts'
import * as dropoutWasm from './dropout.wasm.ts'
import type { LengthGeometry } from './elementwise.ts'
import * as elementwise from './elementwise.ts'
import * as elementwiseWasm from './elementwise.wasm.ts'
import type { GlobalAveragePool2dGeometry } from './global-average-pool2d.ts'
import * as globalAveragePool2d from './global-average-pool2d.ts'
import * as globalAveragePool2dWasm from './global-average-pool2d.wasm.ts'
import type { Kernel } from './kernel.ts'
import * as maxPool2d from './max-pool2d.ts'
import * as maxPool2dWasm from './max-pool2d.wasm.ts'
import * as meanSquaredError from './mean-squared-error.ts'
import * as momentum from './momentum.ts'
import * as optimizerWasm from './optimizer.wasm.ts'
import type { Pool2dGeometry } from './pool2d.ts'
import * as relu from './relu.ts'
import * as reluWasm from './relu.wasm.ts'
import * as rmsprop from './rmsprop.ts'
import * as sgd from './sgd.ts'
import type { RowsGeometry } from './softmax.ts'
import * as softmax from './softmax.ts'
import * as softmaxWasm from './softmax.wasm.ts'
import * as softmaxCrossEntropy from './softmax-cross-entropy.ts'

export const conv2dForward: Kernel<Conv2dGeometry> = {
  name: 'conv2dForward',
  plain: conv2d.conv2dForward,
  emit: conv2dWasm.conv2dForward,
}
export const conv2dBackwardInput: Kernel<Conv2dGeometry> = {
  name: 'conv2dBackwardInput',
  plain: conv2d.conv2dBackwardInput,
  emit: conv2dWasm.conv2dBackwardInput,
}
export const conv2dBackwardParams: Kernel<Conv2dGeometry> = {
  name: 'conv2dBackwardParams',
  plain: conv2d.conv2dBackwardParams,
  emit: conv2dWasm.conv2dBackwardParams,
  outputs: 2,
}

export const denseForward: Kernel<DenseGeometry> = {
  name: 'denseForward',
  plain: dense.denseForward,
  emit: denseWasm.denseForward,
}
export const denseBackwardInput: Kernel<DenseGeometry> = {
  name: 'denseBackwardInput',
  plain: dense.denseBackwardInput,
  emit: denseWasm.denseBackwardInput,
}
export const denseBackwardParams: Kernel<DenseGeometry> = {
  name: 'denseBackwardParams',
  plain: dense.denseBackwardParams,
  emit: denseWasm.denseBackwardParams,
  outputs: 2,
}

export const maxPool2dForward: Kernel<Pool2dGeometry> = {
  name: 'maxPool2dForward',
  plain: maxPool2d.maxPool2dForward,
  emit: maxPool2dWasm.maxPool2dForward,
}
export const maxPool2dBackward: Kernel<Pool2dGeometry> = {
  name: 'maxPool2dBackward',
  plain: maxPool2d.maxPool2dBackward,
  emit: maxPool2dWasm.maxPool2dBackward,
}

export const averagePool2dForward: Kernel<Pool2dGeometry> = {
  name: 'averagePool2dForward',
  plain: averagePool2d.averagePool2dForward,
}
export const averagePool2dBackward: Kernel<Pool2dGeometry> = {
  name: 'averagePool2dBackward',
  plain: averagePool2d.averagePool2dBackward,
}

export const globalAveragePool2dForward: Kernel<GlobalAveragePool2dGeometry> = {
  name: 'globalAveragePool2dForward',
  plain: globalAveragePool2d.globalAveragePool2dForward,
  emit: globalAveragePool2dWasm.globalAveragePool2dForward,
}
export const globalAveragePool2dBackward: Kernel<GlobalAveragePool2dGeometry> = {
  name: 'globalAveragePool2dBackward',
  plain: globalAveragePool2d.globalAveragePool2dBackward,
  emit: globalAveragePool2dWasm.globalAveragePool2dBackward,
}

export const reluForward: Kernel<LengthGeometry> = {
  name: 'reluForward',
  plain: relu.reluForward,
  emit: reluWasm.reluForward,
}
export const reluBackward: Kernel<LengthGeometry> = {
  name: 'reluBackward',
  plain: relu.reluBackward,
  emit: reluWasm.reluBackward,
}

export const dropoutForward: Kernel<LengthGeometry> = {
  name: 'dropoutForward',
  plain: dropout.dropoutForward,
  emit: dropoutWasm.dropoutForward,
  outputs: 2,
}
export const dropoutBackward: Kernel<LengthGeometry> = {
  name: 'dropoutBackward',
  plain: dropout.dropoutBackward,
  emit: dropoutWasm.dropoutBackward,
}

export const batchNormTrainForward: Kernel<BatchNormGeometry> = {
  name: 'batchNormTrainForward',
  plain: batchNorm.batchNormTrainForward,
  emit: batchNormWasm.batchNormTrainForward,
  outputs: 5,
}
export const batchNormForward: Kernel<BatchNormGeometry> = {
  name: 'batchNormForward',
  plain: batchNorm.batchNormForward,
  emit: batchNormWasm.batchNormForward,
}
export const batchNormBackward: Kernel<BatchNormGeometry> = {
  name: 'batchNormBackward',
  plain: batchNorm.batchNormBackward,
  emit: batchNormWasm.batchNormBackward,
  outputs: 3,
}

export const softmaxForward: Kernel<RowsGeometry> = {
  name: 'softmaxForward',
  plain: softmax.softmaxForward,
  emit: softmaxWasm.softmaxForward,
}
export const softmaxBackward: Kernel<RowsGeometry> = {
  name: 'softmaxBackward',
  plain: softmax.softmaxBackward,
  emit: softmaxWasm.softmaxBackward,
}

export const softmaxCrossEntropyForward: Kernel<RowsGeometry> = {
  name: 'softmaxCrossEntropyForward',
  plain: softmaxCrossEntropy.softmaxCrossEntropyForward,
  outputs: 2,
}
export const softmaxCrossEntropyBackward: Kernel<RowsGeometry> = {
  name: 'softmaxCrossEntropyBackward',
  plain: softmaxCrossEntropy.softmaxCrossEntropyBackward,
}

export const ctcForward: Kernel<CtcGeometry> = { name: 'ctcForward', plain: ctc.ctcForward, outputs: 3 }
export const ctcBackward: Kernel<CtcGeometry> = { name: 'ctcBackward', plain: ctc.ctcBackward, outputs: 2 }

export const meanSquaredErrorForward: Kernel<RowsGeometry> = {
  name: 'meanSquaredErrorForward',
  plain: meanSquaredError.meanSquaredErrorForward,
}
export const meanSquaredErrorBackward: Kernel<RowsGeometry> = {
  name: 'meanSquaredErrorBackward',
  plain: meanSquaredError.meanSquaredErrorBackward,
}

export const add: Kernel<LengthGeometry> = { name: 'add', plain: elementwise.add, emit: elementwiseWasm.add }
export const copy: Kernel<LengthGeometry> = { name: 'copy', plain: elementwise.copy, emit: elementwiseWasm.copy }
export const fill: Kernel<LengthGeometry> = { name: 'fill', plain: elementwise.fill, emit: elementwiseWasm.fill }

export const clipByNorm: Kernel<LengthGeometry> = { name: 'clipByNorm', plain: clip.clipByNorm }

export const sgdStep: Kernel<LengthGeometry> = { name: 'sgdStep', plain: sgd.sgdStep, emit: optimizerWasm.sgdStep }

export const momentumStep: Kernel<LengthGeometry> = {
  name: 'momentumStep',
  plain: momentum.momentumStep,
  emit: optimizerWasm.momentumStep,
  outputs: 2,
}

export const rmspropStep: Kernel<LengthGeometry> = {
  name: 'rmspropStep',
  plain: rmsprop.rmspropStep,
  emit: optimizerWasm.rmspropStep,
  outputs: 2,
}

export const adamStep: Kernel<LengthGeometry> = {
  name: 'adamStep',
  plain: adam.adamStep,
  emit: adamWasm.adamStep,
  outputs: 3,
}
export const adamwStep: Kernel<LengthGeometry> = {
  name: 'adamwStep',
  plain: adam.adamwStep,
  emit: adamWasm.adamwStep,
  outputs: 3,
}

export const averageStep: Kernel<LengthGeometry> = {
  name: 'averageStep',
  plain: average.averageStep,
  emit: averageWasm.averageStep,
}
