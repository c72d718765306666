// In which order are the digits read? Lines from the top, digits from the left, on pages that may be tilted.
import { median } from './clutter.ts'
import { overlapX, overlapY, type Piece } from './piece.ts'

/** Lines in reading order. */
export interface Lines {
  readonly lines: readonly Line[]
  /** Whether nobody would take digits of two lines for one line, or the other way round. */
  readonly isClear: boolean
}

/** Digits that stand on one baseline, from the left. */
export interface Line {
  readonly pieces: readonly Piece[]
  /** How far the baseline falls to the right, in radians; 0 when it cannot be told. */
  readonly tilt: number
}

/**
 * Groups pieces into lines in reading order.
 *
 * Neighbours share more than 35 % of the smaller height with less than 2.2 heights between them; chains of neighbours are
 * lines, and chains beside each other are joined when their nearest ends share as much or stand at nearly the same height. All of it is
 * measured along the page's own tilt, the one that makes the fewest and straightest lines ({@link tiltOfPage}), and lines are ordered by
 * their height across it.
 */
export function findLines(pieces: readonly Piece[], typicalHeight: number): Lines {
  const page = tiltOfPage(pieces, typicalHeight)
  let isClear = true
  const rows = along(pieces, page, level => {
    const joined = joinRows(chains(level, typicalHeight), typicalHeight)
    isClear = joined.isClear
    return joined.rows
  })
  const lines = rows.map(row => {
    const own = tiltOf(row, typicalHeight)
    // Too short to tell its own tilt, a line has that of the page.
    return { pieces: row, tilt: row.length > 2 || page === 0 || own !== 0 ? own : page }
  })
  const slope = Math.tan(median(lines.filter(line => line.pieces.length >= 3).map(line => line.tilt)) || page)
  const level = (line: Line) => {
    return line.pieces.reduce((sum, piece) => sum + centreY(piece) - slope * centreX(piece), 0) / line.pieces.length
  }
  return { lines: lines.sort((a, b) => level(a) - level(b)), isClear }
}

const degree = Math.PI / 180
const steepestPage = 40
/** Within this the digits of a level line overlap, and its own slope is found without turning. */
const levelPage = 5
/** A tilt must save so much of a line per degree: what is nearly level is level. */
const perDegree = 0.015
/** Columns of numbers side by side, so many heights apart, are no lines that lean. */
const widestLeaningGap = 4
/** Marks beyond this are no few lines of writing whose tilt could be told. */
const mostTurned = 400
/** Two digits alone may as well stand on two lines: they are one only when the second is not a whole line higher or lower. */
const stepOfTwo = 1.1

/**
 * How far the lines of a page fall to the right, in radians: of all tilts from -40 to 40 degrees the one that leaves the fewest
 * lines, counted with how far their digits stand off them. 0 for pages that are level or nearly so.
 */
function tiltOfPage(pieces: readonly Piece[], typicalHeight: number): number {
  if (pieces.length < 2 || pieces.length > mostTurned) return 0
  const [first, second] = pieces as [Piece, Piece]
  if (pieces.length === 2 && Math.abs(centreY(first) - centreY(second)) > stepOfTwo * typicalHeight) return 0
  const cost = (degrees: number) => {
    const tilt = degrees * degree
    const widest = degrees === 0 ? Number.POSITIVE_INFINITY : widestLeaningGap
    const rows = along(pieces, tilt, level => joinRows(chains(level, typicalHeight), typicalHeight, widest).rows)
    const off = rows.reduce((sum, row) => sum + scatter(row, tilt, typicalHeight), 0)
    return rows.length + off + perDegree * Math.abs(degrees)
  }
  let best = 0
  let least = cost(0)
  const steepest = steepestOf(pieces, typicalHeight)
  for (let degrees = levelPage; degrees <= steepest; degrees += 2.5) {
    for (const turned of [degrees, -degrees]) {
      const value = cost(turned)
      if (value >= least - 1e-9) continue
      least = value
      best = turned
    }
  }
  return best * degree
}

/** Wider than this times the height of a digit, a piece is a row of digits that touch. */
const narrowestRow = 1.7
/** Digits of a row are no lower than this share of what is usual. */
const lowestInRow = 0.7

/**
 * Degrees that a page leans at most: rows of digits that touch would be higher if they leaned more. Without it, a column of them passes for
 * a line that leans.
 */
