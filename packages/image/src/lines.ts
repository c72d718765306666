// In which order are the digits read? Lines from the top, digits from the left, on pages that may be tilted.
import { median } from './clutter.ts'
import { overlapX, overlapY, type Piece } from './piece.ts'

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
 * lines, and pieces of a line across a wider gap are joined when their nearest ends share as much. All of it is measured along the
 * page's own tilt, the one that makes the fewest and straightest lines ({@link tiltOfPage}), and lines are ordered by their height
 * across it.
 */
export function findLines(pieces: readonly Piece[], typicalHeight: number): Line[] {
  const page = tiltOfPage(pieces, typicalHeight)
  const rows = along(pieces, page, level => joinRows(chains(level, typicalHeight)))
  const lines = rows.map(row => {
    const own = tiltOf(row, typicalHeight)
    // Too short to tell its own tilt, a line has that of the page.
    return { pieces: row, tilt: row.length > 2 || page === 0 || own !== 0 ? own : page }
  })
  const slope = Math.tan(median(lines.filter(line => line.pieces.length >= 3).map(line => line.tilt)) || page)
  const level = (line: Line) => {
    return line.pieces.reduce((sum, piece) => sum + centreY(piece) - slope * centreX(piece), 0) / line.pieces.length
  }
  return lines.sort((a, b) => level(a) - level(b))
}

const degree = Math.PI / 180
const steepestPage = 40
/** Within this the digits of a level line overlap, and its own slope is found without turning. */
const levelPage = 5
/** A tilt must save so much of a line per degree: what is nearly level is level. */
const perDegree = 0.015
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
    const rows = along(pieces, tilt, level => chains(level, typicalHeight))
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

function chains(pieces: readonly Piece[], typicalHeight: number): Piece[][] {
  const chainOf = pieces.map((_, i) => i)
  pieces.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = pieces[j]!
      const near = -overlapX(a, b) < 2.2 * typicalHeight
      if (!near || !sameRow(a, b)) continue
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

/** Joins chains that continue each other on the same row. */
function joinRows(rows: Piece[][]): Piece[][] {
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < rows.length; j++) {
      if (i === j) continue
      const end = rows[i]!.at(-1)!
      const start = rows[j]![0]!
      if (start.x <= end.x || !sameRow(end, start)) continue
      const joined = byColumn([...rows[i]!, ...rows[j]!])
      return joinRows([...rows.filter((_, k) => k !== i && k !== j), joined])
    }
  }
  return rows
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
