// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
  certain: 0.29,
  valid: -0.043,
  aspect: 0.009,
  height: 0.038,
  cut: -0.041,
  spanned: 0.483,
  bias: 0.364,
  sure: 0.066,
  mark: 0.167,
  part: 0.066,
  reader: 0.94,
}
