// Cases of the global average pooling kernels.

import goldens from '../../test/goldens/global-average-pool2d.json'
import type { GlobalAveragePool2dGeometry } from './global-average-pool2d.ts'
import { channelCount, type Operation, twoOf, whole } from './operation.cases.ts'

export const globalAveragePool2dCases: Operation<GlobalAveragePool2dGeometry> = {
  name: 'globalAveragePool2d',
  kernels: [
    { kernel: 'globalAveragePool2dForward', outputs: { y: 'out' }, inputs: ['x'] },
    { kernel: 'globalAveragePool2dBackward', outputs: { dx: 'out' }, inputs: ['dy'] },
  ],
  shapes: ({ N, H, W, C }) => ({ x: [N, H, W, C], dx: [N, H, W, C], y: [N, C], dy: [N, C] }),
  geometry(random) {
    const [H, W] = twoOf(random, 1, 9)
    return { N: whole(random, 1, 4), H, W, C: channelCount(random) }
  },
  goldens: goldens.cases.map(({ geometry, values }) => ({
    title: `PyTorch ${goldens.made.torch} adaptive_avg_pool2d(1), ${JSON.stringify(geometry)}`,
    geometry,
    values,
  })),
  gradients: [{ forward: 'globalAveragePool2dForward', of: 'y', by: 'dy', wrt: { x: 'dx' } }],
  adjoint: { zero: [], inputs: ['x'] },
}
