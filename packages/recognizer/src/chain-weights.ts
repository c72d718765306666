// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
  certain: 0.221,
  valid: 0.014,
  aspect: 0.034,
  height: 0.016,
  cut: -0.076,
  spanned: 0.459,
  bias: 0.387,
  sure: 0.054,
  mark: 0.184,
  part: 0.079,
  reader: 0.96,
}
