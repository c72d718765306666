// Cases of the batch normalization kernels.

import goldens from '../../test/goldens/batch-norm.json'
import type { BatchNormGeometry } from './batch-norm.ts'
import { between, channelCount, type Operation, whole } from './operation.cases.ts'

export const batchNormCases: Operation<BatchNormGeometry> = {
  name: 'batchNorm',
  kernels: [
    {
      kernel: 'batchNormTrainForward',
      outputs: { y: 'out', mean: 'out', inverseStd: 'out', runningMean: 'updates', runningVariance: 'updates' },
      inputs: ['x', 'gamma', 'beta'],
      scalars: ['momentum', 'epsilon'],
    },
    {
      kernel: 'batchNormForward',
      outputs: { predicted: 'out' },
      inputs: ['x', 'gamma', 'beta', 'runningMean', 'runningVariance'],
      scalars: ['epsilon'],
      inPlace: { predicted: ['x'] },
    },
    {
      kernel: 'batchNormBackward',
      outputs: { dx: 'out', dgamma: 'adds', dbeta: 'adds' },
      inputs: ['dy', 'x', 'gamma', 'mean', 'inverseStd'],
    },
  ],
  shapes({ rows, C }) {
    const whole = Object.fromEntries(['x', 'y', 'predicted', 'dx', 'dy'].map(name => [name, [rows, C]]))
    const channel = ['gamma', 'beta', 'dgamma', 'dbeta', 'mean', 'inverseStd', 'runningMean', 'runningVariance']
    return { ...whole, ...Object.fromEntries(channel.map(name => [name, [C]])) }
  },
  // Fewer than four rows can lie so close together that their variance, and so everything, is mostly rounding.
  geometry: random => ({ rows: whole(random, 4, 60), C: channelCount(random) }),
  scalars: random => ({ momentum: random.uniform(0, 1), epsilon: random.int(2) ? 1e-3 : 1e-5 }),
  draw: { runningVariance: between(0.1, 2) },
  goldens: goldens.cases.map(({ geometry, scalars, values }) => ({
    title: `PyTorch ${goldens.made.torch} batch_norm (running variance biased), ${JSON.stringify(geometry)}`,
    geometry,
    scalars,
    values,
  })),
  gradients: [
    { forward: 'batchNormTrainForward', of: 'y', by: 'dy', wrt: { x: 'dx', gamma: 'dgamma', beta: 'dbeta' } },
  ],
}
