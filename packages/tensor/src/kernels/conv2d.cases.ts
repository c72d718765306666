// Cases of the convolution kernels.

import goldens from '../../test/goldens/conv2d.json'
import type { Random } from '../random.ts'
import { type Conv2dGeometry, conv2dGeometry } from './conv2d.ts'
import { channelCount, type Operation, randomWindow, twoOf, whole } from './operation.cases.ts'

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
    // A third are of the kind that a backend may have a way of its own for: 3×3, stride 1.
    if (random.int(3) === 0) return threeByThree(random)
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
  // A fast backend may also compute tiles of outputs from sums of their inputs: one NaN then reaches the whole tile.
  spreads: ['x', 'w', 'dy'],
  inTiles: ({ R, S, strideY, strideX }) => R === 3 && S === 3 && strideY === 1 && strideX === 1,
  adjoint: { zero: ['b'], inputs: ['x', 'w'] },
}

function threeByThree(random: Random): Conv2dGeometry {
  const [height, width] = twoOf(random, 3, 13)
  const pad = () => whole(random, 0, 2)
  return conv2dGeometry({
    batch: whole(random, 1, 4),
    height,
    width,
    channels: channelCount(random),
    filters: channelCount(random),
    kernel: [3, 3],
    padding: { top: pad(), bottom: pad(), left: pad(), right: pad() },
  })
}
