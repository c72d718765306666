// Made by scripts/fit-confidence.ts; npm run fit:confidence.

import type { TrustWeights } from './confidence.ts'

/** Fitted on composed pages of digits that training never saw, and of marks that are none. */
export const confidenceWeights: TrustWeights = {
  share: 0.17,
  valid: 0.08,
  worst: 0.1,
  parts: 0,
  faint: 0,
  asked: -2.38,
  reader: 0.43,
  bias: 2.27,
}
