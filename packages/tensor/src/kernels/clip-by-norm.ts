// Gradient clipping: one L2 norm over all gradients, and all of them shrunk together when it is too large.

import type { LengthGeometry } from './elementwise.ts'

/**
 * Shrinks an array to a largest L2 norm, keeping its direction.
 *
 *   grads[i] = grads[i] · min(1, maxNorm / √(Σ_j grads[j]²))
 *
 * grads is changed in place, and left as it is when its norm is small enough or NaN; an infinite gradient gives NaN.
 *
 * @param grads in and out, [length]
 * @param maxNorm largest norm; 0 or less leaves everything alone
 * @see Pascanu, Mikolov, Bengio 2013, algorithm 1 (PyTorch's clip_grad_norm_ adds 1e-6 to the norm; this does not)
 */
export function clipByNorm(grads: Float32Array, g: LengthGeometry, maxNorm: number): void {
  if (maxNorm <= 0) return
  let squares = 0
  for (let i = 0; i < g.length; i++) squares += grads[i]! * grads[i]!
  const norm = Math.sqrt(squares)
  if (!(norm > maxNorm)) return
  const scale = maxNorm / norm
  for (let i = 0; i < g.length; i++) grads[i]! *= scale
}
