// Whose sheets are these? Many sheets against one roster, each on its own or one sheet for each entry.
//
// Taken one by one, a sheet goes to the entry that its ink is likeliest to spell. When every entry has one sheet only,
// the sum over all sheets is what counts: the linear assignment problem, solved by shortest augmenting paths.
// (Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse linear assignment problems,
// Computing 38, 1987.)

import { obedience } from './constrain.ts'
import { invalid, longest } from './constraints/constraint.ts'
import { waysToWrite } from './constraints/lexicon.ts'
import { decode, logAdd, logMass } from './decode.ts'
import type { Lattice } from './lattice.ts'

/** Options of {@link assign}. */
export interface AssignOptions {
  /** Whether each entry of the roster has one sheet at most. @default false */
  readonly unique?: boolean
  /** As in a lexicon: whether zeros in front may be left out or added. @default 'exact' */
  readonly leadingZeros?: 'exact' | 'optional'
}

/** Where one sheet belongs. */
export interface Assignment {
  /** The roster's number, as it is written there; null when the ink is likelier a number that is not on the roster. */
  readonly number: string | null
  /** Its index in the roster; null without a number. */
  readonly entry: number | null
  /** Probability that this is right, 0 to 1; with `unique`, against the best way to assign that gives this sheet another. */
  readonly confidence: number
  /** How much likelier than the second choice, with all that follows for the other sheets: natural logarithm of the ratio. */
  readonly margin: number
  /** The roster's number that would be next for this sheet; null for none of them. */
  readonly second: string | null
}

/** What is subtracted stands for: impossible. Finite, so that sums stay numbers. */
const impossible = 1e9

/**
 * Finds for every sheet the entry of the roster that it shows.
 *
 * @param sheets answers of `read`, or anything with a lattice
 * @param roster numbers, digits only; repeats are one entry, the first
 * @returns one assignment for each sheet, in their order
 * @throws ConstraintError `constraint-invalid` for an empty roster or an entry that is no number
 */
export function assign(
  sheets: readonly { readonly lattice: Lattice }[],
  roster: readonly string[],
  options: AssignOptions = {},
): readonly Assignment[] {
  if (roster.length === 0) invalid('assign', 'a roster of at least one number', 'none')
  for (const number of roster)
    if (!/^\d+$/.test(number) || number.length > longest) invalid('assign', `numbers of 1 to ${longest} digits`, number)
  const entries = [...new Set(roster)]
  const spellings =
    options.leadingZeros === 'optional' ? entries.map(waysToWrite(entries)) : entries.map(number => [number])
  // Columns: the entries, then a place off the roster, for each sheet one of its own where columns are taken once.
  const places = options.unique ? sheets.length : 1
  const costs = sheets.map(({ lattice }, sheet) => {
    const row = new Float64Array(entries.length + places).fill(impossible)
    for (const [entry, ways] of spellings.entries())
      row[entry] = cost(Math.max(...ways.map(way => logSpelled(lattice, way))) + Math.log(obedience / entries.length))
    row[entries.length + (sheet % places)] = cost(logUnlisted(lattice))
    return row
  })
  return (options.unique ? together(costs) : alone(costs)).map(({ column, second, margin, confidence }) => {
    const number = entries[column] ?? null
    return {
      number,
      entry: number === null ? null : roster.indexOf(number),
      confidence,
      margin,
      second: entries[second] ?? null,
    }
  })
}

function cost(logP: number): number {
  return Math.min(impossible, -logP)
}

/** The logarithm of the probability that a lattice spells this number, over all ways through it. */
export function logSpelled({ nodes, arcs }: Lattice, number: string): number {
  const isChain = arcs.length === nodes - 1
  if (isChain && number.length !== arcs.length) return Number.NEGATIVE_INFINITY
  // reach[node * (length + 1) + position]: the number's first digits end at this node.
  const width = number.length + 1
  const reach = new Float64Array(nodes * width).fill(Number.NEGATIVE_INFINITY)
  reach[0] = 0
  for (const { from, to, logP } of isChain ? arcs : [...arcs].sort((a, b) => a.from - b.from))
    for (let position = isChain ? from : 0; position < (isChain ? from + 1 : number.length); position++) {
      const before = reach[from * width + position]!
      if (before === Number.NEGATIVE_INFINITY) continue
      const at = to * width + position + 1
      reach[at] = logAdd(reach[at]!, before + logP[number.charCodeAt(position) - 48]!)
    }
  return reach.at(-1)!
}

/** The same of any number at all, each of as many digits being equally likely: the one who wrote is not on the roster. */
function logUnlisted(lattice: Lattice): number {
  const digits = decode(lattice, 1)[0]?.digits.length ?? 0
  return Math.log(1 - obedience) + logMass(lattice) - digits * Math.LN10
}

interface Choice {
  readonly column: number
  readonly second: number
  readonly margin: number
  readonly confidence: number
}

/** Every row takes its cheapest column. */
function alone(costs: readonly Float64Array[]): Choice[] {
  return costs.map(row => {
    let [column, second] = row[1]! < row[0]! ? [1, 0] : [0, 1]
    for (let at = 2; at < row.length; at++) {
      if (row[at]! < row[column]!) [column, second] = [at, column]
      else if (row[at]! < row[second]!) second = at
    }
    const others = row.reduce((sum, value) => sum + Math.exp(row[column]! - value), 0)
    return { column, second, margin: row[second]! - row[column]!, confidence: 1 / others }
  })
}

