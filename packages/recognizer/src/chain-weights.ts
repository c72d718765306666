// Made by scripts/fit-arcs.ts; npm run fit:arcs.

import type { ChainWeights } from './score-chain.ts'

/** Fitted on composed strings of digits that training never saw. */
export const chainWeights: ChainWeights = {
  certain: 0.235,
  valid: 0.08,
  aspect: -0.002,
  height: 0.07,
  cut: -0.115,
  spanned: 0.509,
  bias: 0.775,
  sure: 0.08,
  mark: 0.233,
  part: 0.141,
  reader: 0.938,
}
