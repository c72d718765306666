// What does finding ink do to a line? Cuts where a printed line was removed, remains of it, specks, soft or faint ink.

import { stripHeight } from '@digitrec/image'
import type { Random } from '@digitrec/tensor'

/** Changes a strip in place, most of the time not at all. Truth stays what it was: nothing here adds or hides a digit. */
export function damageStrip(strip: Float32Array, width: number, random: Random): void {
  const happens = (p: number) => random.next() < p
  if (happens(0.12)) cutRows(strip, width, random)
  if (happens(0.08)) cutColumns(strip, width, random)
  if (happens(0.1)) layRemains(strip, width, random)
  if (happens(0.12)) sprinkle(strip, width, random)
  if (happens(0.06)) addMarks(strip, width, random)
  if (happens(0.2)) soften(strip, width, random.uniform(0.2, 1))
  if (happens(0.15)) thinOut(strip, random)
  if (happens(0.1)) addNoise(strip, random)
}

/** A ruled line was here, and went with a thin slice of the strokes. */
function cutRows(strip: Float32Array, width: number, random: Random): void {
  const y = 4 + random.int(stripHeight - 8)
  const left = random.uniform(0, 0.4)
  for (let x = 0; x < width; x++) strip[y * width + x]! *= left
}

/** So were the upright lines of squared paper, or the walls of a comb. */
function cutColumns(strip: Float32Array, width: number, random: Random): void {
  const pitch = 14 + random.int(24)
  const left = random.uniform(0.1, 0.6)
  for (let x = random.int(pitch); x < width; x += pitch)
    for (let y = 0; y < stripHeight; y++) strip[y * width + x]! *= left
}

/** Bits of a line that stayed. */
function layRemains(strip: Float32Array, width: number, random: Random): void {
  const ink = random.uniform(0.3, 1)
  const y = random.next() < 0.6 ? 24 + random.int(7) : random.int(stripHeight)
  for (let bits = 1 + random.int(4); bits > 0; bits--) {
    const from = random.int(width)
    const to = Math.min(width, from + 2 + random.int(14))
    for (let x = from; x < to; x++) strip[y * width + x] = Math.max(strip[y * width + x]!, ink)
  }
}

/** Specks of one or a few pixels. */
function sprinkle(strip: Float32Array, width: number, random: Random): void {
  for (let specks = 1 + random.int(6); specks > 0; specks--)
    blot(strip, width, random.int(width), random.int(stripHeight), random.uniform(0.4, 1.1), random.uniform(0.4, 1))
}

/** A point, a comma or a dash between digits: no digit. */
function addMarks(strip: Float32Array, width: number, random: Random): void {
  const kind = random.int(3)
  for (let marks = 1 + random.int(2); marks > 0; marks--) {
    const x = random.int(width - 8)
    if (kind === 2) {
      if (!isPaper(strip, width, x, 12, 8, 8)) continue
      for (let i = 0; i < 6; i++) blot(strip, width, x + 1 + i, 15 + random.int(2), 1.1, 1)
    } else if (isPaper(strip, width, x, 22, 5, 8)) {
      blot(strip, width, x + 2, 25, 1.5, 1)
      if (kind === 1) blot(strip, width, x + 1, 27, 1.2, 1)
    }
  }
}

function isPaper(strip: Float32Array, width: number, left: number, top: number, w: number, h: number): boolean {
  for (let y = top; y < top + h; y++)
    for (let x = left; x < left + w; x++) if (strip[y * width + x]! > 0.1) return false
  return true
}

function blot(strip: Float32Array, width: number, atX: number, atY: number, radius: number, ink: number): void {
  const reach = Math.ceil(radius)
  for (let y = Math.max(0, atY - reach); y <= Math.min(stripHeight - 1, atY + reach); y++)
    for (let x = Math.max(0, atX - reach); x <= Math.min(width - 1, atX + reach); x++) {
      const value = ink * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x - atX, y - atY)))
      strip[y * width + x] = Math.max(strip[y * width + x]!, value)
    }
}

/** A part of the way to the 1-2-1 blur across and down: small digits enlarged, a camera out of focus. */
function soften(strip: Float32Array, width: number, part: number): void {
  const side = 0.25 * part
  for (let y = 0; y < stripHeight; y++) {
    let before = 0
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const value = strip[at]!
      strip[at] = value * (1 - 2 * side) + side * (before + (x + 1 < width ? strip[at + 1]! : 0))
      before = value
    }
  }
  for (let x = 0; x < width; x++) {
    let before = 0
    for (let y = 0; y < stripHeight; y++) {
      const at = y * width + x
      const value = strip[at]!
      strip[at] = value * (1 - 2 * side) + side * (before + (y + 1 < stripHeight ? strip[at + width]! : 0))
      before = value
    }
  }
}

/** Grainy ink, as of pencil or a dry pen. */
function thinOut(strip: Float32Array, random: Random): void {
  const depth = random.uniform(0.2, 0.7)
  for (let i = 0; i < strip.length; i++) if (strip[i]! > 0) strip[i]! *= 1 - depth * random.next()
}

/** What is left of paper around strokes. */
function addNoise(strip: Float32Array, random: Random): void {
  const depth = random.uniform(0.03, 0.15)
  for (let i = 0; i < strip.length; i++) strip[i] = Math.min(1, strip[i]! + depth * random.next())
}
