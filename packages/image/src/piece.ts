// What is a digit made of before it is known to be one? A box and the patches of ink in it.

/** One or more components that are taken together, in working pixels. */
export interface Piece {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Ink pixels. */
  readonly area: number
  /** Labels of its components. */
  readonly labels: readonly number[]
}

/** Both pieces as one. */
export function joinPieces(a: Piece, b: Piece): Piece {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
    area: a.area + b.area,
    labels: [...a.labels, ...b.labels],
  }
}

/** Distance between two boxes, 0 when they meet. */
export function gapBetween(a: Piece, b: Piece): number {
  const x = Math.max(0, -overlapX(a, b))
  const y = Math.max(0, -overlapY(a, b))
  return Math.hypot(x, y)
}

/** Columns that two boxes share; negative is the distance between them. */
export function overlapX(a: Piece, b: Piece): number {
  return Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
}

/** Rows that two boxes share; negative is the distance between them. */
export function overlapY(a: Piece, b: Piece): number {
  return Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
}
