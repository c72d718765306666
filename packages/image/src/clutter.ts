// Which patches are certainly no digits? Frames, table edges, strips at the border, specks.
import type { Piece } from './piece.ts'

/**
 * Drops what is too small to be a digit and what only a border explains. Each rule says what it means.
 *
 * @param pieces in working pixels
 * @param scale working pixels per source pixel
 * @returns those that stay, in the same order
 */
export function dropClutter(pieces: readonly Piece[], width: number, height: number, scale: number): Piece[] {
  const speckArea = Math.max(6, 0.00008 * width * height)
  const marks = pieces.filter(piece => {
    const isSpeck = piece.area < speckArea || Math.max(piece.width, piece.height) < smallestDigit * scale
    return !isSpeck && !isEdge(piece, width, height)
  })
  const inside = marks.filter(piece => !isFrame(piece, width, height))
  const noFrames = inside.length > 0 ? inside : marks // alone, it may be a digit that fills the picture
  const noStrips = dropStrips(dropRings(noFrames), width, height)
  return dropBorderOutliers(dropRules(dropPosts(noStrips)), width, height)
}

/** No digit can be told from another on fewer source pixels. */
const smallestDigit = 5

/** How many of the four borders a piece touches. */
function bordersTouched(piece: Piece, width: number, height: number): number {
  return (
    Number(piece.x <= 1) +
    Number(piece.y <= 1) +
    Number(piece.x + piece.width >= width - 1) +
    Number(piece.y + piece.height >= height - 1)
  )
}

/** A line from border to border: the edge of a table, of a sheet or of a shadow. */
function isEdge({ x, y, width: w, height: h }: Piece, width: number, height: number): boolean {
  const across = x <= 1 && x + w >= width - 1
  const down = y <= 1 && y + h >= height - 1
  if ((across && h < 0.045 * height) || (down && w < 0.045 * width)) return true
  const atSide = x <= 1 || x + w >= width - 1
  const atEnd = y <= 1 || y + h >= height - 1
  if (w > 0.85 * width && h < 0.15 * height && atEnd && w > 2 * h) return true
  return down && atSide && w < 0.12 * width && h > 2 * w
}

/** A box drawn around the page, a table seen past the sheet, a solid corner. */
function isFrame(piece: Piece, width: number, height: number): boolean {
  const touched = bordersTouched(piece, width, height)
  if (touched >= 3 && piece.width > 0.5 * width && piece.height > 0.5 * height) return true
  if (touched >= 1 && piece.width > 0.85 * width && piece.height < 0.15 * height) return true
  return touched >= 2 && piece.area > 0.15 * width * height && piece.area / (piece.width * piece.height) > 0.6
}

/** Thin dark strips along a border, smaller than half of the largest piece inside. */
function dropStrips(pieces: Piece[], width: number, height: number): Piece[] {
  const inner = pieces.filter(piece => bordersTouched(piece, width, height) === 0)
  if (inner.length === 0) return pieces
  const largest = Math.max(...inner.map(piece => piece.area))
  return pieces.filter(piece => {
    const alongSide = piece.width < 0.035 * width && (piece.x <= 1 || piece.x + piece.width >= width - 1)
    const alongEdge = piece.height < 0.035 * height && (piece.y <= 1 || piece.y + piece.height >= height - 1)
    return !(piece.area < 0.5 * largest && (alongSide || alongEdge))
  })
}

/** Of its box, a drawn line around digits covers no more. */
const fullestRing = 0.3
/** A digit in a ring is no lower than this share of it, and so far from each of its sides. */
const lowestInRing = 0.3
const ringMargin = 0.08

/** Circles and boxes drawn around digits: thin lines with something like a digit well inside, which no digit has. */
function dropRings(pieces: readonly Piece[]): Piece[] {
  const isInside = (piece: Piece, ring: Piece) =>
    piece.height > lowestInRing * ring.height &&
    piece.x > ring.x + ringMargin * ring.width &&
    piece.y > ring.y + ringMargin * ring.height &&
    piece.x + piece.width < ring.x + (1 - ringMargin) * ring.width &&
    piece.y + piece.height < ring.y + (1 - ringMargin) * ring.height
  return pieces.filter(ring => {
    const isThin = ring.area < fullestRing * ring.width * ring.height
    return !isThin || !pieces.some(piece => isInside(piece, ring))
  })
}

/** A stroke this much narrower than high may be a 1, or what is left of a table's line. */
const narrowest = 0.12
/** A 1 is not so much higher than the digits beside it. */
const highest = 1.8

/** Upright lines much higher than what most of the other ink stands in: the side of a table, where at least three digits tell. */
function dropPosts(pieces: readonly Piece[]): Piece[] {
  return pieces.filter(piece => {
    if (piece.width > narrowest * piece.height) return true
    const others = pieces.filter(other => other.width > narrowest * other.height && other.area > 0.25 * piece.area)
    return others.length < 3 || piece.height < highest * median(others.map(other => other.height))
  })
}

/**
 * What the threshold left of printed lines: much thinner than the pen that wrote the tall marks. Long and flat ones go at half of
 * its width, corners of boxes and whatever else at three tenths, which no pen does by itself.
 */
function dropRules(pieces: Piece[]): Piece[] {
  const tallest = Math.max(...pieces.map(piece => piece.height))
  const pen = median(pieces.filter(piece => piece.height > 0.35 * tallest).map(penWidth))
  return pieces.filter(piece => penWidth(piece) >= (piece.width > 5 * piece.height ? 0.5 : 0.3) * pen)
}

/** About as wide as the pen: a straight stroke has as many pixels as it is long, times its width; a bent one a little more. */
export function penWidth({ area, width, height }: Piece): number {
  return area / (width + height)
}

/** With two or more pieces inside, a border piece must look like them in size. */
function dropBorderOutliers(pieces: Piece[], width: number, height: number): Piece[] {
  const inner = pieces.filter(piece => bordersTouched(piece, width, height) === 0)
  if (inner.length < 2) return pieces
  const sizes = inner.map(piece => Math.max(piece.width, piece.height))
  const largest = Math.max(...sizes)
  const typical = median(sizes.filter(size => size > 0.35 * largest))
  return pieces.filter(piece => {
    if (bordersTouched(piece, width, height) === 0) return true
    const atTopOrBottom = piece.y <= 1 || piece.y + piece.height >= height - 1
    return !(
      piece.height > 1.7 * typical ||
      piece.width > 3 * typical ||
      (piece.height < 0.4 * typical && atTopOrBottom) ||
      (piece.width < 0.25 * typical && piece.height < 0.6 * typical)
    )
  })
}

/** Middle value; of an even count the mean of the two middle ones. 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length === 0 ? 0 : sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
