// Where could the ink be parted into digits in more than one way, and how likely is each?

import { logAdd } from '../decode.ts'
import type { Lattice } from '../lattice.ts'

/** One way through a stretch of a lattice, whichever digits its arcs are. */
export interface Parted {
  /** Its share of all ways through the stretch, 0 to 1. */
  readonly probability: number
  /** Indices into the arcs of the lattice, in reading order. */
  readonly arcs: readonly number[]
}

/**
 * A lattice falls into stretches at the nodes that no arc passes over. Of every stretch the `count` likeliest ways through it,
 * the likeliest first; in reading order. Stretches with a single way are there as well.
 */
export function likeliestPartings(lattice: Lattice, count: number): Parted[][] {
  const masses = lattice.arcs.map(({ logP }) => Array.from(logP).reduce(logAdd, Number.NEGATIVE_INFINITY))
  const farthest = new Int32Array(lattice.nodes)
  for (const { from, to } of lattice.arcs) farthest[from] = Math.max(farthest[from]!, to)
  const stretches: Parted[][] = []
  let start = 0
  let reach = 0
  for (let node = 0; node < lattice.nodes; node++) {
    if (node === reach && node > start) {
      stretches.push(waysThrough(lattice, masses, start, node, count))
      start = node
    }
    reach = Math.max(reach, farthest[node]!)
  }
  return stretches
}

interface Way {
  readonly logP: number
  readonly arcs: readonly number[]
}

/** The likeliest ways from one node to another, by dynamic programming over the nodes between; those of the same ink are one. */
function waysThrough({ arcs }: Lattice, masses: readonly number[], first: number, last: number, count: number) {
  const ways = Array.from({ length: last - first + 1 }, (): Way[] => [])
  const inkOf = (way: Way) => way.arcs.map(arc => arcs[arc]!.ink ?? -1 - arc).join()
  const add = (list: Way[], way: Way) => {
    const same = list.findIndex(other => inkOf(other) === inkOf(way))
    const other = list[same]
    if (!other) list.push(way)
    else list[same] = { logP: logAdd(way.logP, other.logP), arcs: (way.logP > other.logP ? way : other).arcs }
  }
  const totals = new Float64Array(ways.length).fill(Number.NEGATIVE_INFINITY)
  ways[0]!.push({ logP: 0, arcs: [] })
  totals[0] = 0
  const inside = arcs.flatMap(({ from, to }, arc) => (from >= first && to <= last ? [{ from, to, arc }] : []))
  // An arc is met when everything that leads to it has been.
  for (const { from, to, arc } of inside.sort((a, b) => a.from - b.from)) {
    const there = ways[to - first]!
    for (const way of ways[from - first]!) add(there, { logP: way.logP + masses[arc]!, arcs: [...way.arcs, arc] })
    there.sort((a, b) => b.logP - a.logP).splice(count)
    totals[to - first] = logAdd(totals[to - first]!, totals[from - first]! + masses[arc]!)
  }
  return ways.at(-1)!.map(way => ({ probability: Math.exp(way.logP - totals.at(-1)!), arcs: way.arcs }))
}
