// Cases of the convolution kernels.

import goldens from '../../test/goldens/conv2d.json'
import { type Conv2dGeometry, conv2dGeometry } from './conv2d.ts'
import { channelCount, type Operation, randomWindow, whole } from './operation.cases.ts'

export const conv2dCases: Operation<Conv2dGeometry> = {
  name: 'conv2d',
  kernels: [
    { kernel: 'conv2dForward', outputs: { y: 'out' }, inputs: ['x', 'w', 'b'] },
    { kernel: 'conv2dBackwardInput', outputs: { dx: 'out' }, inputs: ['dy', 'w'] },
    { kernel: 'conv2dBackwardParams', outputs: { dw: 'adds', db: 'adds' }, inputs: ['dy', 'x'] },
  ],
  shapes: ({ N, H, W, C, OH, OW, K, R, S }) => ({
    x: [N, H, W, C],
    dx: [N, H, W, C],
    w: [R, S, C, K],
    dw: [R, S, C, K],
    b: [K],
    db: [K],
    y: [N, OH, OW, K],
    dy: [N, OH, OW, K],
  }),
  geometry(random) {
    const { window, ...rest } = randomWindow(random)
    const [channels, filters] = [channelCount(random), channelCount(random)]
    return conv2dGeometry({ batch: whole(random, 1, 3), channels, filters, kernel: window, ...rest })
  },
  goldens: goldens.cases.map(({ options, values }) => ({
    title: `PyTorch ${goldens.made.torch} conv2d, ${JSON.stringify(options)}`,
    geometry: conv2dGeometry({
      ...options,
      kernel: options.kernel as [number, number],
      stride: options.stride as [number, number],
    }),
    values,
  })),
  gradients: [{ forward: 'conv2dForward', of: 'y', by: 'dy', wrt: { x: 'dx', w: 'dw', b: 'db' } }],
  meetsPadding: ['w', 'dy'],
  adjoint: { zero: ['b'], inputs: ['x', 'w'] },
}
