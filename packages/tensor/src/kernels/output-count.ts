// Which buffers of a call are outputs: what a program's readers need to know who writes what.

import type { KernelName } from './index.ts'

/** Kernels that write more than their first buffer. */
const several: { readonly [Name in KernelName]?: number } = {
  conv2dBackwardParams: 2,
  denseBackwardParams: 2,
  dropoutForward: 2,
  batchNormTrainForward: 5,
  batchNormBackward: 3,
  softmaxCrossEntropyForward: 2,
  momentumStep: 2,
  rmspropStep: 2,
  adamStep: 3,
  adamwStep: 3,
}

/** How many of a kernel's buffers, counted from the first, it writes. */
export function outputCount(kernel: KernelName): number {
  return several[kernel] ?? 1
}
