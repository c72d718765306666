// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.4,
  valid: 0.3,
  worst: 0,
  parts: 0,
  faint: 0,
  asked: -2.2,
  reader: 0.32,
  bias: 2.37,
}
