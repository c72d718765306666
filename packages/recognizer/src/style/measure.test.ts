import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findMnist, loadMnist } from '@digitrec/mnist/node'
import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { squaredDistance } from './distance.ts'
import { type Measures, measureFrame } from './measure.ts'
import { medialAxis } from './medial-axis.ts'
import { shuffled } from './ties.ts'

const names = ['area', 'length', 'thickness', 'slant', 'width', 'height'] as const

interface Golden {
  readonly madeWith: string
  readonly digits: readonly { readonly digit: number; readonly image: string; readonly measures: Measures }[]
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../test/goldens/morpho.json', import.meta.url), 'utf8'))

/** A frame of bytes, ink 255. */
const frameOf = (bytes: Uint8Array) => Float32Array.from(bytes, value => value / 255)

/** MNIST's test images and what Morpho-MNIST's own code says of the first thousand, where both are on this machine. */
const folder = (await findMnist())?.folder
const csv = folder && join(dirname(folder), 'golden', 'morpho_golden_t10k_first1000.csv')
const published = csv && existsSync(csv) ? csv : undefined

describe('measureFrame', () => {
  it.each(golden.digits.map((digit, i) => ({ ...digit, i })))(
    `agrees with ${golden.madeWith} on drawn digit $i, a $digit`,
    ({ image, measures }) => {
      const ours = measureFrame(frameOf(Buffer.from(image, 'base64')))!
      for (const name of names) expect(ours[name], name).toBeCloseTo(measures[name], 6)
    },
  )

  it.skipIf(!published)(
    `agrees with Morpho-MNIST on 1,000 test digits${published ? '' : ' (skipped: no golden measures beside MNIST)'}`,
    { timeout: 120_000 },
    async () => {
      const { test } = await loadMnist({ download: false })
      const rows = readFileSync(published!, 'utf8').trim().split('\n').slice(1)
      expect(rows).toHaveLength(1000)
      for (const row of rows) {
        const [index, , ...values] = row.split(',').map(Number)
        const ours = measureFrame(frameOf(test.images.subarray(index! * 784, (index! + 1) * 784)))!
        // The file has six decimals.
        for (const [k, name] of names.entries()) {
          expect(Math.abs(ours[name] - values[k]!), `${name} of image ${index}`).toBeLessThan(1e-6)
        }
      }
    },
  )

  it('knows the size, the pen and the lean of a slanted bar', () => {
    const frame = new Float32Array(784)
    for (let y = 4; y < 24; y++)
      for (let x = 0; x < 28; x++) {
        const middle = 17 - 0.25 * (y - 4)
        frame[y * 28 + x] = Math.min(1, Math.max(0, 2 - Math.abs(x + 0.5 - middle)))
      }
    const { slant, width, height, thickness, length } = measureFrame(frame)!
    expect(slant).toBeCloseTo(Math.atan(0.25), 2)
    expect(height).toBeCloseTo(20 * 0.98, 0)
    expect(thickness).toBeCloseTo(3 * Math.cos(Math.atan(0.25)), 0)
    expect(width).toBeGreaterThan(2)
    expect(width).toBeLessThan(5)
    expect(length).toBeGreaterThan(16)
  })

  it('has nothing to say of paper', () => {
    expect(measureFrame(new Float32Array(784))).toBeUndefined()
    expect(measureFrame(new Float32Array(784).fill(1))).toBeUndefined()
  })
})

describe('squaredDistance', () => {
  it('is the least squared distance to paper, as trying all pixels says', () => {
    const random = createRandom(7)
    const [width, height] = [23, 17]
    const mask = Uint8Array.from({ length: width * height }, () => (random.next() < 0.9 ? 1 : 0))
    const found = squaredDistance(mask, width, height)
    for (let i = 0; i < mask.length; i++) {
      let least = Infinity
      for (let k = 0; k < mask.length; k++) {
        if (mask[k]) continue
        least = Math.min(least, ((i % width) - (k % width)) ** 2 + (Math.floor(i / width) - Math.floor(k / width)) ** 2)
      }
      expect(found[i]).toBe(least)
    }
  })

  it('is infinite without paper', () => {
    expect([...squaredDistance(new Uint8Array(6).fill(1), 3, 2)]).toEqual(Array(6).fill(Infinity))
  })
})

describe('medialAxis', () => {
  it('lies in the ink and keeps a ring a ring', () => {
    const [width, height] = [21, 19]
    const mask = new Uint8Array(width * height)
    for (let y = 3; y < 16; y++)
      for (let x = 2; x < 18; x++) mask[y * width + x] = y > 6 && y < 12 && x > 6 && x < 14 ? 0 : 1
    const axis = medialAxis(mask, squaredDistance(mask, width, height), width, height)
    expect(axis.every((on, i) => !on || mask[i] === 1)).toBe(true)
    const count = axis.reduce((a, b) => a + b, 0)
    expect(count).toBeGreaterThan(20)
    expect(count).toBeLessThan(mask.reduce((a, b) => a + b, 0) / 2)
  })
})

it('shuffles as numpy.random.default_rng(42).permutation(12) does', () => {
  expect([...shuffled(12)]).toEqual([0, 7, 6, 9, 11, 3, 5, 2, 4, 10, 1, 8])
  expect([...shuffled(2000).slice(0, 5)]).toEqual([1631, 285, 1268, 747, 390])
})
