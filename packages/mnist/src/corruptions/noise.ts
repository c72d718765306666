// Corruptions of sensor and transmission: each pixel for itself.

import type { Random } from '@digitrec/tensor'
import { type Corruption, paintFrame } from './corruption.ts'

/** Thermal noise of a sensor: the same everywhere. */
export const gaussianNoise: Corruption = {
  name: 'gaussian noise',
  unit: 'standard deviation',
  amounts: [0.15, 0.3, 0.45],
  happens: 'frame',
  kin: 'noise',
  apply: (frame, sd, random) => paintFrame((_x, _y, i) => frame[i]! + sd * random.normal()),
}

/** Too few photons: brightness is counted, and a count scatters by its root. Paper is bright, so it is paper that is noisy. */
export const shotNoise: Corruption = {
  name: 'shot noise',
  unit: 'photons of white paper',
  amounts: [25, 9, 4],
  happens: 'frame',
  kin: 'noise',
  apply: (frame, photons, random) =>
    paintFrame((_x, _y, i) => 1 - poisson(photons * (1 - 0.95 * frame[i]!), random) / photons),
}

/** Dead pixels and bits lost on the way: black or white at random. */
export const impulseNoise: Corruption = {
  name: 'impulse noise',
  unit: 'share of pixels',
  amounts: [0.05, 0.12, 0.2],
  happens: 'frame',
  apply: (frame, share, random) =>
    paintFrame((_x, _y, i) => (random.next() < share ? Math.round(random.next()) : frame[i]!)),
}

/** @see Knuth, The Art of Computer Programming, volume 2, 3.4.1 (multiplication of uniform numbers) */
function poisson(mean: number, random: Random): number {
  const end = Math.exp(-mean)
  let count = -1
  for (let product = 1; product > end; count++) product *= random.next()
  return Math.max(0, count)
}