/** Rows take different columns, and the sum of what they cost is least. */
function together(costs: readonly Float64Array[]): Choice[] {
  const matching = solve(costs)
  const sum = sumOf(costs, matching)
  return costs.map((_, row) => {
    const column = matching.columnOf[row]!
    const other = copyOf(matching)
    withdraw(costs, other, row)
    add(costs, other, row, column)
    const margin = Math.max(0, sumOf(costs, other) - sum)
    return { column, second: other.columnOf[row]!, margin, confidence: 1 / (1 + Math.exp(-margin)) }
  })
}

/** A matching of least sum among its rows, and prices that prove it. */
interface Matching {
  /** -1 for a row that has no column yet. */
  readonly columnOf: Int32Array
  /** -1 for a free column. */
  readonly rowOf: Int32Array
  /** No cost lies below its row's and its column's price together, and those that are taken equal them. */
  readonly rowPrice: Float64Array
  /** Zero or less, and zero for free columns. */
  readonly columnPrice: Float64Array
}

function copyOf({ columnOf, rowOf, rowPrice, columnPrice }: Matching): Matching {
  return {
    columnOf: columnOf.slice(),
    rowOf: rowOf.slice(),
    rowPrice: rowPrice.slice(),
    columnPrice: columnPrice.slice(),
  }
}

function sumOf(costs: readonly Float64Array[], { columnOf }: Matching): number {
  return costs.reduce((sum, row, at) => sum + row[columnOf[at]!]!, 0)
}

function solve(costs: readonly Float64Array[]): Matching {
  const columns = costs[0]?.length ?? 0
  const matching: Matching = {
    columnOf: new Int32Array(costs.length).fill(-1),
    rowOf: new Int32Array(columns).fill(-1),
    rowPrice: new Float64Array(costs.length),
    columnPrice: new Float64Array(columns),
  }
  for (let row = 0; row < costs.length; row++) add(costs, matching, row)
  return matching
}

/**
 * Gives a row a column, along the cheapest path of changes: Dijkstra's algorithm over costs less prices, where a column
 * that is taken leads on to its row.
 *
 * @param forbidden column that this row may not take; -1 for none
 */
function add(costs: readonly Float64Array[], matching: Matching, row: number, forbidden = -1): void {
  const { columnOf, rowOf, rowPrice, columnPrice } = matching
  const columns = rowOf.length
  const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY)
  const before = new Int32Array(columns).fill(-1)
  const done = new Uint8Array(columns)
  rowPrice[row] = 0
  let end = -1
  for (let at = row, from = -1, soFar = 0; ; ) {
    let nearest = -1
    for (let column = 0; column < columns; column++) {
      if (done[column]) continue
      const reached = soFar + costs[at]![column]! - rowPrice[at]! - columnPrice[column]!
      if (reached < distance[column]! && !(at === row && column === forbidden)) {
        distance[column] = reached
        before[column] = from
      }
      if (nearest < 0 || distance[column]! < distance[nearest]!) nearest = column
    }
    done[nearest] = 1
    end = nearest
    if (rowOf[nearest]! < 0) break
    at = rowOf[nearest]!
    from = nearest
    soFar = distance[nearest]!
  }
  const length = distance[end]!
  for (let column = 0; column < columns; column++) {
    if (!done[column] || column === end) continue
    rowPrice[rowOf[column]!]! += length - distance[column]!
    columnPrice[column]! -= length - distance[column]!
  }
  rowPrice[row] = length
  for (let column = end; column >= 0; column = before[column]!) {
    const owner = before[column]! < 0 ? row : rowOf[before[column]!]!
    rowOf[column] = owner
    columnOf[owner] = column
  }
}

/**
 * Takes a row out, and gives its column to others where that lowers the sum: the same algorithm backwards, from the
 * column that became free along the rows that would rather have it, to the one that is given up most gladly.
 */
function withdraw(costs: readonly Float64Array[], matching: Matching, row: number): void {
  const { columnOf, rowOf, rowPrice, columnPrice } = matching
  const start = columnOf[row]!
  columnOf[row] = -1
  rowOf[start] = -1
  const distance = new Map([[start, 0]])
  const next = new Map<number, number>()
  const done = new Set<number>()
  let end = start
  let least = -columnPrice[start]!
  while (true) {
    let nearest = -1
    for (const [column, at] of distance)
      if (!done.has(column) && (nearest < 0 || at < distance.get(nearest)!)) nearest = column
    if (nearest < 0 || distance.get(nearest)! >= least) break
    done.add(nearest)
    for (const [other, column] of columnOf.entries()) {
      if (column < 0 || done.has(column)) continue
      const reached = distance.get(nearest)! + costs[other]![nearest]! - rowPrice[other]! - columnPrice[nearest]!
      if (reached >= (distance.get(column) ?? Number.POSITIVE_INFINITY)) continue
      distance.set(column, reached)
      next.set(column, nearest)
      if (reached - columnPrice[column]! < least) [end, least] = [column, reached - columnPrice[column]!]
    }
  }
  for (const column of done) {
    const rise = least - distance.get(column)!
    columnPrice[column]! += rise
    if (rowOf[column]! >= 0) rowPrice[rowOf[column]!]! -= rise
  }
  // The end's own price is zero now: either it was raised with the others, or it was there already.
  if (!done.has(end)) columnPrice[end] = 0
  let moving = rowOf[end]!
  rowOf[end] = -1
  for (let column = end; column !== start; ) {
    column = next.get(column)!
    const displaced = rowOf[column]!
    rowOf[column] = moving
    columnOf[moving] = column
    moving = displaced
  }
}
