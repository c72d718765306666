// The tables of cases, one an operation. A kernel that no table names fails the conformance suite.

import { averageCases } from './average.cases.ts'
import { averagePool2dCases } from './average-pool2d.cases.ts'
import { batchNormCases } from './batch-norm.cases.ts'
import { clipByNormCases } from './clip-by-norm.cases.ts'
import { conv2dCases } from './conv2d.cases.ts'
import { ctcCases } from './ctc.cases.ts'
import { denseCases } from './dense.cases.ts'
import { dropoutCases } from './dropout.cases.ts'
import { elementwiseCases } from './elementwise.cases.ts'
import { globalAveragePool2dCases } from './global-average-pool2d.cases.ts'
import { maxPool2dCases } from './max-pool2d.cases.ts'
import { meanSquaredErrorCases } from './mean-squared-error.cases.ts'
import type { Operation } from './operation.cases.ts'
import { optimizerCases } from './optimizer.cases.ts'
import { reluCases } from './relu.cases.ts'
import { softmaxCases } from './softmax.cases.ts'
import { softmaxCrossEntropyCases } from './softmax-cross-entropy.cases.ts'

/** Every operation and how to try it. */
export const operations: readonly Operation[] = [
  conv2dCases,
  denseCases,
  maxPool2dCases,
  averagePool2dCases,
  globalAveragePool2dCases,
  reluCases,
  dropoutCases,
  batchNormCases,
  softmaxCases,
  softmaxCrossEntropyCases,
  ctcCases,
  meanSquaredErrorCases,
  elementwiseCases,
  clipByNormCases,
  ...optimizerCases,
  averageCases,
]
