// How is a plane of pixels turned? Each pixel of the result asks where it came from.
import type { Patch } from './normalise-frame.ts'

/** Size of a plane. */
export interface PlaneSize {
  readonly width: number
  readonly height: number
}

/** Size of a plane that holds one of a given size after a turn by an angle in radians. */
export function turnedSize({ width, height }: PlaneSize, angle: number): PlaneSize {
  const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))]
  return { width: Math.ceil(width * cos + height * sin), height: Math.ceil(height * cos + width * sin) }
}

/**
 * A plane turned clockwise about its middle, which comes to lie on the middle of another. Bilinear; 0 beyond its border.
 *
 * @param plane values of `from.width · from.height` pixels
 * @param angle in radians
 */
export function turnPlane(plane: ArrayLike<number>, from: PlaneSize, angle: number, to: PlaneSize): Float32Array {
  const { width, height } = from
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const out = new Float32Array(to.width * to.height)
  for (let y = 0, i = 0; y < to.height; y++)
    for (let x = 0; x < to.width; x++, i++) {
      const [right, down] = [x + 0.5 - to.width / 2, y + 0.5 - to.height / 2]
      const u = right * cos + down * sin + width / 2 - 0.5
      const v = down * cos - right * sin + height / 2 - 0.5
      const [left, top] = [Math.floor(u), Math.floor(v)]
      if (left < -1 || top < -1 || left >= width || top >= height) continue
      const at = top * width + left
      const [hasLeft, hasRight, hasUpper, hasLower] = [left >= 0, left + 1 < width, top >= 0, top + 1 < height]
      const upper = mix(hasUpper && hasLeft ? plane[at]! : 0, hasUpper && hasRight ? plane[at + 1]! : 0, u - left)
      const below = at + width
      const lower = mix(hasLower && hasLeft ? plane[below]! : 0, hasLower && hasRight ? plane[below + 1]! : 0, u - left)
      out[i] = mix(upper, lower, v - top)
    }
  return out
}

/** Fainter than this is not ink but the blur of turning. */
const faintest = 0.25

/** A patch of a line that falls so far to the right, in radians, turned until the line is level; the patch itself where it is. */
export function turnBack(patch: Patch, tilt: number): Patch {
  if (tilt === 0) return patch
  const size = turnedSize(patch, tilt)
  const to = { width: size.width + 2, height: size.height + 2 }
  const strength = turnPlane(patch.strength, patch, -tilt, to)
  for (let i = 0; i < strength.length; i++) if (strength[i]! <= faintest) strength[i] = 0
  return { strength, ...to }
}

function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part
}
