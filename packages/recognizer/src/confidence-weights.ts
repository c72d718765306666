// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.18,
  valid: 0.15,
  worst: 0.03,
  parts: 0,
  faint: 0,
  asked: -2.92,
  reader: 0.46,
  bias: 2.72,
}
