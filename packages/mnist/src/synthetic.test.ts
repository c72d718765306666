import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { drawDigit } from './handwriting/draw.ts'
import { createWriter } from './handwriting/writer.ts'
import { drawNegativeSet, negativeKinds, negativeSource } from './negatives.ts'
import { samples } from './samples.ts'
import { type LabelledImages, notDigit } from './sources.ts'
import { drawDigitSet, syntheticSource } from './synthetic.ts'

/** FNV-1a over bytes, 32 bit. */
function checksum(bytes: Uint8Array): string {
  let value = 0x811c9dc5
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193)
  return (value >>> 0).toString(16)
}

function picture(set: LabelledImages, index: number): Uint8Array {
  return set.images.subarray(index * 784, (index + 1) * 784)
}

function geometry(pixels: Uint8Array) {
  let mass = 0
  let x = 0
  let y = 0
  const columns: number[] = []
  const rows: number[] = []
  pixels.forEach((value, at) => {
    if (value === 0) return
    mass += value
    x += value * (at % 28)
    y += value * Math.floor(at / 28)
    columns.push(at % 28)
    rows.push(Math.floor(at / 28))
  })
  const span = (list: number[]) => Math.max(...list) - Math.min(...list) + 1
  return { x: x / mass, y: y / mass, side: Math.max(span(columns), span(rows)), largest: Math.max(...pixels) }
}

describe('drawDigitSet', () => {
  const set = drawDigitSet({ seed: 3, length: 60 })

  it('draws every digit in turn, or those asked for', () => {
    expect([...set.labels.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    expect([...drawDigitSet({ seed: 3, length: 5, digits: [1, 7, 7] }).labels]).toEqual([1, 7, 7, 1, 7])
  })

  it("has MNIST's geometry: 20 px long, centre of mass on index 14, full ink", () => {
    for (let index = 0; index < set.length; index++) {
      const { x, y, side, largest } = geometry(picture(set, index))
      expect(Math.abs(x - 14)).toBeLessThan(0.75)
      expect(Math.abs(y - 14)).toBeLessThan(0.75)
      expect(side).toBeGreaterThanOrEqual(19)
      expect(side).toBeLessThanOrEqual(21)
      expect(largest).toBeGreaterThan(250)
    }
  })

  it('is the same for the same seed, a prefix of a longer one, and other for another seed', () => {
    expect(drawDigitSet({ seed: 3, length: 60 }).images).toEqual(set.images)
    expect(drawDigitSet({ seed: 3, length: 30 }).images).toEqual(set.images.subarray(0, 30 * 784))
    expect(drawDigitSet({ seed: 4, length: 60 }).images).not.toEqual(set.images)
  })

  it('becomes a source', () => {
    const source = syntheticSource({ seed: 3, length: 10, classes: 11, augment: {} })
    expect(source).toMatchObject({ length: 10, classes: 11, strength: 1 })
  })
})

describe('drawNegativeSet', () => {
  const digits = drawDigitSet({ seed: 8, length: 40 })

  it.each(negativeKinds)('$name: ink in the middle of the frame, hardly ever the same twice', kind => {
    const set = drawNegativeSet({ seed: 2, length: 12, digits, kinds: [kind] })
    expect([...set.labels]).toEqual(Array.from({ length: 12 }, () => notDigit))
    const sums = new Set<string>()
    for (let index = 0; index < set.length; index++) {
      const { x, y, largest } = geometry(picture(set, index))
      expect(Math.abs(x - 14)).toBeLessThan(1)
      expect(Math.abs(y - 14)).toBeLessThan(1)
      expect(largest).toBeGreaterThan(200)
      sums.add(checksum(picture(set, index)))
    }
    expect(sums.size).toBeGreaterThan(2)
  })

  it('works without digits, by drawing its own', () => {
    expect(drawNegativeSet({ seed: 2, length: 6 }).length).toBe(6)
  })

  it('spoils only the digits it may use', () => {
    const indices = Uint32Array.of(3, 4, 5, 7)
    const spoiled = drawNegativeSet({ seed: 2, length: 30, digits, indices })
    const images = digits.images.slice()
    for (let index = 0; index < digits.length; index++)
      if (!indices.includes(index)) images.fill(99, index * 784, (index + 1) * 784)
    expect(drawNegativeSet({ seed: 2, length: 30, digits: { ...digits, images }, indices }).images).toEqual(
      spoiled.images,
    )
  })

  it('becomes a source of 11 classes', () => {
    expect(negativeSource({ seed: 2, length: 5 })).toMatchObject({ length: 5, classes: 11 })
  })
})

describe('samples', () => {
  it('have names that are file names, all different, and at least two without digits', () => {
    expect(new Set(samples.map(({ name }) => name)).size).toBe(samples.length)
    for (const { name, expected } of samples) {
      expect(name).toMatch(/^[a-z0-9-]+$/)
      expect(expected).toMatch(/^[0-9\n]*$/)
    }
    expect(samples.filter(({ expected }) => expected === '').length).toBeGreaterThanOrEqual(2)
  })

  it.each(samples)('$name is the same picture twice, opaque, not too large', ({ make }) => {
    const raster = make()
    expect(raster.data.length).toBe(raster.width * raster.height * 4)
    expect(Math.max(raster.width, raster.height)).toBeLessThan(800)
    expect(checksum(make().data)).toBe(checksum(raster.data))
  })
})

it('draws the same ink as ever (a change of these changes every trained model: do it on purpose)', () => {
  const ink = (patches: { strength: Float32Array }[]) =>
    checksum(Uint8Array.from(patches.flatMap(({ strength }) => Array.from(strength, value => Math.round(value * 255)))))
  const writers = [1, 2, 3].map(seed => createWriter(createRandom(seed)))
  const none = () => ({ width: 5, height: 9, strength: new Float32Array(45).fill(0.5), label: 3 })
  const sums = {
    digits: ink(
      writers.flatMap(writer =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(digit => drawDigit(digit, writer, createRandom(digit))),
      ),
    ),
    negatives: ink(negativeKinds.map(kind => kind.draw(createRandom(1), none))),
    sample: checksum(samples[5]!.make().data),
  }
  expect(sums).toMatchInlineSnapshot(`
    {
      "digits": "6808ee99",
      "negatives": "59871a2f",
      "sample": "4ed5c1f5",
    }
  `)
})
