// Corruptions of light and polarity: how bright paper and ink are, which the walk from pixels to ink is there to undo.

import type { Random } from '@digitrec/tensor'
import { sidePx } from '../idx.ts'
import { type Corruption, eitherSign, paintFrame } from './corruption.ts'

/** The shadow of hand or phone: dark on one side of a soft edge through the picture. */
export const shadow: Corruption = {
  name: 'shadow',
  unit: 'light taken away',
  amounts: [0.35, 0.55, 0.75],
  happens: 'page',
  apply(frame, dark, random) {
    const angle = random.uniform(0, 2 * Math.PI)
    const [nx, ny, offset] = [Math.cos(angle), Math.sin(angle), random.uniform(-5, 5)]
    const softness = random.uniform(1, 3)
    return lit(frame, (x, y) => 1 - dark / (1 + Math.exp(-((x - 14) * nx + (y - 14) * ny - offset) / softness)))
  },
}

/** A lamp at one side: the light falls off across the picture. */
export const unevenLight: Corruption = {
  name: 'uneven light',
  unit: 'light lost from side to side',
  amounts: [0.4, 0.6, 0.8],
  happens: 'page',
  apply(frame, loss, random) {
    const angle = random.uniform(0, 2 * Math.PI)
    const [nx, ny] = [Math.cos(angle), Math.sin(angle)]
    return lit(frame, (x, y) => 1 - loss * (0.5 + ((x - 13.5) * nx + (y - 13.5) * ny) / (Math.SQRT2 * sidePx)))
  },
}

/** Mist, a milky sheet, a scratched glass: cloudy light over everything. */
export const fog: Corruption = {
  name: 'fog',
  unit: 'share of light that is fog',
  amounts: [0.4, 0.6, 0.75],
  happens: 'page',
  apply(frame, thick, random) {
    const cloud = clouds(random)
    return paintFrame((x, y, i) => (1 - thick) * frame[i]! + thick * cloud(x, y))
  },
}

/** Pencil that is hardly there, on good paper. */
export const faint: Corruption = {
  name: 'faint ink',
  unit: 'darkness of the ink',
  amounts: [0.4, 0.25, 0.12],
  happens: 'page',
  kin: 'gain',
  apply: (frame, ink) => paintFrame((_x, _y, i) => ink * frame[i]!),
}

/** Recycled paper: gray, with the ink not much darker. */
export const grayPaper: Corruption = {
  name: 'gray paper',
  unit: 'darkness of the paper',
  amounts: [0.3, 0.5, 0.7],
  happens: 'page',
  apply: (frame, gray) => paintFrame((_x, _y, i) => gray + (1 - gray) * frame[i]!),
}

/** Light on dark: chalk, a screen at night, a negative. */
export const inverted: Corruption = {
  name: 'inverted',
  unit: 'contrast that is left',
  amounts: [1, 0.6, 0.3],
  happens: 'page',
  apply: (frame, contrast) => paintFrame((_x, _y, i) => 1 - contrast * frame[i]!),
}

/** Light falls on paper and ink alike: what is dark stays dark. */
function lit(frame: Float32Array, light: (x: number, y: number) => number): Float32Array {
  return paintFrame((x, y, i) => 1 - (1 - frame[i]!) * light(x, y))
}

/** Smooth noise of 0 to 1: waves of three lengths in any direction. */
function clouds(random: Random): (x: number, y: number) => number {
  const waves = [0.5, 0.3, 0.2].map((height, octave) => {
    const angle = random.uniform(0, 2 * Math.PI)
    const turns = (eitherSign(random) * (octave + 1) * Math.PI) / sidePx
    return { height, u: turns * Math.cos(angle), v: turns * Math.sin(angle), from: random.uniform(0, 2 * Math.PI) }
  })
  return (x, y) =>
    waves.reduce((sum, { height, u, v, from }) => sum + height * (0.5 + 0.5 * Math.sin(u * x + v * y + from)), 0)
}
