// Cases of the max pooling kernels.

import goldens from '../../test/goldens/max-pool2d.json'
import { channelCount, distinct, type Operation, randomWindow, whole } from './operation.cases.ts'
import { type Pool2dGeometry, pool2dGeometry } from './pool2d.ts'

export const maxPool2dCases: Operation<Pool2dGeometry> = {
  name: 'maxPool2d',
  kernels: [
    { kernel: 'maxPool2dForward', outputs: { y: 'out' }, inputs: ['x'], exact: true },
    // Not exact: windows that overlap add up, in any order.
    { kernel: 'maxPool2dBackward', outputs: { dx: 'out' }, inputs: ['dy', 'x', 'y'] },
  ],
  shapes: ({ N, H, W, C, OH, OW }) => ({
    x: [N, H, W, C],
    dx: [N, H, W, C],
    y: [N, OH, OW, C],
    dy: [N, OH, OW, C],
  }),
  geometry: random =>
    pool2dGeometry({ batch: whole(random, 1, 3), channels: channelCount(random), ...randomWindow(random) }),
  draw: { x: distinct },
  goldens: goldens.cases.map(({ options, values }) => ({
    title: `PyTorch ${goldens.made.torch} max_pool2d with ties, ${JSON.stringify(options)}`,
    geometry: pool2dGeometry({
      ...options,
      window: options.window as [number, number],
      stride: options.stride as [number, number],
    }),
    values,
  })),
  gradients: [{ forward: 'maxPool2dForward', of: 'y', by: 'dy', wrt: { x: 'dx' } }],
}
