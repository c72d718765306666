// Cases of the kernels of softmax cross-entropy.

import goldens from '../../test/goldens/softmax-cross-entropy.json'
import { between, channelCount, distributions, type Operation, whole } from './operation.cases.ts'
import type { RowsGeometry } from './softmax.ts'

export const softmaxCrossEntropyCases: Operation<RowsGeometry> = {
  name: 'softmaxCrossEntropy',
  kernels: [
    {
      kernel: 'softmaxCrossEntropyForward',
      outputs: { losses: 'out', probabilities: 'out' },
      inputs: ['logits', 'targets'],
      scalars: ['smoothing'],
    },
    {
      kernel: 'softmaxCrossEntropyBackward',
      outputs: { dlogits: 'out' },
      inputs: ['probabilities', 'targets'],
      scalars: ['smoothing'],
    },
  ],
  shapes: ({ N, K }) => ({ losses: [N], probabilities: [N, K], logits: [N, K], targets: [N, K], dlogits: [N, K] }),
  geometry: random => ({ N: whole(random, 1, 6), K: channelCount(random) }),
  scalars: random => ({ smoothing: random.int(2) ? random.next() : 0 }),
  draw: { logits: between(-4, 4), targets: distributions },
  goldens: goldens.cases.map(({ geometry, scalars, values }) => ({
    title: `PyTorch ${goldens.made.torch} cross_entropy, ${JSON.stringify({ ...geometry, ...scalars })}, logits up to ${Math.max(...values.logits)}`,
    geometry,
    scalars,
    values,
  })),
  gradients: [{ forward: 'softmaxCrossEntropyForward', of: 'losses', wrt: { logits: 'dlogits' } }],
}