function steepestOf(pieces: readonly Piece[], typicalHeight: number): number {
  const lowest = lowestInRow * typicalHeight
  const rows = pieces.filter(({ width, height }) => width > narrowestRow * typicalHeight && height > lowest)
  const slopes = rows.map(({ width, height }) => Math.asin(Math.min(1, (height - lowest) / width)) / degree)
  return rows.length === 0 ? steepestPage : Math.min(steepestPage, Math.max(...slopes))
}

/** How badly pieces stand in one row: up to a half for each, when it stands a third of a height off. */
function scatter(row: readonly Piece[], tilt: number, typicalHeight: number): number {
  const heights = row.map(piece => across(piece, tilt))
  const middle = median(heights)
  return heights.reduce((sum, height) => sum + 0.5 * Math.min(1, ((height - middle) / (0.35 * typicalHeight)) ** 2), 0)
}

/** Height of a piece on a page whose lines have this tilt, downwards. */
function across(piece: Piece, tilt: number): number {
  return centreY(piece) * Math.cos(tilt) - centreX(piece) * Math.sin(tilt)
}

/** Rows of pieces as `group` finds them when the page is turned level; boxes keep their size. */
function along(pieces: readonly Piece[], tilt: number, group: (level: readonly Piece[]) => Piece[][]): Piece[][] {
  if (tilt === 0) return group(pieces)
  const from = new Map<Piece, Piece>()
  const level = pieces.map(piece => {
    const x = centreX(piece) * Math.cos(tilt) + centreY(piece) * Math.sin(tilt) - piece.width / 2
    const turned = { ...piece, x, y: across(piece, tilt) - piece.height / 2 }
    from.set(turned, piece)
    return turned
  })
  return group(level).map(row => row.map(piece => from.get(piece)!))
}

/**
 * For each piece of a line, whether a new group begins with it: the first, and those behind a gap that is wide for a gap
 * between digits (three quarters of the height) and for this line (twice its usual one).
 */
export function groupStarts(pieces: readonly Piece[], typicalHeight: number): boolean[] {
  const gaps = pieces.slice(1).map((piece, i) => -overlapX(pieces[i]!, piece))
  const wide = Math.max(0.75 * typicalHeight, gaps.length > 2 ? 2 * median(gaps) : 0)
  return [true, ...gaps.map(gap => gap > wide)]
}

function centreX(piece: Piece): number {
  return piece.x + piece.width / 2
}

function centreY(piece: Piece): number {
  return piece.y + piece.height / 2
}

/** Paper between neighbours of a chain at most, in heights. */
const farthestInChain = 2.2

function chains(pieces: readonly Piece[], typicalHeight: number): Piece[][] {
  const chainOf = pieces.map((_, i) => i)
  pieces.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = pieces[j]!
      // As the crow flies, so that turning the page does not bring them nearer.
      const distance = Math.hypot(centreX(a) - centreX(b), centreY(a) - centreY(b)) - (a.width + b.width) / 2
      if (distance >= farthestInChain * typicalHeight || !sameRow(a, b)) continue
      const [from, to] = [chainOf[i]!, chainOf[j]!]
      chainOf.forEach((chain, k) => {
        if (chain === from) chainOf[k] = to
      })
    }
  })
  const rows = new Map<number, Piece[]>()
  pieces.forEach((piece, i) => {
    rows.set(chainOf[i]!, [...(rows.get(chainOf[i]!) ?? []), piece])
  })
  return [...rows.values()].map(byColumn)
}

function sameRow(a: Piece, b: Piece): boolean {
  return overlapY(a, b) > 0.35 * Math.min(a.height, b.height)
}

function byColumn(row: Piece[]): Piece[] {
  return row.sort((a, b) => centreX(a) - centreX(b))
}

/** Chains beside each other are one line where they are no further off each other than this, in heights of a digit, ... */
const farthestOff = 0.75
/** ... and surely one where they are no further off than this, ... */
const surelyOne = 0.55
/** ... and surely two from here on. */
const surelyTwo = 0.95
/** So many digits at the end of a chain tell how high it stands there. */
const endOf = 3
/** More chains than this are texture, and not worth the time. */
const mostChains = 150

/** What a height of paper between two chains counts, beside a height that one is off the other. */
const perGap = 0.1

/** Two chains of which the one may continue the other. */
interface Continuation {
  readonly left: Piece[]
  readonly right: Piece[]
  /** How far the beginning of the right one is above or below the end of the left one, in heights; 0 where they share rows. */
  readonly off: number
  readonly cost: number
}

