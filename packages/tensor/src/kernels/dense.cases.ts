// Cases of the dense kernels.

import goldens from '../../test/goldens/dense.json'
import type { DenseGeometry } from './dense.ts'
import { channelCount, type Operation, whole } from './operation.cases.ts'

export const denseCases: Operation<DenseGeometry> = {
  name: 'dense',
  kernels: [
    { kernel: 'denseForward', outputs: { y: 'out' }, inputs: ['x', 'w', 'b'] },
    { kernel: 'denseBackwardInput', outputs: { dx: 'out' }, inputs: ['dy', 'w'] },
    { kernel: 'denseBackwardParams', outputs: { dw: 'adds', db: 'adds' }, inputs: ['dy', 'x'] },
  ],
  shapes: ({ N, C, K }) => ({
    x: [N, C],
    dx: [N, C],
    w: [C, K],
    dw: [C, K],
    b: [K],
    db: [K],
    y: [N, K],
    dy: [N, K],
  }),
  geometry: random => ({
    N: whole(random, 1, 7),
    // Now and then more than the 1,024 that wasm/dots.ts sums in one part.
    C: random.int(6) ? channelCount(random) * whole(random, 1, 12) : whole(random, 1020, 1100),
    K: channelCount(random),
  }),
  goldens: goldens.cases.map(({ geometry, values }) => ({
    title: `PyTorch ${goldens.made.torch} linear, ${JSON.stringify(geometry)}`,
    geometry,
    values,
  })),
  gradients: [{ forward: 'denseForward', of: 'y', by: 'dy', wrt: { x: 'dx', w: 'dw', b: 'db' } }],
  adjoint: { zero: ['b'], inputs: ['x', 'w'] },
}
