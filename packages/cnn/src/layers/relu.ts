// Rectifier: what is negative becomes zero.

import { call, shapeSize } from '@digitrec/tensor'
import { reluForward } from '@digitrec/tensor/kernels'
import { type Layer, plainLayer } from './layer.ts'

/** y = max(0, x), element by element; any shape. NaN passes through. */
export function relu(): Layer {
  const geometry = (input: readonly number[], batch: number) => ({ length: batch * shapeSize(input) })
  return {
    ...plainLayer,
    type: 'relu',
    config: {},
    outputShape: input => input,
    forward: site => [call(reluForward, [site.y, site.x], geometry(site.input, site.batch))],
    backward: site =>
      site.dx ? [call(site.training.reluBackward, [site.dx, site.dy, site.y], geometry(site.input, site.batch))] : [],
  }
}