/**
 * Joins chains that continue each other on the same row, the nearest first.
 *
 * @param widest paper between two of them at most, in heights
 */
function joinRows(
  chains: Piece[][],
  typicalHeight: number,
  widest = Number.POSITIVE_INFINITY,
): { rows: Piece[][]; isClear: boolean } {
  if (chains.length > mostChains) return { rows: chains, isClear: true }
  const rows = new Set(chains)
  const beside = (left: Piece[], right: Piece[]) => continuation(left, right, typicalHeight, widest)
  let pairs = chains.flatMap(left => chains.map(right => beside(left, right)).filter(pair => pair !== undefined))
  let farthest = 0
  for (;;) {
    const near = pairs.filter(({ off }) => off < farthestOff)
    if (near.length === 0) {
      const found = [...rows]
      const isClear = farthest < surelyOne && pairs.every(({ off }) => off >= surelyTwo)
      return {
        rows: found,
        isClear: isClear && !found.some(row => found.some(other => fitsInto(row, other, typicalHeight))),
      }
    }
    const { left, right, off } = near.reduce((best, pair) => (pair.cost < best.cost ? pair : best))
    farthest = Math.max(farthest, off)
    const joint = byColumn([...left, ...right])
    rows.delete(left)
    rows.delete(right)
    const fresh = [...rows].flatMap(row => [beside(row, joint), beside(joint, row)])
    const isLeft = (pair: Continuation) => rows.has(pair.left) && rows.has(pair.right)
    pairs = [...pairs.filter(isLeft), ...fresh.filter(pair => pair !== undefined)]
    rows.add(joint)
  }
}

/** Digits that lean are beside each other though their boxes share so much of their width. */
const mostOver = 0.3

/** Whether a digit of a row may as well stand between two neighbours of another one: it is beside both, and nearly as high. */
function fitsInto(row: readonly Piece[], other: readonly Piece[], typicalHeight: number): boolean {
  if (row === other) return false
  return row.some(piece => {
    const at = other.findIndex(next => centreX(next) > centreX(piece))
    const [before, after] = [other[at - 1], other[at]]
    const isBeside = (next: Piece) => overlapX(next, piece) < mostOver * Math.min(next.width, piece.width)
    if (!before || !after || !isBeside(before) || !isBeside(after)) return false
    const off = centreY(piece) - (centreY(before) + centreY(after)) / 2
    return Math.abs(off) < surelyTwo * typicalHeight
  })
}

/** Undefined when the right one does not begin behind the left one's end, or too far behind it. */
function continuation(left: Piece[], right: Piece[], typicalHeight: number, widest: number): Continuation | undefined {
  const end = left.at(-1)!
  const start = right[0]!
  if (start.x <= end.x || left === right) return undefined
  const gap = Math.max(0, -overlapX(end, start)) / typicalHeight
  if (gap > widest) return undefined
  const level = (some: readonly Piece[]) => some.reduce((sum, piece) => sum + centreY(piece), 0) / some.length
  const apart = Math.abs(level(left.slice(-endOf)) - level(right.slice(0, endOf))) / typicalHeight
  return { left, right, off: sameRow(end, start) ? 0 : apart, cost: apart + perGap * gap }
}

/**
 * Tilt of a line, in radians. From three digits on, least squares through the centres; with two, only when their tops and
 * their bottoms agree, and then the smaller of the two slopes.
 */
function tiltOf(row: readonly Piece[], typicalHeight: number): number {
  if (row.length < 2) return 0
  const centres = row.map(centreX)
  const reach = Math.max(...centres) - Math.min(...centres)
  if (reach < (row.length > 2 ? 1.2 : 0.6) * typicalHeight) return 0
  if (row.length > 2) return Math.atan(slopeOf(centres, row.map(centreY)))
  const tops = slopeOf(
    centres,
    row.map(piece => piece.y),
  )
  const bottoms = slopeOf(
    centres,
    row.map(piece => piece.y + piece.height),
  )
  if (tops * bottoms <= 0) return 0
  return Math.atan(Math.abs(tops) < Math.abs(bottoms) ? tops : bottoms)
}

/** Least squares: how much y grows with x. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length
  let top = 0
  let bottom = 0
  x.forEach((value, i) => {
    top += (value - meanX) * (y[i]! - meanY)
    bottom += (value - meanX) ** 2
  })
  return bottom === 0 ? 0 : top / bottom
}
