// Cases of add, copy and fill. They are their own definition: a golden would only say it twice.

import type { LengthGeometry } from './elementwise.ts'
import { type Operation, whole } from './operation.cases.ts'

export const elementwiseCases: Operation<LengthGeometry> = {
  name: 'elementwise',
  kernels: [
    { kernel: 'add', outputs: { sum: 'out' }, inputs: ['a', 'b'], exact: true, inPlace: { sum: ['a', 'b'] } },
    { kernel: 'copy', outputs: { copied: 'out' }, inputs: ['a'], exact: true },
    { kernel: 'fill', outputs: { filled: 'out' }, inputs: [], scalars: ['value'], exact: true },
  ],
  shapes: ({ length }) => Object.fromEntries(['a', 'b', 'sum', 'copied', 'filled'].map(name => [name, [length]])),
  geometry: random => ({ length: whole(random, 1, 70) }),
  scalars: random => ({ value: Math.fround(random.uniform(-3, 3)) }),
}
