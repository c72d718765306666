// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
  certain: 0.571,
  valid: 0.018,
  aspect: 0.004,
  height: 0.116,
  cut: 0.041,
  spanned: 0.226,
  bias: 1.321,
  sure: 0.107,
  mark: 0.28,
  part: 0.108,
  reader: 0.895,
}
