// Cases of the average pooling kernels.

import goldens from '../../test/goldens/average-pool2d.json'
import { channelCount, type Operation, randomWindow, whole } from './operation.cases.ts'
import { type Pool2dGeometry, pool2dGeometry } from './pool2d.ts'

export const averagePool2dCases: Operation<Pool2dGeometry> = {
  name: 'averagePool2d',
  kernels: [
    { kernel: 'averagePool2dForward', outputs: { y: 'out' }, inputs: ['x'] },
    { kernel: 'averagePool2dBackward', outputs: { dx: 'out' }, inputs: ['dy'] },
  ],
  shapes: ({ N, H, W, C, OH, OW }) => ({
    x: [N, H, W, C],
    dx: [N, H, W, C],
    y: [N, OH, OW, C],
    dy: [N, OH, OW, C],
  }),
  geometry: random =>
    pool2dGeometry({ batch: whole(random, 1, 3), channels: channelCount(random), ...randomWindow(random) }),
  goldens: goldens.cases.map(({ options, values }) => ({
    title: `PyTorch ${goldens.made.torch} avg_pool2d without padding in the mean, ${JSON.stringify(options)}`,
    geometry: pool2dGeometry({
      ...options,
      window: options.window as [number, number],
      stride: options.stride as [number, number],
    }),
    values,
  })),
  gradients: [{ forward: 'averagePool2dForward', of: 'y', by: 'dy', wrt: { x: 'dx' } }],
  adjoint: { zero: [], inputs: ['x'] },
}
