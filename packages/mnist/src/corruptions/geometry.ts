// Corruptions of place and shape: turned, leaning, stretched, small, out of the middle.

import { type Corruption, eitherSign, inkAt, paintFrame } from './corruption.ts'

/** MNIST has the centre of mass on pixel 14. */
const centre = 14

/** Paper or camera held askew; to either side. */
export const rotation: Corruption = {
  name: 'rotation',
  unit: 'degrees',
  amounts: [15, 25, 35],
  happens: 'frame',
  kin: 'rotation up to 10 degrees, now and then 30',
  apply(frame, degrees, random) {
    const angle = (eitherSign(random) * degrees * Math.PI) / 180
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return mapped(frame, (x, y) => [cos * x + sin * y, cos * y - sin * x])
  },
}

/** A slanting hand; to either side. */
export const slant: Corruption = {
  name: 'slant',
  unit: 'pixels to the side per pixel up',
  amounts: [0.3, 0.5, 0.7],
  happens: 'frame',
  kin: 'shear up to 0.15',
  apply(frame, slope, random) {
    const lean = eitherSign(random) * slope
    return mapped(frame, (x, y) => [x + lean * y, y])
  },
}

/** A flat or a narrow hand. */
export const stretch: Corruption = {
  name: 'stretch',
  unit: 'width over height, or its inverse',
  amounts: [1.25, 1.45, 1.7],
  happens: 'frame',
  kin: 'aspect up to 7 %',
  apply(frame, ratio, random) {
    const [wide, long] = random.next() < 0.5 ? [1, ratio] : [ratio, 1]
    return mapped(frame, (x, y) => [wide * x, long * y])
  },
}

/** Too small for its frame, or larger than it should be (by a third of the change, since the frame ends). */
export const scale: Corruption = {
  name: 'scale',
  unit: 'size over the usual one',
  amounts: [0.7, 0.55, 0.42],
  happens: 'page',
  kin: 'size up to 12 %',
  apply(frame, factor, random) {
    const size = random.next() < 0.7 ? factor : 1 + (1 - factor) / 1.5
    return mapped(frame, (x, y) => [x / size, y / size])
  },
}

/** Out of the middle, in any direction, as far as the frame lets it. */
export const shift: Corruption = {
  name: 'shift',
  unit: 'pixels',
  amounts: [2, 3, 4],
  happens: 'page',
  kin: 'shift up to 2 pixels',
  apply(frame, by, random) {
    const [dx, dy] = [
      [1, 0],
      [0, 1],
      [1, 1],
    ][random.int(3)]!.map(step => step * eitherSign(random) * by) as [number, number]
    return mapped(frame, (x, y) => [x - dx, y - dy])
  },
}

/** Each pixel of the result asks where it came from, as seen from the middle of the digit. */
function mapped(frame: Float32Array, from: (x: number, y: number) => readonly [number, number]): Float32Array {
  return paintFrame((x, y) => {
    const [u, v] = from(x - centre, y - centre)
    return inkAt(frame, centre + u, centre + v)
  })
}
