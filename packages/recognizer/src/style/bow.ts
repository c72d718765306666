// How far does a stroke bend to one side, as a bracket does?

/**
 * How far the middle of a stroke lies to the right of its ends, in pixels; negative for a stroke that bends to the left. How far it leans
 * makes no difference: x is fitted by a parabola in y, every pixel counting by its ink, and its arch is measured.
 *
 * @param picture square, with ink on two rows at least
 */
export function bow(picture: ArrayLike<number>, side: number): number {
  const middle = (side - 1) / 2
  let [top, bottom] = [side, -1]
  // Sums over the ink of y^k and of x y^k, which are the normal equations of the fit.
  const powers = [0, 0, 0, 0, 0]
  const sums = [0, 0, 0]
  for (let i = 0; i < side * side; i++) {
    const ink = picture[i]!
    if (ink === 0) continue
    const [x, y] = [i % side, Math.floor(i / side)]
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    for (let k = 0; k < powers.length; k++) powers[k]! += ink * (y - middle) ** k
    for (let k = 0; k < sums.length; k++) sums[k]! += ink * x * (y - middle) ** k
  }
  return -curvature(powers, sums) * ((bottom - top) / 2) ** 2
}

/** The last coefficient of the parabola, by Cramer's rule; 0 where two rows or fewer have ink. */
function curvature([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[], [u = 0, v = 0, w = 0]: readonly number[]) {
  const determinant = a * (c * e - d * d) - b * (b * e - c * d) + c * (b * d - c * c)
  const numerator = a * (c * w - d * v) - b * (b * w - c * v) + u * (b * d - c * c)
  return determinant > 1e-9 * a ** 3 ? numerator / determinant : 0
}
