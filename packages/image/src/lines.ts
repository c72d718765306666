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
 * lines, and pieces of a line across a wider gap are joined when their nearest ends share as much. Lines are ordered by
 * their height on the page after the page's own tilt (the median of the longer lines) is taken out.
 */
export function findLines(pieces: readonly Piece[], typicalHeight: number): Line[] {
  const lines = joinRows(chains(pieces, typicalHeight)).map(row => ({ pieces: row, tilt: tiltOf(row, typicalHeight) }))
  const slope = Math.tan(median(lines.filter(line => line.pieces.length >= 3).map(line => line.tilt)))
  const level = (line: Line) => {
    return line.pieces.reduce((sum, piece) => sum + centreY(piece) - slope * centreX(piece), 0) / line.pieces.length
  }
  return lines.sort((a, b) => level(a) - level(b))
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
