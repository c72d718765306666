// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
  certain: 0.393,
  valid: 0.061,
  aspect: 0.004,
  height: 0.078,
  cut: -0.02,
  spanned: 0.243,
  bias: 0.793,
  sure: 0.107,
  mark: 0.243,
  part: 0.089,
  reader: 0.932,
}
