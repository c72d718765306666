// Cases of the optimizer steps: one step on random numbers, and twenty steps from somebody else's code.
// PyTorch's forms; what Keras does otherwise stands in each kernel's docstring.

import goldens from '../../test/goldens/optimizers.json'
import type { LengthGeometry } from './elementwise.ts'
import type { KernelName } from './kernel.ts'
import { between, type Operation, type Trajectory, whole } from './operation.cases.ts'

function trajectories(kernel: KernelName): Trajectory[] {
  return goldens.cases
    .filter(one => one.kernel === kernel)
    .map(({ scalars, weights }) => ({
      title: `PyTorch ${goldens.made.torch}, ${goldens.steps} steps, ${JSON.stringify(scalars)}`,
      scalars,
      start: goldens.start,
      gradients: goldens.gradients,
      weights,
    }))
}

/** An optimizer that keeps `state` beside the weights. */
function optimizer(
  kernel: KernelName,
  state: readonly string[],
  scalars: readonly string[],
): Operation<LengthGeometry> {
  return {
    name: kernel,
    kernels: [
      {
        kernel,
        outputs: Object.fromEntries(['w', ...state].map(name => [name, 'updates' as const])),
        inputs: ['dw'],
        scalars,
      },
    ],
    shapes: ({ length }) => Object.fromEntries(['w', ...state, 'dw'].map(name => [name, [length]])),
    geometry: random => ({ length: whole(random, 1, 70) }),
    scalars: random => ({
      learningRate: random.uniform(0.001, 0.1),
      weightDecay: random.int(2) ? random.uniform(0, 0.1) : 0,
      momentum: random.uniform(0.5, 0.99),
      rho: random.uniform(0.5, 0.99),
      epsilon: random.int(2) ? 1e-8 : 1e-2,
      beta1: random.uniform(0.5, 0.95),
      beta2: random.uniform(0.9, 0.999),
      step: whole(random, 1, 50),
    }),
    // Squares are positive, and not so small that a step is a quotient of two roundings.
    draw: { v: between(0.05, 1), meanSquare: between(0.05, 1) },
    trajectories: trajectories(kernel),
  }
}

const adamScalars = ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'step']

export const optimizerCases: readonly Operation<LengthGeometry>[] = [
  optimizer('sgdStep', [], ['learningRate', 'weightDecay']),
  optimizer('momentumStep', ['velocity'], ['learningRate', 'momentum', 'weightDecay']),
  optimizer('rmspropStep', ['meanSquare'], ['learningRate', 'rho', 'epsilon', 'weightDecay']),
  optimizer('adamStep', ['m', 'v'], adamScalars),
  optimizer('adamwStep', ['m', 'v'], adamScalars),
]
