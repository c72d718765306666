import { expect, it } from 'vitest'
import type { DigitSet } from './idx.ts'
import { photographedPart, photographedSigns } from './photographed.ts'
import { notDigit } from './sources.ts'

/** Black on white: a bar whose place tells its index. */
function sheet(labels: readonly number[]): DigitSet {
  const images = new Uint8Array(labels.length * 784).fill(255)
  labels.forEach((_, n) => {
    for (let y = 4; y < 24; y++) images.fill(10, n * 784 + y * 28 + 12, n * 784 + y * 28 + 14 + (n % 5))
  })
  return { length: labels.length, images, labels: Uint8Array.from(labels) }
}

const tenOf = (label: number) => Array<number>(10).fill(label)
const files = { digits: sheet([...tenOf(3), ...tenOf(8)]), signs: sheet(photographedSigns.flatMap((_, k) => tenOf(k))) }

it('gives the first four fifths of every kind to training and the rest to measuring', () => {
  const training = photographedPart(files, 'training')
  const heldOut = photographedPart(files, 'held-out')
  expect([...training.digits.labels]).toEqual([...Array(8).fill(3), ...Array(8).fill(8)])
  expect([...heldOut.digits.labels]).toEqual([3, 3, 8, 8])
  expect(heldOut.digits.images.length).toBe(4 * 784)
})

it('leaves out the signs that look like digits and calls the others no digit', () => {
  const { signs } = photographedPart(files, 'held-out')
  expect(signs.length).toBe(2 * photographedSigns.filter(({ isDistinct }) => isDistinct).length)
  expect(new Set(signs.labels)).toEqual(new Set([notDigit]))
})

it('turns black on white into ink on nothing, in the geometry of MNIST', () => {
  const { images } = photographedPart(files, 'training').digits
  const frame = images.subarray(0, 784)
  expect(Math.max(...frame)).toBe(255)
  expect(frame[0]).toBe(0)
  const rows = Array.from({ length: 28 }, (_, y) => frame.subarray(y * 28, y * 28 + 28).some(value => value > 0))
  expect(rows.filter(Boolean).length).toBeGreaterThanOrEqual(19)
  expect(rows.filter(Boolean).length).toBeLessThanOrEqual(21)
})
