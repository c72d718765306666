// Which ink is no stroke but a stain: the last of a shadow in a corner, a smudge, the edge of a sheet at the border?
import { findComponents } from './components.ts'

/** A patch fainter than this share of the boldest one may be a stain... */
const faint = 0.5
/** ... and is one when its edges are so much softer, against its own strength: one camera blurs all strokes alike. */
const soft = 0.3
/** So much fainter, what the border cuts off is something behind the page, be it ever so sharp. */
const faintAtBorder = 0.25

/**
 * A mask without the patches that are both much fainter and much softer than the boldest one, and without faint ones at the border of
 * the picture. Elsewhere a faint stroke is known by its edges: they are as sharp as a bold one's.
 *
 * @param mask 1 = ink, `width · height`; not changed
 * @param strength ink strength 0 to 1, `width · height`
 * @returns the mask that was given when there are no stains
 */
export function withoutStains(mask: Uint8Array, strength: Float32Array, width: number, height: number): Uint8Array {
  const { labels, components } = findComponents(mask, width, height)
  if (components.length < 2) return mask
  const peaks = new Float32Array(components.length)
  const mass = new Float32Array(components.length)
  const steps = new Float32Array(components.length)
  const edges = new Uint32Array(components.length)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const label = labels[i]!
      if (label < 0) continue
      const value = strength[i]!
      mass[label]! += value
      if (value > peaks[label]!) peaks[label] = value
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) continue // where the picture ends is no edge
      const isEdge = !mask[i - 1] || !mask[i + 1] || !mask[i - width] || !mask[i + width]
      if (!isEdge) continue
      steps[label]! += Math.hypot(strength[i + 1]! - strength[i - 1]!, strength[i + width]! - strength[i - width]!)
      edges[label]!++
    }
  }
  const boldest = mass.indexOf(mass.reduce((a, b) => Math.max(a, b), 0))
  const sharpness = (label: number) => steps[label]! / Math.max(1, edges[label]!) / Math.max(1e-6, peaks[label]!)
  const reference = sharpness(boldest)
  const isStain = components.map(({ label, x, y, width: w, height: h }) => {
    const share = peaks[label]! / peaks[boldest]!
    const isAtBorder = x === 0 || y === 0 || x + w === width || y + h === height
    return share < faint && (sharpness(label) < soft * reference || (isAtBorder && share < faintAtBorder))
  })
  return isStain.includes(true) ? mask.map((ink, i) => (ink && isStain[labels[i]!] ? 0 : ink)) : mask
}
