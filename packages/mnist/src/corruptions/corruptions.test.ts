import { createRandom } from '@digitrec/tensor'
import jpegJs from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { drawDigitSet } from '../synthetic.ts'
import { corruptions } from './index.ts'

const { images } = drawDigitSet({ seed: 4, length: 6 })
const frames = Array.from({ length: 6 }, (_, n) =>
  Float32Array.from(images.subarray(n * 784, (n + 1) * 784), byte => byte / 255),
)
const named = (name: string) => corruptions.find(one => one.name === name)!
const distance = (a: Float32Array, b: Float32Array) => Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0))
const meanInk = (some: readonly Float32Array[]) =>
  some.reduce((sum, frame) => sum + frame.reduce((a, b) => a + b, 0), 0) / some.length

const sameBits = (a: readonly Float32Array[], b: readonly Float32Array[]) =>
  a.every((frame, n) => frame.every((value, i) => value === b[n]![i]))

it('there are enough, and no two of a name', () => {
  expect(corruptions.length).toBeGreaterThanOrEqual(15)
  expect(new Set(corruptions.map(({ name }) => name)).size).toBe(corruptions.length)
})

describe.each(corruptions)('$name', ({ amounts, apply }) => {
  const spoil = (amount: number, seed = 1) => frames.map((frame, n) => apply(frame, amount, createRandom(seed).fork(n)))

  it('gives whole frames of 0 to 1, the same for the same stream, and leaves its input alone', () => {
    const before = frames.map(frame => frame.slice())
    const [once, again] = [spoil(amounts[2]), spoil(amounts[2])]
    expect(sameBits(once, again)).toBe(true)
    expect(sameBits(frames, before)).toBe(true)
    for (const frame of once) {
      expect(frame).toHaveLength(784)
      expect(frame.every(value => value >= 0 && value <= 1)).toBe(true)
    }
  })

  it('changes the picture, at medium more than at mild, at strong more than at medium', () => {
    const change = (amount: number) =>
      [1, 2].reduce(
        (sum, seed) => sum + spoil(amount, seed).reduce((all, one, n) => all + distance(one, frames[n]!), 0),
        0,
      )
    const [mild, medium, strong] = amounts.map(change) as [number, number, number]
    expect(mild).toBeGreaterThan(1)
    // Less contrast brings an inverted picture nearer to the first one, and yet it is harder to read.
    const rises = apply === named('inverted').apply ? -1 : 1
    expect(rises * (medium - mild)).toBeGreaterThan(0)
    expect(rises * (strong - medium)).toBeGreaterThan(0)
  })
})

it('JPEG is that of somebody else’s encoder and decoder', () => {
  const { apply } = named('JPEG')
  for (const [n, frame] of frames.entries()) {
    const quality = [50, 20, 8][n % 3]!
    // Padded to whole blocks by repeating the last pixels, as jpeg-js does inside.
    const data = new Uint8Array(4 * 784).map((_, i) => (i % 4 === 3 ? 255 : Math.round(255 * (1 - frame[i >> 2]!))))
    const back = jpegJs.decode(jpegJs.encode({ width: 28, height: 28, data }, quality).data, { useTArray: true })
    const ours = apply(frame, quality, createRandom(1))
    const differences = Array.from(ours, (value, i) => Math.abs(255 * (1 - value) - back.data[4 * i]!))
    const mean = differences.reduce((sum, one) => sum + one, 0) / 784
    expect(mean, `digit ${n} at quality ${quality}`).toBeLessThan(1.2)
  }
})

it('strokes lose and gain the share of their width', () => {
  const ink = meanInk(frames)
  const thin = meanInk(frames.map(frame => named('thin strokes').apply(frame, 0.5, createRandom(1))))
  const thick = meanInk(frames.map(frame => named('thick strokes').apply(frame, 0.5, createRandom(1))))
  expect(thin / ink).toBeCloseTo(0.5, 0)
  expect(thin / ink).toBeLessThan(0.65)
  expect(thick / ink).toBeGreaterThan(1.3)
  expect(thick / ink).toBeLessThan(1.7)
})

it('shot noise keeps the mean brightness of gray', () => {
  const gray = new Float32Array(784).fill(0.4)
  const noisy = Array.from({ length: 40 }, (_, n) => named('shot noise').apply(gray, 18, createRandom(n)))
  expect(meanInk(noisy) / 784).toBeCloseTo(0.38, 1)
})
