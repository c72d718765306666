// Which candidates are the best of their size? Those that no other beats in both.

/** What is weighed. */
export interface Weighed {
  readonly parameters: number
  readonly accuracy: number
}

/**
 * Those that are not dominated: no other is at least as small and at least as accurate, and better in one. Smallest first; of
 * equals the first.
 */
export function paretoFront<T extends Weighed>(all: readonly T[]): T[] {
  const sorted = [...all].sort((a, b) => a.parameters - b.parameters || b.accuracy - a.accuracy)
  const front: T[] = []
  for (const one of sorted) if (front.length === 0 || one.accuracy > front.at(-1)!.accuracy) front.push(one)
  return front
}

/** Number of fronts to be taken away before a candidate is on one: 0 for the front itself. @see Deb et al. 2002 (NSGA-II), section III.A */
export function paretoRanks(all: readonly Weighed[]): number[] {
  const ranks = all.map(() => -1)
  for (let rank = 0; ranks.includes(-1); rank++) {
    const open = all.map((one, i) => ({ ...one, i })).filter(({ i }) => ranks[i] === -1)
    for (const { i } of paretoFront(open)) ranks[i] = rank
  }
  return ranks
}
