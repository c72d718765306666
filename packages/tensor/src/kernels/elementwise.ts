// Arithmetic on each number by itself: add, copy, fill. Outputs may be the same buffer as an input.

/** The size of a kernel that knows no axes: how many numbers. */
export interface LengthGeometry {
  readonly length: number
}

/**
 * Sum of two arrays: y[i] = a[i] + b[i]. Every element of y is overwritten; y may be a or b.
 *
 * @param y out, [length]
 * @param a [length]
 * @param b [length]
 */
export function add(y: Float32Array, a: Float32Array, b: Float32Array, g: LengthGeometry): void {
  for (let i = 0; i < g.length; i++) y[i] = a[i]! + b[i]!
}

/**
 * Copy: y[i] = x[i]. Every element of y is overwritten.
 *
 * @param y out, [length]
 * @param x [length]
 */
export function copy(y: Float32Array, x: Float32Array, g: LengthGeometry): void {
  for (let i = 0; i < g.length; i++) y[i] = x[i]!
}

/**
 * Fill: y[i] = value. Every element of y is overwritten.
 *
 * @param y out, [length]
 */
export function fill(y: Float32Array, g: LengthGeometry, value: number): void {
  for (let i = 0; i < g.length; i++) y[i] = value
}
