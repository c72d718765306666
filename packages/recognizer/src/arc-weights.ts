// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ArcWeights, Aspect } from './score-arc.ts'

/** Fitted on composed strings of digits that training never saw. */
export const weights: ArcWeights = {
  certain: 0.262,
  valid: 0.167,
  aspect: -0.086,
  height: 0.138,
  cut: -0.435,
  spanned: 1.575,
  bias: 0.785,
  reader: 0.98,
}

/** Of log(width / height) of the digits 0 to 9 in MNIST's training split. */
export const aspects: readonly Aspect[] = [
  { mean: -0.12, spread: 0.22 },
  { mean: -1.01, spread: 0.49 },
  { mean: -0.08, spread: 0.24 },
  { mean: -0.26, spread: 0.23 },
  { mean: -0.27, spread: 0.23 },
  { mean: -0.09, spread: 0.29 },
  { mean: -0.36, spread: 0.23 },
  { mean: -0.29, spread: 0.23 },
  { mean: -0.31, spread: 0.24 },
  { mean: -0.43, spread: 0.21 },
]
