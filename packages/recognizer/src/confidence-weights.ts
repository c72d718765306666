// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.22,
  valid: 0.1,
  worst: 0,
  parts: 0,
  faint: 0,
  asked: -3.12,
  reader: 0.46,
  bias: 2.55,
}
