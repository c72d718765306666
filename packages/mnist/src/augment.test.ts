import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { type AugmentOptions, createAugmenter, type Photometric, photometrics, type Warp, warps } from './augment.ts'

/** Two pictures: the second has a 6x3 block of ink left of and above the middle, so that any swap of axes shows. */
function twoPictures(): Uint8Array {
  const images = new Uint8Array(2 * 784)
  for (let y = 8; y < 11; y++) for (let x = 6; x < 12; x++) images[784 + y * 28 + x] = 255
  return images
}

function apply(options: AugmentOptions, seed = 1, strength = 1): Float32Array {
  const out = new Float32Array(784).fill(Number.NaN)
  createAugmenter(options).apply(twoPictures(), 1, out, createRandom(seed), strength)
  return out
}

function centreOf(frame: Float32Array) {
  let mass = 0
  let x = 0
  let y = 0
  frame.forEach((value, at) => {
    mass += value
    x += value * (at % 28)
    y += value * Math.floor(at / 28)
  })
  return { mass, x: x / mass, y: y / mass }
}

const plain = Float32Array.from(twoPictures().subarray(784), value => value / 255)
const only = (warp: Partial<Warp>): AugmentOptions => ({ warp: { ...warps.none, ...warp } })
const never: Photometric = {
  thickness: { p: 0, amount: 0 },
  outline: { p: 0 },
  line: { p: 0 },
  gap: { p: 0 },
  blur: { p: 0, times: 1 },
  inkNoise: { p: 0, sd: 0 },
  noise: { p: 0, sd: 0 },
  gain: { p: 0, low: 1, high: 1 },
}
const just = (photometric: Partial<Photometric>): AugmentOptions => ({
  warp: warps.none,
  photometric: { ...never, ...photometric },
})

describe('warp', () => {
  it('copies the picture when nothing may move', () => {
    expect(apply({ warp: warps.none })).toEqual(plain)
  })

  it('copies the picture at strength 0, whatever may move', () => {
    expect(apply({ warp: warps.strong, photometric: photometrics.moderate }, 3, 0)).toEqual(plain)
  })

  it('gives the same numbers for the same seed and others for another', () => {
    const options = { warp: warps.moderate, photometric: photometrics.moderate }
    expect(apply(options, 7)).toEqual(apply(options, 7))
    expect(apply(options, 7)).not.toEqual(apply(options, 8))
  })

  it('leaves nothing behind for the next picture', () => {
    const augmenter = createAugmenter({ warp: warps.strong })
    const first = new Float32Array(784)
    const again = new Float32Array(784)
    augmenter.apply(twoPictures(), 1, first, createRandom(1))
    augmenter.apply(twoPictures(), 0, again, createRandom(2))
    expect(Math.max(...again)).toBe(0)
    augmenter.apply(twoPictures(), 1, again, createRandom(1))
    expect(again).toEqual(first)
  })

  it('stays within 0..1 and never writes NaN, for 200 seeds', () => {
    for (let seed = 0; seed < 200; seed++) {
      const frame = apply({ warp: warps.strong, photometric: photometrics.moderate }, seed)
      expect(frame.every(value => value >= 0 && value <= 1)).toBe(true)
    }
  })

  it('shifts by at most the limit, in both directions, and keeps the mass', () => {
    const shifts = Array.from({ length: 100 }, (_, seed) => centreOf(apply(only({ shiftPx: 3 }), seed)))
    for (const { mass, x, y } of shifts) {
      expect(mass).toBeCloseTo(18, 3)
      expect(Math.abs(x - 8.5)).toBeLessThanOrEqual(3.001)
      expect(Math.abs(y - 9)).toBeLessThanOrEqual(3.001)
    }
    expect(Math.max(...shifts.map(({ x }) => x))).toBeGreaterThan(10)
    expect(Math.min(...shifts.map(({ y }) => y))).toBeLessThan(7.5)
  })

  it('turns about index 14: the block keeps its distance from there', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { x, y } = centreOf(apply(only({ rotationDeg: 25 }), seed))
      expect(Math.hypot(x - 14, y - 14)).toBeCloseTo(Math.hypot(5.5, 5), 1)
    }
  })

  it('turns its share of the pictures askew, and the others no further than its own limit', () => {
    const angleOf = (seed: number) => {
      const { x, y } = centreOf(apply(only({ rotationDeg: 5, askew: { p: 0.25, rotationDeg: 40 } }), seed))
      const turn = Math.atan2(y - 14, x - 14) - Math.atan2(9 - 14, 8.5 - 14)
      return (Math.abs(turn) * 180) / Math.PI
    }
    const angles = Array.from({ length: 400 }, (_, seed) => angleOf(seed))
    expect(Math.max(...angles)).toBeGreaterThan(30)
    // A quarter is askew, and seven eighths of those by more than 5 of 40 degrees.
    expect(angles.filter(angle => angle > 5.5).length / 400).toBeCloseTo(0.22, 1)
  })

  it('shears along x only: rows stay in their row', () => {
    const centres = Array.from({ length: 40 }, (_, seed) => centreOf(apply(only({ shear: 0.3 }), seed)))
    for (const { y } of centres) expect(y).toBeCloseTo(9, 2)
    expect(Math.max(...centres.map(({ x }) => Math.abs(x - 8.5)))).toBeGreaterThan(1)
  })

  it('changes the aspect without changing the area', () => {
    for (let seed = 0; seed < 40; seed++) {
      expect(centreOf(apply(only({ aspect: 0.2 }), seed)).mass / 18).toBeCloseTo(1, 0)
    }
  })

  it('bends elastically: the mass stays near, the pixels do not', () => {
    const bent = apply(only({ elasticPx: 1.5 }), 4)
    expect(bent).not.toEqual(plain)
    expect(Math.abs(centreOf(bent).x - 8.5)).toBeLessThan(4)
  })
})

