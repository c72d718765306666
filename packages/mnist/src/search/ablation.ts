// What is each convolution worth? The same network with one to six of them, trained alike.

import type { Genome } from './genome.ts'

/** Candidates with 1, 2, ... convolutions of 3x3: filters grow behind each of the two poolings. */
export function depthAblation(most: number): readonly Genome[] {
  return Array.from({ length: most }, (_, n) => ({
    blocks: Array.from({ length: n + 1 }, (_, i) => ({
      filters: i < 1 ? 8 : i < 3 ? 16 : 24,
      kernel: 3 as const,
      pool: i === 0 || i === 2,
    })),
    learningRate: 6e-3,
    batch: 64 as const,
  }))
}
