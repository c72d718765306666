// How is a written shape noted down, and how do its few points become a smooth line of the pen?

/**
 * A shape as people draw it, in our own notation: the points a pen passes through, `x,y` with y down and 100 the height of a digit.
 * A space goes on smoothly, `!` after a point makes a corner there, `;` lifts the pen.
 *
 *   '0,4 58,2! 20,100; 14,52 54,50'   a crossed 7: along the top, a corner, down; then the bar
 */
export interface Shape {
  /** Unique in its table. */
  readonly name: string
  /** How often it is drawn, relative to the others of its group. */
  readonly weight: number
  readonly path: string
}

/** Points of one stroke: the pen goes down at the first and up after the last. Units: heights of a digit. */
export interface Stroke {
  /** x of every point, then corners keep their index. */
  readonly x: Float32Array
  readonly y: Float32Array
  /** 1 where the line has a corner. */
  readonly corner: Uint8Array
}

/** Reads the notation of `Shape`; coordinates become heights of a digit (100 in the notation is 1). */
export function parseShape(shape: Shape): Stroke[] {
  return shape.path.split(';').map(part => {
    const points = part.trim().split(/\s+/)
    const numbers = points.map(point => point.replace('!', '').split(',').map(Number))
    if (numbers.some(pair => pair.length !== 2 || pair.some(Number.isNaN))) {
      throw new Error(`shape ${shape.name}: expected points like 12,34 or 12,34!, got "${part.trim()}".`)
    }
    return {
      x: Float32Array.from(numbers, pair => pair[0]! / 100),
      y: Float32Array.from(numbers, pair => pair[1]! / 100),
      corner: Uint8Array.from(points, point => (point.endsWith('!') ? 1 : 0)),
    }
  })
}

/** A smooth line as many short straight pieces. */
export interface Line {
  readonly x: Float32Array
  readonly y: Float32Array
}

/**
 * Points to a smooth line through them: a cardinal spline, cut at the corners.
 *
 * @param stroke points
 * @param roundness length of the tangents: 0 gives straight pieces, 1 is Catmull-Rom
 * @param step longest straight piece, in the unit of the points
 * @see Catmull, Rom 1974, "A class of local interpolating splines"
 */
export function smooth(stroke: Stroke, roundness: number, step: number): Line {
  const { x, y, corner } = stroke
  const outX: number[] = [x[0]!]
  const outY: number[] = [y[0]!]
  for (let i = 0; i + 1 < x.length; i++) {
    const before = i > 0 && !corner[i] ? i - 1 : i
    const after = i + 2 < x.length && !corner[i + 1] ? i + 2 : i + 1
    const pieces = Math.max(1, Math.ceil(Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!) / step))
    for (let n = 1; n <= pieces; n++) {
      outX.push(hermite(x[before]!, x[i]!, x[i + 1]!, x[after]!, n / pieces, roundness))
      outY.push(hermite(y[before]!, y[i]!, y[i + 1]!, y[after]!, n / pieces, roundness))
    }
  }
  return { x: Float32Array.from(outX), y: Float32Array.from(outY) }
}

/** Cubic from b (t = 0) to c (t = 1) with tangents along a-c and b-d. */
function hermite(a: number, b: number, c: number, d: number, t: number, roundness: number): number {
  const tangentB = ((c - a) / 2) * roundness
  const tangentC = ((d - b) / 2) * roundness
  const t2 = t * t
  const t3 = t2 * t
  return (2 * t3 - 3 * t2 + 1) * b + (t3 - 2 * t2 + t) * tangentB + (3 * t2 - 2 * t3) * c + (t3 - t2) * tangentC
}
