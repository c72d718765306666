// Cases of the kernels of connectionist temporal classification.

import goldens from '../../test/goldens/ctc.json'
import type { CtcGeometry } from './ctc.ts'
import { between, type Draw, type Operation, whole } from './operation.cases.ts'

/** A text for each row that has a path: labels, as many as fit with a blank between equal ones, then −1. */
const texts: Draw = (random, shape) => {
  const [N, T, K] = shape as [number, number, number]
  return Array.from({ length: N }, () => {
    const text: number[] = []
    for (let frames = random.int(T + 1); frames > 0; frames--) {
      const label = random.int(K - 1)
      if (label === text.at(-1) && --frames === 0) break
      text.push(label)
    }
    return Array.from({ length: T * K }, (_, i) => text[i] ?? -1)
  }).flat()
}

export const ctcCases: Operation<CtcGeometry> = {
  name: 'ctc',
  kernels: [
    {
      kernel: 'ctcForward',
      outputs: { losses: 'out', probabilities: 'out', alphas: 'out' },
      inputs: ['logits', 'targets'],
    },
    {
      kernel: 'ctcBackward',
      outputs: { dlogits: 'out', betas: 'out' },
      inputs: ['logits', 'alphas', 'losses', 'targets'],
    },
  ],
  shapes: ({ N, T, K }) => ({
    losses: [N],
    probabilities: [N, T, K],
    alphas: [N, T, 2 * T + 1],
    logits: [N, T, K],
    targets: [N, T, K],
    dlogits: [N, T, K],
    betas: [N, T, 2 * T + 1],
  }),
  geometry: random => ({ N: whole(random, 1, 4), T: whole(random, 1, 9), K: whole(random, 2, 6) }),
  draw: { logits: between(-4, 4), targets: texts },
  goldens: goldens.cases.map(({ title, geometry, values }) => ({
    title: `PyTorch ${goldens.made.torch} ctc_loss, ${title}, ${JSON.stringify(geometry)}`,
    geometry,
    // JSON has no infinity.
    values: Object.fromEntries(
      Object.entries(values).map(([name, list]) => [
        name,
        list.map(value => (value === 'inf' ? Infinity : value === '-inf' ? -Infinity : Number(value))),
      ]),
    ),
  })),
  gradients: [{ forward: 'ctcForward', of: 'losses', wrt: { logits: 'dlogits' } }],
}
