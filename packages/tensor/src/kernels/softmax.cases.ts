// Cases of the softmax kernels.

import goldens from '../../test/goldens/softmax.json'
import { between, channelCount, type Operation, whole } from './operation.cases.ts'
import type { RowsGeometry } from './softmax.ts'

export const softmaxCases: Operation<RowsGeometry> = {
  name: 'softmax',
  kernels: [
    { kernel: 'softmaxForward', outputs: { p: 'out' }, inputs: ['logits'], inPlace: { p: ['logits'] } },
    { kernel: 'softmaxBackward', outputs: { dx: 'out' }, inputs: ['dy', 'p'], inPlace: { dx: ['dy'] } },
  ],
  shapes: ({ N, K }) => ({ logits: [N, K], p: [N, K], dy: [N, K], dx: [N, K] }),
  geometry: random => ({ N: whole(random, 1, 6), K: channelCount(random) }),
  draw: { logits: between(-4, 4) },
  goldens: goldens.cases.map(({ geometry, values }) => ({
    title: `PyTorch ${goldens.made.torch} softmax, ${JSON.stringify(geometry)}, logits up to ${Math.max(...values.logits)}`,
    geometry,
    values,
  })),
  gradients: [{ forward: 'softmaxForward', of: 'p', by: 'dy', wrt: { logits: 'dx' } }],
}
