// Where is the middle of the strokes? The medial axis: ink peeled away from the outside, as long as nothing tears.

import { shuffled } from './ties.ts'

/**
 * The medial axis of a mask: thin lines, 8-connected, with the same holes and parts as the mask.
 *
 * Pixels are taken in the order of their distance to paper, of equally deep ones first those with the most ink around them
 * (corners last, else their arm of the axis would be lost), last in the order of `shuffled`, and removed unless that parts their
 * surroundings or shortens an end. The same mask always has the same axis.
 *
 * @param mask 1 = ink, `width · height`
 * @param squared squared distances to paper, of `squaredDistance`
 * @returns 1 on the axis
 * @see skimage 0.19.3: `morphology/_skeletonize.py` (medial_axis)
 */
export function medialAxis(mask: Uint8Array, squared: Float64Array, width: number, height: number): Uint8Array {
  const axis = mask.slice()
  const order: number[] = []
  for (let i = 0; i < axis.length; i++) if (axis[i]) order.push(i)
  const ties = shuffled(order.length)
  // One number that sorts by distance, then corner, then tie; the pixel's own place in the list rides along.
  const keys = Float64Array.from(order, (i, n) => {
    const corner = 9 - inkIn(surroundings(mask, i, width, height))
    return (squared[i]! * 16 + corner) * order.length + ties[n]!
  })
  const queue = Uint32Array.from(order, (_, n) => n).sort((a, b) => keys[a]! - keys[b]!)
  for (const n of queue) axis[order[n]!] = keeps[surroundings(axis, order[n]!, width, height)]!
  return axis
}

/** The 3×3 pixels around one as 9 bits, row by row from the top left; outside the plane is paper. */
export function surroundings(mask: Uint8Array, i: number, width: number, height: number): number {
  const x = i % width
  const y = (i - x) / width
  let bits = 0
  for (let dy = -1, bit = 1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++, bit <<= 1) {
      const u = x + dx
      const v = y + dy
      if (u >= 0 && v >= 0 && u < width && v < height && mask[v * width + u]) bits |= bit
    }
  }
  return bits
}

const centre = 1 << 4

/** How many of 9 bits are set. */
function inkIn(bits: number): number {
  let count = 0
  for (; bits; bits &= bits - 1) count++
  return count
}

/** For each of the 512 surroundings, 1 when their middle pixel must stay. */
const keeps: Uint8Array = Uint8Array.from({ length: 512 }, (_, bits) => {
  if (!(bits & centre)) return 0
  return inkIn(bits) < 3 || parts(bits) !== parts(bits & ~centre) ? 1 : 0
})

/** Number of 8-connected parts among 9 bits. */
function parts(bits: number): number {
  let count = 0
  for (let left = bits; left; count++) {
    let part = left & -left
    for (let before = 0; before !== part; ) {
      before = part
      for (let i = 0; i < 9; i++) if (part & (1 << i)) part |= bits & neighbours(i)
    }
    left &= ~part
  }
  return count
}

/** The bits of a 3×3 square that touch bit i, itself included. */
function neighbours(i: number): number {
  let bits = 0
  for (let k = 0; k < 9; k++) {
    if (Math.abs((k % 3) - (i % 3)) <= 1 && Math.abs(Math.floor(k / 3) - Math.floor(i / 3)) <= 1) bits |= 1 << k
  }
  return bits
}
