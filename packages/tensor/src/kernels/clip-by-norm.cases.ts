// Cases of gradient clipping.

import goldens from '../../test/goldens/clip-by-norm.json'
import type { LengthGeometry } from './elementwise.ts'
import { type Operation, whole } from './operation.cases.ts'

export const clipByNormCases: Operation<LengthGeometry> = {
  name: 'clipByNorm',
  kernels: [{ kernel: 'clipByNorm', outputs: { grads: 'updates' }, inputs: [], scalars: ['maxNorm'] }],
  shapes: ({ length }) => ({ grads: [length] }),
  geometry: random => ({ length: whole(random, 1, 70) }),
  scalars: random => ({ maxNorm: [0, -1, 100, random.uniform(0.1, 3)][random.int(4)]! }),
  goldens: goldens.cases.map(({ geometry, scalars, values }) => ({
    title: `PyTorch ${goldens.made.torch} clip_grad_norm_, ${JSON.stringify({ ...geometry, ...scalars })}`,
    geometry,
    scalars,
    values,
  })),
}
