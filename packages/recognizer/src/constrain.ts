// Which number does a lattice hold? Without a rule, the likeliest. Under one, the likeliest number that obeys it, how
// sure that is, and what was changed for it; or, when the ink speaks too clearly against every such number, what the
// ink says.
//
// The writer is taken to have meant a number that obeys the rule with probability `obedience`, each such number equally
// likely; else any number at all (a slip of the pen, the wrong rule, a mark that is no part of it). With p(n) from the
// lattice, share = how many of all numbers obey, and masses p summed over the valid and over all numbers, Bayes gives
//
//   P(n | ink) = p(n) · (obedience / share · [n obeys] + 1 - obedience) / (obedience / share · mass(valid) + (1 - obedience) · mass(all))
//
// So a strict rule (one roster of a thousand ids) may overrule much ink, a loose one (every tenth number) only a little,
// and the bound on how far decoding goes needs no number of its own.

import type { Constraint } from './constraints/constraint.ts'
import { type Automaton, decode, logAdd, logMass, massThrough, type Path, spells } from './decode.ts'
import type { Lattice } from './lattice.ts'

/** How likely it is that a number obeys the rule that its reader was told: 1 in 1,000 does not. */
export const obedience = 0.999

/** A digit that is another one than its ink alone would say. */
export interface Change {
  /** Index into the digits of the answer. */
  readonly index: number
  /** What the ink alone says. */
  readonly from: number
  /** What the number needs. */
  readonly to: number
}

/** What became of a constraint. */
export interface ConstraintOutcome {
  /** The constraint as text, such as `luhn:16`. */
  readonly name: string
  /** Whether the text obeys it. */
  readonly satisfied: boolean
  /**
   * How much likelier the text is than the next number that obeys: the natural logarithm of their ratio. Null when
   * there is no other such number, or the text is none.
   */
  readonly margin: number | null
  /** What would have been read without the constraint, lines separated by a newline. */
  readonly unconstrained: string
}

/** A reading with its probability. */
export interface LikelyPath extends Path {
  /** Probability that it is right, 0 to 1. */
  readonly confidence: number
}

/** A lattice that was read. */
export interface LatticeReading {
  /** The `count` likeliest readings, the first being the answer; under a constraint numbers that obey it, if any can be. */
  best(count: number): readonly LikelyPath[]
  /** Probability that the digit at this place of the answer is right, over all numbers that the answer is one of. */
  digitConfidence(index: number): number
  /** What became of the constraint, if there was one. */
  readonly outcome?: ConstraintOutcome
  /** Digits of the answer that differ from what their ink alone says; empty without a constraint. */
  readonly changed: readonly Change[]
}

/**
 * Reads a lattice, under a constraint if one is given. Probabilities are shares of all ways to read the lattice: whether
 * its marks are digits at all is for the caller to say.
 */
export function readLattice(lattice: Lattice, constraint?: Constraint): LatticeReading {
  const all = logMass(lattice)
  if (all === Number.NEGATIVE_INFINITY) return unreadable(constraint)
  return constraint ? constrained(lattice, constraint, all) : ranked(lattice, all, 0)
}

/** No way leads through the lattice, or none has a probability. */
function unreadable(constraint: Constraint | undefined): LatticeReading {
  const outcome = constraint && { name: constraint.name, satisfied: false, margin: null, unconstrained: '' }
  return { best: () => [], digitConfidence: () => 0, changed: [], ...(outcome && { outcome }) }
}

/**
 * The readings that an automaton accepts.
 *
 * @param mass logarithm of the summed probability of these readings in the lattice
 * @param share logarithm of the probability that the answer is one of them at all
 */
function ranked(lattice: Lattice, mass: number, share: number, automaton?: Automaton): LatticeReading {
  // A text counts with all paths that spell it: ink may be cut in several ways that give the same digits.
  const best = (count: number) =>
    decode(lattice, count, automaton).map(path => {
      const own = logMass(lattice, spells(path.digits))
      return { ...path, confidence: Math.min(1, Math.exp(own - mass + share)) }
    })
  const [answer] = decode(lattice, 1, automaton)
  let through: Float64Array | undefined
  return {
    best,
    changed: [],
    digitConfidence(index) {
      if (!answer) return 0
      through ??= massThrough(lattice, automaton)
      const own = sameInk(lattice, answer.arcs[index]!).map(arc => through![10 * arc + answer.digits[index]!]!)
      return Math.min(1, Math.exp(own.reduce(logAdd) - mass + share))
    },
  }
}

function constrained(lattice: Lattice, { name, automaton }: Constraint, all: number): LatticeReading {
  const [free] = decode(lattice, 1)
  const [first, second] = decode(lattice, 2, automaton)
  const valid = logMass(lattice, automaton)
  const blank = unwritten(lattice)
  const share = logMass(blank, automaton) - logMass(blank)
  // Weights of a number that obeys and of any other; the former may also be meant by accident.
  const slip = Math.log(1 - obedience)
  const meant = logAdd(Math.log(obedience) - share, slip)
  const possible = valid > Number.NEGATIVE_INFINITY
  const total = possible ? logAdd(Math.log(obedience) - share + valid, slip + all) : slip + all
  const satisfied =
    possible && first !== undefined && (first.text === free!.text || first.logP + meant >= free!.logP + slip)
  const reading = satisfied
    ? ranked(lattice, valid, meant + valid - total, automaton)
    : ranked(lattice, all, slip + all - total)
  return {
    ...reading,
    changed: satisfied ? changesOf(lattice, first) : [],
    outcome: {
      name,
      satisfied,
      margin: satisfied && second ? first.logP - second.logP : null,
      unconstrained: free!.text,
    },
  }
}

/** The same ways, with ink that says nothing. */
function unwritten({ nodes, arcs }: Lattice): Lattice {
  const logP = Array<number>(10).fill(-Math.LN10)
  return { nodes, arcs: arcs.map(arc => ({ ...arc, logP })) }
}

/** All arcs that stand for the same ink, of which a path takes one at most. */
function sameInk({ arcs }: Lattice, index: number): number[] {
  const { ink } = arcs[index]!
  return ink === undefined ? [index] : arcs.flatMap((arc, at) => (arc.ink === ink ? [at] : []))
}

function changesOf({ arcs }: Lattice, { arcs: along, digits }: Path): Change[] {
  return along.flatMap((arc, index) => {
    const { logP } = arcs[arc]!
    const from = logP.indexOf(Math.max(...logP))
    return from === digits[index] ? [] : [{ index, from, to: digits[index]! }]
  })
}
