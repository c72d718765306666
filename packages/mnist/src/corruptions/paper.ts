// Corruptions of what else is on the paper: printed lines, boxes, strokes of a pen, dirt.

import type { Random } from '@digitrec/tensor'
import { sidePx } from '../idx.ts'
import { type Corruption, coverage, paintFrame } from './corruption.ts'

/** Lines to write on, under and through the digit. */
export const ruledPaper: Corruption = {
  name: 'ruled paper',
  unit: 'darkness of the lines',
  amounts: [0.4, 0.7, 1],
  happens: 'frame',
  kin: 'line',
  apply(frame, dark, random) {
    const lines = grating(random, random.uniform(-0.05, 0.05), random.uniform(8, 12))
    return over(frame, (x, y) => dark * lines(y, x))
  },
}

/** Paper of an arithmetic book. */
export const squaredPaper: Corruption = {
  name: 'squared paper',
  unit: 'darkness of the lines',
  amounts: [0.3, 0.5, 0.7],
  happens: 'frame',
  kin: 'line',
  apply(frame, dark, random) {
    const tilt = random.uniform(-0.05, 0.05)
    const side = random.uniform(7, 11)
    const [rows, columns] = [grating(random, tilt, side), grating(random, -tilt, side)]
    return over(frame, (x, y) => dark * Math.max(rows(y, x), columns(x, y)))
  },
}

/** One box of a form around the digit, not quite in the middle. */
export const formBox: Corruption = {
  name: 'form box',
  unit: 'darkness of the box',
  amounts: [0.4, 0.7, 1],
  happens: 'frame',
  apply(frame, dark, random) {
    const near = () => random.uniform(0.5, 2.5)
    const [left, top, right, bottom] = [near(), near(), 27 - near(), 27 - near()]
    return over(frame, (x, y) => {
      const outside = Math.max(left - x, x - right, top - y, y - bottom)
      return dark * coverage(Math.abs(outside) - 0.5)
    })
  },
}

/** Lines to sign on or to tear along, of dots. */
export const dottedLine: Corruption = {
  name: 'dotted line',
  unit: 'lines',
  amounts: [1, 2, 3],
  happens: 'frame',
  kin: 'line',
  apply(frame, count, random) {
    const lines = Array.from({ length: count }, () => dots(random))
    return over(frame, (x, y) => lines.reduce((most, line) => Math.max(most, line(x, y)), 0))
  },
}

/** Darkness of a row of dots at a place. */
function dots(random: Random): (x: number, y: number) => number {
  const [from, to] = [ends(random), ends(random)]
  const gap = random.uniform(2.6, 4)
  const start = random.uniform(0, gap)
  const turned = random.next() < 0.5
  return (x, y) => {
    const [along, across] = turned ? [y, x] : [x, y]
    const nearest = start + Math.round((along - start) / gap) * gap
    const middle = from + ((to - from) * nearest) / (sidePx - 1)
    return coverage(Math.hypot(along - nearest, across - middle) - 0.8)
  }
}

/** Somebody tried a pen: a line of sharp turns across. */
export const zigzag: Corruption = {
  name: 'zigzag',
  unit: 'height of the turns in pixels',
  amounts: [2, 4, 6],
  happens: 'frame',
  kin: 'line',
  apply(frame, height, random) {
    const [from, to] = [ends(random), ends(random)]
    const steps = 5 + random.int(4)
    const points = Array.from({ length: steps + 1 }, (_, n) => {
      const side = (n % 2 === 0 ? 0.5 : -0.5) * height * random.uniform(0.6, 1.2)
      return [(n / steps) * (sidePx - 1), from + ((to - from) * n) / steps + side] as const
    })
    const turned = random.next() < 0.5
    return over(frame, (x, y) => {
      const [along, across] = turned ? [y, x] : [x, y]
      let nearest = sidePx
      for (let n = 0; n < steps; n++)
        nearest = Math.min(nearest, distanceToLine(along, across, points[n]!, points[n + 1]!))
      return 0.9 * coverage(nearest - 0.5)
    })
  },
}

/** Drops of ink or coffee. */
export const spatter: Corruption = {
  name: 'spatter',
  unit: 'drops',
  amounts: [6, 11, 17],
  happens: 'frame',
  apply(frame, count, random) {
    const drops = Array.from({ length: count }, () => ({
      x: random.uniform(0, sidePx),
      y: random.uniform(0, sidePx),
      radius: 0.3 + 1.4 * random.next() ** 2,
      dark: random.uniform(0.5, 1),
    }))
    return over(frame, (x, y) =>
      drops.reduce(
        (most, drop) => Math.max(most, drop.dark * coverage(Math.hypot(x - drop.x, y - drop.y) - drop.radius)),
        0,
      ),
    )
  },
}

/** Ink over ink does not get darker than the darker one. */
function over(frame: Float32Array, ink: (x: number, y: number) => number): Float32Array {
  return paintFrame((x, y, i) => Math.max(frame[i]!, ink(x, y)))
}

/** Parallel lines a pixel wide: darkness 0 to 1 at a place, given across and along. */
function grating(random: Random, tilt: number, spacing: number): (across: number, along: number) => number {
  const start = random.uniform(0, spacing)
  const halfWidth = random.uniform(0.35, 0.6)
  return (across, along) => {
    const at = across - start - tilt * along
    return coverage(Math.abs(at - Math.round(at / spacing) * spacing) - halfWidth)
  }
}

/** Where a line enters and leaves: it crosses where the digit is. */
function ends(random: Random): number {
  return random.uniform(6, 22)
}

function distanceToLine(
  x: number,
  y: number,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const share = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - x0 - share * dx, y - y0 - share * dy)
}
