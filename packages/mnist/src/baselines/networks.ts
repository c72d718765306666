// The networks that are no convolutional ones: logistic regression, which is a single dense layer, and the multilayer perceptron.

import { adam, cosine, createModel, dense, fit, flatten, type Layer, relu, sequential, softmax } from '@digitrec/cnn'
import { digitSource } from '../sources.ts'
import type { Baseline } from './baseline.ts'

/** One dense layer: a plane between the classes. */
export const logisticRegression: Baseline = network('logreg', 'logistic regression: one dense layer, 10 epochs', 10, [])

/** One hidden layer. @see LeCun et al. 1998, section III.C.3: 300 hidden units */
export const perceptron: Baseline = network('mlp', 'perceptron with 300 hidden units, 10 epochs', 10, [
  dense(300),
  relu(),
])

function network(name: string, summary: string, epochs: number, hidden: readonly Layer[]): Baseline {
  return {
    name,
    summary,
    async fit(train, { seed, signal, onProgress }) {
      const model = createModel(sequential([28, 28, 1], [flatten(), ...hidden, dense(10), softmax()], { name }), {
        seed,
      })
      await fit(model, digitSource(train, { classes: 10 }), {
        epochs,
        batch: 64,
        optimizer: adam({ learningRate: 1e-3 }),
        schedule: cosine(1e-3, { warmUp: 0.1 }),
        seed,
        ...(signal && { signal }),
        onProgress: ({ step, steps }) => onProgress?.(step / steps),
      })
      return {
        bytes: 4 * model.layout.length,
        async predict(images) {
          const { data } = model.predict(images)
          return Uint8Array.from({ length: data.length / 10 }, (_, n) => {
            const own = data.subarray(n * 10, n * 10 + 10)
            return own.indexOf(Math.max(...own))
          })
        },
      }
    },
  }
}
