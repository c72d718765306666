// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.33,
  valid: -0.13,
  worst: 0.36,
  parts: 0.29,
  faint: 0.19,
  bias: -1.21,
}
