import { expect, it } from 'vitest'
import { pixelsPerDigit } from './idx.ts'
import { redrawDigitSet } from './redraw.ts'
import { drawDigitSet } from './synthetic.ts'

const digits = drawDigitSet({ seed: 3, length: 60 })

it('gives the same bytes for the same seed, and others for another', () => {
  const once = redrawDigitSet({ seed: 1, length: 25, digits })
  expect(redrawDigitSet({ seed: 1, length: 25, digits })).toEqual(once)
  expect(redrawDigitSet({ seed: 2, length: 25, digits }).images).not.toEqual(once.images)
})

it('uses only the digits it may, with their labels', () => {
  const indices = [4, 14, 27]
  const { labels } = redrawDigitSet({ seed: 5, length: 40, digits, indices })
  expect(new Set(labels)).toEqual(new Set(indices.map(index => digits.labels[index])))
})

it('keeps the digit: each is nearer to its own original than to those of other classes', () => {
  const own = [1, 12, 23, 34, 45]
  let nearer = 0
  for (const index of own)
    for (let seed = 0; seed < 8; seed++) {
      const { images } = redrawDigitSet({ seed, length: 1, digits, indices: [index] })
      const distance = (to: number) =>
        images.reduce((sum, value, i) => sum + (value - digits.images[to * pixelsPerDigit + i]!) ** 2, 0)
      const others = Array.from(digits.labels.keys()).filter(other => digits.labels[other] !== digits.labels[index])
      if (distance(index) < Math.min(...others.map(distance))) nearer++
    }
  expect(nearer).toBeGreaterThanOrEqual(38)
})

it('draws thin and bold: the ink of one digit varies by half', () => {
  const ink = Array.from({ length: 30 }, (_, seed) =>
    redrawDigitSet({ seed, length: 1, digits, indices: [13] }).images.reduce((sum, value) => sum + value, 0),
  )
  expect(Math.max(...ink) / Math.min(...ink)).toBeGreaterThan(1.5)
})
