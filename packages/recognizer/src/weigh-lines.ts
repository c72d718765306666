// What does a line say as a whole, or a stretch of a long one? Parts are judged each by itself, and a wrong way to cut may be
// made of likely parts. So the likeliest ways to cut a line, and those that the reader of lines prefers, are weighed again,
// each with all of its text.
//
// Every such way becomes a chain of arcs of its own, beside the arcs that it was made of. The digits of a chain are weighed by
// the reader with the rest of the text as it is: exact for the chain's text and for all that differ in one digit, so that
// rules for numbers and alternatives have all ten to choose from.

import type { LineOpinion } from './ask-reader.ts'
import { decode, type Path, spells } from './decode.ts'
import type { Arc, Lattice } from './lattice.ts'
import type { MarkLattice } from './read-segments.ts'
import { scoreChain } from './score-chain.ts'

/** Readings of the parts that are weighed as a whole. */
const likeliest = 40
/** Ways to cut a line that are weighed: those of the reader's own readings, and of the parts' likeliest. */
const mostWays = 16

/** The lattice, in which doubtful stretches that a reader was asked about are weighed as a whole. */
export function weighLines(lattice: MarkLattice): MarkLattice {
  return [...lattice.doubtful].reduce((weighed, stretch) => {
    const opinion = lattice.opinions.get(stretch)
    return opinion ? weighStretch(weighed, stretch, opinion) : weighed
  }, lattice)
}

function weighStretch(lattice: MarkLattice, stretch: number, opinion: LineOpinion): MarkLattice {
  const own = ownArcs(lattice, stretch)
  const ways = waysThrough(own.lattice, opinion)
  if (ways.length === 0) return lattice
  const chains = ways.map(way => {
    const indices = way.arcs.map(arc => own.indices[arc]!)
    const evidence = indices.map(index => lattice.evidence[index]!)
    const { text, scores } = scoreChain(evidence, way.digits, opinion)
    return { indices, scores, best: scores.reduce((sum, logP, n) => sum + logP[text[n]!]!, 0) }
  })
  // What was not weighed is at most as likely as the worst that was.
  const handicap =
    Math.min(...chains.map(({ best }) => best)) - ways.reduce((most, { logP }) => Math.max(most, logP), -Infinity)
  const { from, to } = own
  const inner = chains.reduce((sum, { indices }) => sum + indices.length - 1, 0)
  const place = (node: number) => (node >= to ? node + inner : node)
  const isFirst = (arc: Arc, index: number) => lattice.stretches[index] === stretch && arc.from === from
  const arcs: Arc[] = lattice.arcs.map((arc, index) => ({
    ...arc,
    from: place(arc.from),
    to: place(arc.to),
    logP: isFirst(arc, index) ? Array.from(arc.logP, value => value + handicap) : arc.logP,
  }))
  const marks = [...lattice.marks]
  const evidence = [...lattice.evidence]
  const stretches = [...lattice.stretches]
  let free = to
  for (const { indices, scores } of chains) {
    for (const [n, index] of indices.entries()) {
      const isLast = n === indices.length - 1
      const { ink, line } = lattice.arcs[index]!
      arcs.push({
        from: n === 0 ? from : free - 1,
        to: isLast ? to + inner : free,
        logP: scores[n]!,
        line,
        ...(ink !== undefined && { ink }),
      })
      marks.push(lattice.marks[index]!)
      evidence.push(lattice.evidence[index]!)
      stretches.push(stretch)
      if (!isLast) free++
    }
  }
  return { ...lattice, nodes: lattice.nodes + inner, arcs, marks, evidence, stretches }
}

/** The arcs of one stretch as a lattice of its own, and which arcs they are. */
export function ownArcs({ arcs, stretches }: Pick<MarkLattice, 'arcs' | 'stretches'>, stretch: number) {
  const indices = arcs.flatMap((_, index) => (stretches[index] === stretch ? [index] : []))
  const own = indices.map(index => arcs[index]!)
  const from = Math.min(...own.map(arc => arc.from))
  const to = Math.max(...own.map(arc => arc.to))
  const lattice = {
    nodes: to - from + 1,
    arcs: own.map(arc => ({ ...arc, from: arc.from - from, to: arc.to - from })),
  }
  return { lattice, indices, from, to }
}

/** Ways to cut a line, each with its likeliest text: first those that spell what the reader reads, then what the parts say. */
export function waysThrough(line: Lattice, { texts }: LineOpinion): readonly Path[] {
  const ways = new Map<string, Path>()
  const known = new Set<string>()
  for (const path of [...texts.flatMap(text => decode(line, 1, spells(text))), ...decode(line, likeliest)]) {
    const key = path.arcs.join()
    if (ways.size === mostWays || ways.has(key) || known.has(path.text)) continue
    ways.set(key, path)
    known.add(path.text)
  }
  return [...ways.values()]
}
