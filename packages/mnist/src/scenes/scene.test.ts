import { createRandom } from '@digitrec/tensor'
import { describe, expect, it } from 'vitest'
import { pixelsPerDigit } from '../idx.ts'
import { drawDigitSet } from '../synthetic.ts'
import { type DigitPool, digitPools, drawnPool } from './digit-pool.ts'
import { drawScene } from './scene.ts'
import { contactSheet, sceneSet, sceneSets } from './scene-sets.ts'
import { backThrough, drawView, throughView } from './scene-view.ts'

/** Stands in for MNIST: 400 drawn digits. */
const set = drawDigitSet({ seed: 5, length: 400 })
const pools = [drawnPool({ seed: 6, length: 60 })]

describe('drawScene', () => {
  it('knows what it wrote: text, lines and digits agree, boxes lie in the picture and in their line', () => {
    for (let seed = 0; seed < 12; seed++) {
      const { raster, text, digits, lines } = drawScene({ pools, digits: 7 }, createRandom(seed))
      const rows = text.split('\n')
      expect(lines).toHaveLength(rows.length)
      for (const [line, row] of rows.entries())
        expect(
          digits
            .filter(one => one.line === line)
            .map(({ digit }) => digit)
            .join(''),
        ).toBe(row)
      for (const { box, line } of digits) {
        expect(box.width * box.height, `seed ${seed}`).toBeGreaterThan(0)
        expect(box.x).toBeGreaterThanOrEqual(lines[line]!.x)
        expect(box.x + box.width).toBeLessThanOrEqual(lines[line]!.x + lines[line]!.width)
        expect(box.x + box.width).toBeLessThanOrEqual(raster.width)
        expect(box.y + box.height).toBeLessThanOrEqual(raster.height)
      }
    }
  })

  it('has the ink where the boxes say, and none outside of them', () => {
    for (let seed = 20; seed < 28; seed++) {
      const { raster, digits } = drawScene({ pools, digits: 5, isPlain: true, spacing: 'spaced' }, createRandom(seed))
      const { width, height, data } = raster
      const paper = data[0]!
      // Pencil is faint, and a soft shadow takes a few levels of paper.
      const contrast = (x: number, y: number) => Math.abs(data[4 * (y * width + x)]! - paper)
      const inside = new Uint8Array(width * height)
      for (const { box } of digits) {
        let ink = 0
        for (let y = box.y; y < box.y + box.height; y++)
          for (let x = box.x; x < box.x + box.width; x++) {
            inside[y * width + x] = 1
            if (contrast(x, y) > 50) ink++
          }
        expect(ink, `seed ${seed}`).toBeGreaterThan(0)
      }
      let outside = 0
      for (let i = 0; i < inside.length; i++)
        if (!inside[i] && contrast(i % width, Math.floor(i / width)) > 100) outside++
      expect(outside, `seed ${seed}`).toBeLessThan(0.002 * inside.length)
    }
  })

  it('puts neighbours together or apart, as asked', () => {
    const gaps = (spacing: 'touching' | 'spaced') =>
      Array.from({ length: 8 }, (_, seed) => drawScene({ pools, lines: 1, isPlain: true, spacing }, createRandom(seed)))
        .flatMap(({ digits }) => digits.slice(1).map(({ box }, i) => box.x - digits[i]!.box.x - digits[i]!.box.width))
        .sort((a, b) => a - b)
    const [near, far] = [gaps('touching'), gaps('spaced')]
    expect(near[near.length >> 1]).toBeLessThan(2)
    expect(far[far.length >> 1]).toBeGreaterThan(2)
  })

  it('draws the same scene from the same stream, and another from another', () => {
    const [a, b, c] = [3, 3, 4].map(seed => drawScene({ pools, digits: 4 }, createRandom(seed)))
    expect(b).toEqual(a)
    expect(c!.raster.data).not.toEqual(a!.raster.data)
  })
})

describe('views', () => {
  it('lead back to where they came from, and turn and bend around the middle', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      const view = drawView(300, 200, random.uniform(-0.3, 0.3), random.uniform(0, 0.4), random)
      expect(throughView(view, 150, 100).map(Math.round)).toEqual([150, 100])
      for (const [x, y] of [
        [3, 7],
        [290, 20],
        [140, 190],
      ] as const) {
        const [u, v] = throughView(view, x, y)
        const [backX, backY] = backThrough(view, u, v)
        expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-6)
      }
    }
  })
})

describe('sets of scenes', () => {
  it('give training and validation no picture in common', () => {
    const used = (list: readonly DigitPool[]) => {
      const random = createRandom(9)
      const found = new Set<number>()
      for (let i = 0; i < 2000; i++) found.add(list[0]!.hand(random)(i % 10))
      return found
    }
    const [train, held] = [
      used(digitPools(set, 'train', { drawn: 0 })),
      used(digitPools(set, 'validation', { drawn: 0 })),
    ]
    expect(held.size).toBeGreaterThan(20)
    expect([...held].filter(index => train.has(index))).toEqual([])
    for (const index of held) expect(index * pixelsPerDigit).toBeLessThan(set.images.length)
    expect(new Set(Object.values(sceneSets).map(({ seed }) => seed)).size).toBe(Object.keys(sceneSets).length)
  })

  it('give scene n by its number alone, and a sheet to look at', () => {
    const scene = sceneSet('gallery', set)
    const third = scene(3)
    scene(1)
    expect(scene(3)).toEqual(third)
    const sheet = contactSheet([third, scene(5)])
    expect(sheet.data.length).toBe(4 * sheet.width * sheet.height)
    expect(sheet.data.some((value, i) => i % 4 === 1 && value === 60)).toBe(true)
  })
})
