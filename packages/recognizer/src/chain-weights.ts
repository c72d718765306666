// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
  certain: 0.654,
  valid: 0.026,
  aspect: 0.154,
  height: 0.11,
  cut: 0.027,
  spanned: 0.054,
  bias: 1.587,
  sure: 0.189,
  mark: 0.151,
  part: 0.127,
  reader: 0.839,
}
