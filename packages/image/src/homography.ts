// How do places on a flat sheet become places in a photo of it, and back? The projective map through four points.

/** A place; in a picture, pixel (0,0) covers 0 to 1 in both directions. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Four corners, clockwise from the top left. */
export type Quad = readonly [Point, Point, Point, Point]

/** A projective map of the plane: a 3×3 matrix by rows, its last entry 1. */
export type Homography = readonly number[]

/**
 * The projective map that takes four points to four others, no three of either on a line.
 *
 * @see Hartley, Zisserman 2004, "Multiple View Geometry", section 4.1: two equations a point, with h33 = 1
 */
export function homography(from: Quad, to: Quad): Homography {
  const rows = from.flatMap(({ x, y }, i) => {
    const { x: u, y: v } = to[i]!
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]
  })
  return [...solve(rows), 1]
}

/** Where the map takes a point. */
export function project(h: Homography, { x, y }: Point): Point {
  const w = h[6]! * x + h[7]! * y + h[8]!
  return { x: (h[0]! * x + h[1]! * y + h[2]!) / w, y: (h[3]! * x + h[4]! * y + h[5]!) / w }
}

/** Gaussian elimination with row exchange; each row ends with its right-hand side. The rows are overwritten. */
function solve(rows: number[][]): number[] {
  const n = rows.length
  for (let column = 0; column < n; column++) {
    let best = column
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row
    }
    const pivot = rows[best]!
    rows[best] = rows[column]!
    rows[column] = pivot
    for (let row = 0; row < n; row++) {
      if (row === column) continue
      const factor = rows[row]![column]! / pivot[column]!
      for (let k = column; k <= n; k++) rows[row]![k]! -= factor * pivot[k]!
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!)
}
