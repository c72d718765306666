// A chain of layers with a shortcut around it.

import { call, formatShape, shapeSize } from '@digitrec/tensor'
import { add } from '@digitrec/tensor/kernels'
import { bindChain, chainParameters, chainScratch, chainShape } from '../chain.ts'
import { type Layer, NetworkError, plainLayer, type Site } from './layer.ts'

/**
 * y = x + f(x), where f is the chain of `layers`, which must keep the shape.
 *
 * @throws NetworkError `shape` when f changes the shape, `option` when `layers` is empty
 * @see He et al. 2016, eq. 1
 */
export function residual(layers: readonly Layer[]): Layer {
  if (!layers.some(layer => !layer.passes(true)))
    throw new NetworkError('option', 'residual: expected at least one layer that computes something, got none.')
  const length = (site: Site) => ({ length: site.batch * shapeSize(site.input) })
  const inner = (site: Site) =>
    bindChain(layers, { ...site, dx: site.training && site.scratch['inner.dx'], dy: site.dy })
  return {
    ...plainLayer,
    type: 'residual',
    config: { layers: layers.map(({ type, config }) => ({ type, ...config })) },
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
    scratch: (input, batch, training) => ({
      ...chainScratch(layers, input, batch, training),
      ...(training ? { 'inner.dx': batch * shapeSize(input) } : {}),
    }),
    forward(site) {
      const { forward, y } = inner(site)
      return [...forward, call(add, [site.y, site.x, y], length(site))]
    },
    backward(site) {
      const calls = inner(site).backward
      if (!site.dx) return calls
      return [...calls, call(add, [site.dx, site.scratch['inner.dx']!, site.dy], length(site))]
    },
  }
}
