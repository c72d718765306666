// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.42,
  valid: 0.34,
  worst: 0.02,
  parts: 0,
  faint: 0,
  asked: -1.05,
  reader: 0.16,
  bias: 1.37,
}
