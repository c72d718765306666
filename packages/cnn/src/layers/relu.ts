// Rectifier: what is negative becomes zero.

import { call, type LengthGeometry } from '@digitrec/tensor'
import { reluBackward, reluForward } from '@digitrec/tensor/kernels'
import { kernelLayer, type Layer, plainLayer, type Training } from './layer.ts'

/** y = max(0, x), element by element; any shape. NaN passes through. */
export function relu(): Layer {
  return kernelLayer(reluForward, { type: 'relu', geometry: plainLayer.geometry })
}

/** What training adds to {@link relu}. */
export const reluTraining: Training<LengthGeometry> = ({ dx, dy, y }, g) => ({
  backward: dx ? [call(reluBackward, [dx, dy, y], g)] : [],
})
