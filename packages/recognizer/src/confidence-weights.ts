// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.44,
  valid: 0.33,
  worst: 0,
  parts: 0,
  faint: 0,
  asked: -1.08,
  reader: 0.21,
  bias: 1.4,
}