describe('photometric', () => {
  const inked = (frame: Float32Array) => frame.reduce((sum, value) => sum + value, 0)
  const seeds = Array.from({ length: 30 }, (_, seed) => seed)

  it('makes strokes thicker and thinner', () => {
    const sums = seeds.map(seed => inked(apply(just({ thickness: { p: 1, amount: 1 } }), seed)))
    expect(Math.max(...sums)).toBeGreaterThan(20)
    expect(Math.min(...sums)).toBeLessThan(16)
  })

  it('leaves the edge of the stroke alone: the middle of the block becomes empty', () => {
    const frame = apply(just({ outline: { p: 1 } }))
    expect(frame[9 * 28 + 8]).toBe(0)
    expect(frame[8 * 28 + 6]).toBe(1)
  })

  it('adds a line and takes nothing away', () => {
    for (const seed of seeds) {
      const frame = apply(just({ line: { p: 1 } }), seed)
      expect(frame.every((value, at) => value >= plain[at]!)).toBe(true)
      expect(inked(frame)).toBeGreaterThan(19)
    }
  })

  it('cuts a gap that takes ink away and adds none', () => {
    const frames = seeds.map(seed => apply(just({ gap: { p: 1 } }), seed))
    for (const frame of frames) expect(frame.every((value, at) => value <= plain[at]! + 1e-6)).toBe(true)
    // The block is 3 pixels high or wide where a gap of a pixel or two may cross it; many gaps miss it.
    const cut = frames.filter(frame => inked(frame) < 17)
    expect(cut.length).toBeGreaterThan(4)
    expect(cut.length).toBeLessThan(30)
  })

  it('blurs without losing ink', () => {
    const frame = apply(just({ blur: { p: 1, times: 3 } }))
    expect(inked(frame)).toBeCloseTo(18, 3)
    expect(Math.max(...frame)).toBeLessThan(1)
  })

  it('puts ink noise on ink only', () => {
    const frame = apply(just({ inkNoise: { p: 1, sd: 1 } }), 2)
    expect(frame.every((value, at) => plain[at]! > 0 || value === 0)).toBe(true)
    expect(frame).not.toEqual(plain)
  })

  it('puts noise everywhere', () => {
    const frame = apply(just({ noise: { p: 1, sd: 1 } }), 2)
    expect(frame.filter((value, at) => plain[at] === 0 && value > 0).length).toBeGreaterThan(200)
  })

  it('changes only its share of the pictures', () => {
    const options = { ...just({ gain: { p: 1, low: 0.5, high: 0.5 } }), photometricShare: 0.7 }
    const changed = Array.from({ length: 300 }, (_, seed) => apply(options, seed)[9 * 28 + 8] === 0.5)
    expect(changed.filter(Boolean).length / 300).toBeCloseTo(0.7, 1)
  })
})
