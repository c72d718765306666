// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.6,
  valid: 1,
  worst: 0.2,
  parts: -0.3,
  faint: -1,
  bias: 0.5,
}
