// Which marks beside the digits were dropped, though they may be part of the number? A pale digit, a minus, a decimal point: to
// leave one out unsaid would be to say another number.
import { overlapX, overlapY, type Piece } from './piece.ts'

/** Dropped marks of a line, in working pixels. */
export interface Unread {
  /** As large as a digit, and where one may stand. */
  readonly digits: readonly Piece[]
  /** Like a dash or a point, as bold as the digits, and where such a sign would change the number. */
  readonly signs: readonly Piece[]
}

/** Sizes are in heights of a digit, places in heights from the middle of the line downwards. */
const digitSize = { lowest: 0.5, highest: 1.4, narrowest: 0.15, widest: 1.3 }
const offMiddle = 0.35
/** Further away from its neighbour than this, a mark is part of something else. */
const farthest = 1.2
const dash = { shortest: 0.22, longest: 1.1, thickest: 0.3, flattest: 2, above: -0.4, below: 0.4 }
const point = { smallest: 0.05, largest: 0.4, above: 0.25, below: 0.95, fullest: 0.5 }
/** A point beside a digit, be it under its overhang, is this far from its middle, in widths of the digit. */
const besideMiddle = 0.2
/** Of the width of the digits' strokes, and of their darkness: fainter ones are dirt, or what is left of a printed line. */
const thinnest = 0.55
const palest = 0.6
/** A mark that shares so much of its width with a digit is a part of it, or crosses it. */
const mostShared = 0.35
/** So many points anywhere else on the page for each that stands where a sign does, and the page is dirty. */
const dirt = 2

/** What is known of the digits that were read. */
export interface ReadLines {
  /** Digits from the left, each without the fragments that were joined with it; not empty. */
  readonly lines: readonly (readonly Piece[])[]
  readonly typicalHeight: number
  /** Usual width of their strokes, in working pixels. */
  readonly strokeWidth: number
  /** Mean ink of a piece, 0 to 1. */
  inkOf(piece: Piece): number
}

/**
 * Which of the marks that were dropped, or joined with a digit, may be signs or digits of their own.
 *
 * @param dropped patches of ink that are part of no digit
 * @param joined patches that are part of a digit, without the largest one of each
 */
export function findUnread(dropped: readonly Piece[], joined: readonly Piece[], read: ReadLines): Unread {
  const { lines, typicalHeight: height, inkOf } = read
  const placed = (marks: readonly Piece[], fits: (mark: Piece, place: Place, height: number) => boolean) => {
    const places = (mark: Piece) => lines.map(line => placeOf(mark, line, height)).filter(place => place !== undefined)
    return marks.flatMap(mark =>
      places(mark)
        .filter(place => fits(mark, place, height))
        .map(place => ({ mark, place })),
    )
  }
  const isDark = ({ mark, place }: { mark: Piece; place: Place }) => {
    return inkOf(mark) > palest * Math.min(...place.beside.map(inkOf))
  }
  const bold = [...dropped, ...joined].filter(mark => isBold(mark, read))
  const digits = placed(dropped, isDigitLike)
  const dashes = placed(
    dropped.filter(mark => isBold(mark, read)),
    isDash,
  ).filter(isDark)
  const points = placed(bold, isPoint).filter(isDark)
  const isSmall = ({ width, height: high }: Piece) => Math.max(width, high) < point.largest * height
  const elsewhere = bold.filter(isSmall).length - points.length
  const signs = elsewhere > dirt * points.length ? dashes : [...dashes, ...points]
  const marksOf = (found: readonly { mark: Piece }[]) => [...new Set(found.map(({ mark }) => mark))]
  return { digits: marksOf(digits), signs: marksOf(signs) }
}

/** Where a mark stands in a line. */
interface Place {
  /** The digits next to it, one or two. */
  readonly beside: readonly Piece[]
  readonly hasBefore: boolean
  readonly hasAfter: boolean
  /** Whether it lies on one of them. */
  readonly isOver: boolean
  /** Whether it is beside their middles. */
  readonly isBeside: boolean
  /** Of its middle, in heights from the middle of the line. */
  readonly down: number
}

function placeOf(mark: Piece, line: readonly Piece[], height: number): Place | undefined {
  const centre = mark.x + mark.width / 2
  const before = line.findLast(piece => piece.x + piece.width / 2 < centre)
  const after = line.find(piece => piece.x + piece.width / 2 >= centre)
  const beside = [before, after].filter(piece => piece !== undefined)
  const near = beside.filter(piece => -overlapX(mark, piece) < farthest * height)
  if (near.length === 0) return undefined
  const isOver = (piece: Piece) =>
    overlapX(mark, piece) > mostShared * mark.width && overlapY(mark, piece) > mostShared * mark.height
  const middle = beside.reduce((sum, piece) => sum + piece.y + piece.height / 2, 0) / beside.length
  const down = (mark.y + mark.height / 2 - middle) / height
  return {
    beside,
    hasBefore: before !== undefined && near.includes(before),
    hasAfter: after !== undefined && near.includes(after),
    isOver: beside.some(isOver),
    isBeside: beside.every(piece => Math.abs(piece.x + piece.width / 2 - centre) > besideMiddle * piece.width),
    down,
  }
}

function isDigitLike(mark: Piece, { down, isOver }: Place, height: number): boolean {
  const [high, wide] = [mark.height / height, mark.width / height]
  const { lowest, highest, narrowest, widest } = digitSize
  return !isOver && high > lowest && high < highest && wide > narrowest && wide < widest && Math.abs(down) < offMiddle
}

/** A minus before a number, a dash within. */
function isDash({ width, height: high }: Piece, { hasAfter, isOver, down }: Place, height: number): boolean {
  const isFlat = width > dash.flattest * high && high < dash.thickest * height
  const isLong = width > dash.shortest * height && width < dash.longest * height
  return hasAfter && !isOver && isFlat && isLong && down > dash.above && down < dash.below
}

/** A point or a comma between two digits, on the line they stand on; it may have been taken for a part of one of them. */
function isPoint({ width, height: high, area }: Piece, place: Place, height: number): boolean {
  const size = Math.max(width, high) / height
  const isBlob = size > point.smallest && size < point.largest && area > point.fullest * width * high
  const isOnLine = place.down > point.above && place.down < point.below
  return place.hasBefore && place.hasAfter && place.isBeside && isBlob && isOnLine
}

/** Whether a pen as wide as that of the digits made it. */
function isBold({ width, height, area }: Piece, { strokeWidth }: ReadLines): boolean {
  return Math.min(width, height) > thinnest * strokeWidth && area > (thinnest * strokeWidth) ** 2
}
