// A chain of layers with a shortcut around it.

import { call, formatShape, type LengthGeometry } from '@digitrec/tensor'
import { add } from '@digitrec/tensor/kernels'
import { bindChain, bindTraining, chainParameters, chainShape } from '../chain.ts'
import { type Layer, layerToJson, NetworkError, plainLayer, type Training } from './layer.ts'

/** A layer that holds a chain of others. */
interface Residual extends Layer {
  readonly layers: readonly Layer[]
}

/**
 * y = x + f(x), where f is the chain of `layers`, which must keep the shape.
 *
 * @throws NetworkError `shape` when f changes the shape, `option` when `layers` is empty
 * @see He et al. 2016, eq. 1
 */
export function residual(layers: readonly Layer[]): Residual {
  if (layers.every(layer => layer.passes === 'always'))
    throw new NetworkError('option', 'residual: expected at least one layer that computes something, got none.')
  return {
    ...plainLayer,
    type: 'residual',
    config: { layers: layers.map(layerToJson) },
    layers,
    outputShape(input) {
      const output = chainShape(layers, input)
      if (formatShape(output) !== formatShape(input))
        throw new NetworkError(
          'shape',
          `residual: expected its layers to keep the shape ${formatShape(input)}, got ${formatShape(output)}. Use padding 'same' and as many filters as channels.`,
        )
      return input
    },
    parameters: input => chainParameters(layers, input),
    forward(site) {
      const { calls, y } = bindChain(layers, site)
      return [...calls, call(add, [site.y, site.x, y], plainLayer.geometry(site.input, site.batch))]
    },
  }
}

/** What training adds to {@link residual}. */
export const residualTraining: Training<LengthGeometry, Residual> = (site, g, { layers }) => {
  const { x, dx, dy, allocate } = site
  const innerDx = dx && allocate(g.length)
  const { y, forward, backward } = bindTraining(layers, { ...site, dx: innerDx })
  return {
    forward: [...forward, call(add, [site.y, x, y], g)],
    backward: [...backward, ...(dx && innerDx ? [call(add, [dx, innerDx, dy], g)] : [])],
  }
}
