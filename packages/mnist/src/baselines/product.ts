// Matrix products for methods that need large ones: the engine's dense layer is one.

import { createModel, dense, type Model, sequential } from '@digitrec/cnn'

/** Multiplies any number of matrices with one. */
export interface Multiplier {
  /** @param a [N,C]. @returns [N,K], a · b */
  times(a: Float32Array): Float32Array
}

/** One opened layer a size, and whose matrix it holds: setting a matrix costs as much as multiplying hundreds of rows. */
const layers = new Map<string, { readonly model: Model; holds: Float32Array | undefined }>()

/**
 * Gets a matrix ready to be multiplied with.
 *
 * @param b [C,K]; copied
 */
export function multiplier(b: Float32Array, C: number, K: number): Multiplier {
  const key = `${C}x${K}`
  const layer = layers.get(key) ?? {
    model: createModel(sequential([C], [dense(K)]), { seed: 0 }),
    holds: undefined,
  }
  layers.set(key, layer)
  const [weight] = layer.model.layout.parameters
  const copy = b.slice()
  return {
    times: a => {
      if (layer.holds !== copy) layer.model.setParameters(copy, weight!.name)
      layer.holds = copy
      return layer.model.predict(a).data
    },
  }
}
