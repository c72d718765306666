// Which patches are parts of one digit? The bar of a 5, a broken stroke, the two halves of a 3.
import { median, penWidth } from './clutter.ts'
import { gapBetween, joinPieces, overlapX, type Piece } from './piece.ts'

/** Digits found so far, and the height that most of them have. */
export interface Merged {
  readonly pieces: Piece[]
  /** Median height in working pixels, small marks not counted. */
  readonly typicalHeight: number
}

/**
 * Joins fragments with the digits they belong to and drops marks too small to be a digit beside the others.
 *
 * A fragment (lower than 0.8 of the typical height) joins a piece above or below it when they share half of a width and the
 * gap is under a quarter of the height, or a piece at its side when the gap is under 13 % and the two together are no larger
 * than one digit.
 */
export function mergeFragments(pieces: readonly Piece[]): Merged {
  if (pieces.length === 0) return { pieces: [], typicalHeight: 0 }
  const typical = typicalSize(pieces.map(sizeOf))
  let rest = pieces.filter(piece => Math.max(piece.width, piece.height) > 0.12 * typical)
  for (let pair = findPair(rest, typical); pair; pair = findPair(rest, typical)) {
    const [a, b] = pair
    rest = [...rest.filter(piece => piece !== a && piece !== b), joinPieces(a, b)]
  }
  const typicalHeight = typicalSize(rest.map(piece => piece.height))
  const isFlat = (piece: Piece) => piece.width > 0.5 * typicalHeight && piece.height > 0.3 * typicalHeight
  const isHigh = (piece: Piece) => piece.height > 0.38 * typicalHeight || isFlat(piece)
  const large = rest.filter(isHigh)
  rest = rest.filter(piece => isHigh(piece) || isSmallDigit(piece, large, typicalHeight))
  return { pieces: joinHalves(rest), typicalHeight }
}

/** Lower than this beside digits of the usual height, nothing is one. */
const lowestDigit = 0.22
/** Narrower than this times its height, a small mark may be a comma; fuller than this it is a blob. */
const narrowestSmall = 0.4
const fullestSmall = 0.7
/** Of the width of the others' strokes. */
const thinnestSmall = 0.35

/** Some write one digit a third as high as the next: strokes like theirs, beside one of them and within its height. */
function isSmallDigit(piece: Piece, large: readonly Piece[], typicalHeight: number): boolean {
  const { width, height, area } = piece
  const isStroke = width > narrowestSmall * height && area < fullestSmall * width * height
  if (height < lowestDigit * typicalHeight || !isStroke) return false
  if (penWidth(piece) < thinnestSmall * median(large.map(penWidth))) return false
  if (large.some(other => overlapX(piece, other) > 0.35 * width)) return false
  const middle = piece.y + height / 2
  return large.some(other => {
    const isNear = -overlapX(piece, other) < typicalHeight
    return isNear && middle > other.y && middle < other.y + other.height
  })
}

/** Wider than this times its height, a piece is a row of digits that touch, and as high as one of them. */
const widestDigit = 1.7

/** How high a digit would be of which this is one or a part; a bar says little, and its width some. */
function sizeOf({ width, height }: Piece): number {
  return width > widestDigit * height ? height : Math.max(height, 0.6 * width)
}

function typicalSize(sizes: number[]): number {
  const largest = Math.max(...sizes)
  return median(sizes.filter(size => size >= 0.35 * largest))
}

function findPair(pieces: readonly Piece[], typical: number): [Piece, Piece] | undefined {
  for (const fragment of pieces) {
    if (fragment.height > 0.8 * typical) continue
    for (const other of pieces) if (other !== fragment && belongs(fragment, other, typical)) return [fragment, other]
  }
  return undefined
}

function belongs(fragment: Piece, other: Piece, typical: number): boolean {
  const gap = gapBetween(fragment, other)
  const joint = joinPieces(fragment, other)
  const sharesColumn = overlapX(fragment, other) > 0.5 * Math.min(fragment.width, other.width)
  if (sharesColumn && gap < 0.25 * typical && joint.height < 1.65 * typical) return true
  const isSmall = fragment.height < 0.6 * typical
  return isSmall && gap < 0.13 * typical && joint.height < 1.35 * typical && joint.width < 0.95 * typical
}

/** Two pieces alone on the page, one over the other and nearly touching, are one digit in two halves. */
function joinHalves(pieces: Piece[]): Piece[] {
  if (pieces.length !== 2) return pieces
  const [a, b] = pieces as [Piece, Piece]
  const joint = joinPieces(a, b)
  const aspect = joint.width / joint.height
  const isStacked = overlapX(a, b) > 0.5 * Math.min(a.width, b.width) && aspect > 0.45 && aspect < 1.2
  return isStacked && gapBetween(a, b) < 0.1 * joint.height ? [joint] : pieces
}
