// Cases of the average of weights. One multiplication and one addition: the definition is its own golden.

import type { LengthGeometry } from './elementwise.ts'
import { type Operation, whole } from './operation.cases.ts'

export const averageCases: Operation<LengthGeometry> = {
  name: 'average',
  kernels: [{ kernel: 'averageStep', outputs: { average: 'updates' }, inputs: ['w'], scalars: ['decay'] }],
  shapes: ({ length }) => ({ average: [length], w: [length] }),
  geometry: random => ({ length: whole(random, 1, 70) }),
  scalars: random => ({ decay: random.next() }),
}
