// What does a pen leave on paper? Lines with a width at every point, to a picture of ink strength with smooth edges.

/** The way of a pen over the paper, in pixels: pixel (0,0) covers 0..1 in x and y. */
export interface PenLine {
  readonly x: Float32Array
  readonly y: Float32Array
  /** Half the width at every point, in pixels. */
  readonly radius: Float32Array
}

/** A picture of ink alone. */
export interface InkPatch {
  readonly width: number
  readonly height: number
  /** width x height numbers, 0 = paper, 1 = full ink. */
  readonly strength: Float32Array
}

/** Left, top, right and bottom of the ink of some lines, in pixels. */
export function inkBounds(lines: readonly PenLine[]): { left: number; top: number; right: number; bottom: number } {
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const { x, y, radius } of lines) {
    for (let i = 0; i < x.length; i++) {
      bounds.left = Math.min(bounds.left, x[i]! - radius[i]!)
      bounds.top = Math.min(bounds.top, y[i]! - radius[i]!)
      bounds.right = Math.max(bounds.right, x[i]! + radius[i]!)
      bounds.bottom = Math.max(bounds.bottom, y[i]! + radius[i]!)
    }
  }
  return bounds
}

/**
 * Draws lines into a patch; where lines cross, the darker counts. What lies outside is cut off.
 *
 * A pixel's strength is how far its centre lies inside the line, from half a pixel outside (0) to half a pixel inside (1).
 */
export function inkLines(patch: InkPatch, lines: readonly PenLine[]): void {
  for (const line of lines) {
    if (line.x.length === 1) inkPiece(patch, line, 0, 0)
    for (let i = 0; i + 1 < line.x.length; i++) inkPiece(patch, line, i, i + 1)
  }
}

/** One straight piece with round ends, its width growing evenly from one end to the other. */
function inkPiece({ width, height, strength }: InkPatch, { x, y, radius }: PenLine, from: number, to: number): void {
  const ax = x[from]!
  const ay = y[from]!
  const dx = x[to]! - ax
  const dy = y[to]! - ay
  const ra = radius[from]!
  const dr = radius[to]! - ra
  const reach = Math.max(ra, ra + dr) + 0.5
  const left = Math.max(0, Math.floor(Math.min(ax, ax + dx) - reach))
  const right = Math.min(width - 1, Math.ceil(Math.max(ax, ax + dx) + reach))
  const top = Math.max(0, Math.floor(Math.min(ay, ay + dy) - reach))
  const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, ay + dy) + reach))
  const perLength = 1 / (dx * dx + dy * dy || 1)
  for (let py = top; py <= bottom; py++) {
    for (let px = left; px <= right; px++) {
      const cx = px + 0.5 - ax
      const cy = py + 0.5 - ay
      const t = Math.min(1, Math.max(0, (cx * dx + cy * dy) * perLength))
      const ex = cx - t * dx
      const ey = cy - t * dy
      const inside = ra + t * dr + 0.5 - Math.sqrt(ex * ex + ey * ey)
      const at = py * width + px
      if (inside > strength[at]!) strength[at] = Math.min(1, inside)
    }
  }
}
