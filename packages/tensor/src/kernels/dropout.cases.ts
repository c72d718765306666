// Cases of the dropout kernels. Nobody else's code drops the same numbers, so there is no golden; dropout.test.ts
// looks at which numbers are dropped.

import type { LengthGeometry } from './elementwise.ts'
import { type Operation, whole } from './operation.cases.ts'

export const dropoutCases: Operation<LengthGeometry> = {
  name: 'dropout',
  kernels: [
    {
      kernel: 'dropoutForward',
      outputs: { y: 'out', mask: 'out' },
      inputs: ['x'],
      scalars: ['rate', 'seed'],
      exact: true,
      inPlace: { y: ['x'] },
    },
    { kernel: 'dropoutBackward', outputs: { dx: 'out' }, inputs: ['dy', 'mask'], exact: true, inPlace: { dx: ['dy'] } },
  ],
  shapes: ({ length }) => ({ x: [length], y: [length], mask: [length], dy: [length], dx: [length] }),
  geometry: random => ({ length: whole(random, 1, 70) }),
  scalars: random => ({ rate: [0, 0.25, 0.5, random.next()][random.int(4)]!, seed: random.int(2 ** 32) }),
  gradients: [{ forward: 'dropoutForward', of: 'y', by: 'dy', wrt: { x: 'dx' } }],
  adjoint: { zero: [], inputs: ['x'] },
}
