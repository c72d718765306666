// Flatten: the same numbers under another shape.

import { shapeSize } from '@digitrec/tensor'
import { type Layer, plainLayer } from './layer.ts'

/** [H,W,C] to [H·W·C], in memory order; costs nothing. */
export function flatten(): Layer {
  return { ...plainLayer, type: 'flatten', passes: 'always', outputShape: input => [shapeSize(input)] }
}
