// The handed-over weights back in one of our models, for training that is compared with others.

import { type Model, type Network, sequential } from '@digitrec/cnn'
import type { Material } from './serve.ts'

/** Arrays are named by layer; without dropout the layers behind it move up, so they are given in order. */
export function giveWeights(model: Model, arrays: Material['arrays']): void {
  const values = Object.values(arrays)
  for (const [i, { name }] of model.layout.parameters.entries()) model.parameter(name).set(values[i]!.values)
}

/** The same network with nothing random in it, so that losses can be compared. */
export function withoutDropout({ input, layers, name }: Network): Network {
  return sequential(
    input,
    layers.filter(({ type }) => type !== 'dropout'),
    { name },
  )
}
