// Cases of the kernels of the mean squared error.

import goldens from '../../test/goldens/mean-squared-error.json'
import { channelCount, type Operation, whole } from './operation.cases.ts'
import type { RowsGeometry } from './softmax.ts'

export const meanSquaredErrorCases: Operation<RowsGeometry> = {
  name: 'meanSquaredError',
  kernels: [
    { kernel: 'meanSquaredErrorForward', outputs: { losses: 'out' }, inputs: ['x', 'targets'] },
    { kernel: 'meanSquaredErrorBackward', outputs: { dx: 'out' }, inputs: ['x', 'targets'], inPlace: { dx: ['x'] } },
  ],
  shapes: ({ N, K }) => ({ losses: [N], x: [N, K], targets: [N, K], dx: [N, K] }),
  geometry: random => ({ N: whole(random, 1, 6), K: channelCount(random) }),
  goldens: goldens.cases.map(({ geometry, values }) => ({
    title: `PyTorch ${goldens.made.torch} mse_loss, ${JSON.stringify(geometry)}`,
    geometry,
    values,
  })),
  gradients: [{ forward: 'meanSquaredErrorForward', of: 'losses', wrt: { x: 'dx' } }],
}
