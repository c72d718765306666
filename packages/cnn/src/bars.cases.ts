// The small problem that training is tested on: it is learnt in a second.

import { createRandom } from '@digitrec/tensor'
import {
  arraySource,
  batchNorm,
  conv2d,
  dense,
  dropout,
  type ExampleSource,
  flatten,
  maxPool2d,
  relu,
  sequential,
  softmax,
} from './index.ts'

/** Bars that lie, stand or lean, in noise: 9x7 pictures of three classes. */
export function bars(count: number, seed: number): ExampleSource {
  const random = createRandom(seed)
  const x = new Float32Array(count * 63)
  const labels = Array.from({ length: count }, () => random.int(3))
  for (const [n, label] of labels.entries()) {
    const at = 1 + random.int(5)
    for (let y = 0; y < 9; y++)
      for (let c = 0; c < 7; c++) {
        const on = label === 0 ? y === at : label === 1 ? c === at : (y + c) % 7 === at
        x[n * 63 + y * 7 + c] = (on ? 1 : 0) + 0.3 * random.normal()
      }
  }
  const fixed = arraySource([9, 7, 1], 3, x, labels)
  // A little noise from the example's own stream, so that a run that lost track of its streams would show it.
  return {
    ...fixed,
    write(index, out, target, stream) {
      fixed.write(index, out, target, stream)
      for (let i = 0; i < out.length; i++) out[i]! += 0.02 * stream.normal()
    },
  }
}

/** One of everything that training must keep track of: running statistics, dropout, decayed and other weights. */
export const barsNetwork = sequential(
  [9, 7, 1],
  [
    conv2d(6, 3, { padding: 'same', bias: false }),
    batchNorm(),
    relu(),
    maxPool2d(2),
    flatten(),
    dropout(0.2),
    dense(3),
    softmax(),
  ],
)
