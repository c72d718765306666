// Cases of the rectifier kernels.

import goldens from '../../test/goldens/relu.json'
import type { LengthGeometry } from './elementwise.ts'
import { awayFromZero, type Operation, whole } from './operation.cases.ts'

export const reluCases: Operation<LengthGeometry> = {
  name: 'relu',
  kernels: [
    { kernel: 'reluForward', outputs: { y: 'out' }, inputs: ['x'], exact: true, inPlace: { y: ['x'] } },
    { kernel: 'reluBackward', outputs: { dx: 'out' }, inputs: ['dy', 'y'], exact: true, inPlace: { dx: ['dy'] } },
  ],
  shapes: ({ length }) => ({ x: [length], y: [length], dy: [length], dx: [length] }),
  geometry: random => ({ length: whole(random, 1, 70) }),
  draw: { x: awayFromZero },
  goldens: goldens.cases.map(({ geometry, values }) => ({
    title: `PyTorch ${goldens.made.torch} relu, ${JSON.stringify(geometry)}`,
    geometry,
    values,
  })),
  gradients: [{ forward: 'reluForward', of: 'y', by: 'dy', wrt: { x: 'dx' } }],
}
