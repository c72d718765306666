import type { Raster } from '@digitrec/image'
import { createRandom } from '@digitrec/tensor'
import { decode, encode } from 'jpeg-js'
import { describe, expect, it } from 'vitest'
import { samples } from '../samples.ts'
import { degradations } from './index.ts'
import { jpegLoss } from './jpeg-loss.ts'
import { addNoise } from './light.ts'
import { measureScene } from './scene.ts'

const clean = samples.find(({ name }) => name === 'number-60-black')!.make()
const scene = measureScene(clean)!
const difference = (a: Raster, b: Raster) => {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!)
  return sum / a.data.length
}

describe('measureScene', () => {
  it('knows digits, pen and page of a clean picture', () => {
    expect(scene.boxes.length).toBe(2)
    expect(scene.heightPx).toBeGreaterThan(110)
    expect(scene.heightPx).toBeLessThan(145)
    expect(scene.strokePx).toBeGreaterThan(8)
    expect(scene.strokePx).toBeLessThan(16)
    expect(scene.isDark).toBe(false)
  })

  it('has nothing to say of a blank page', () => {
    expect(measureScene({ width: 120, height: 90, data: new Uint8Array(120 * 90 * 4).fill(255) })).toBeUndefined()
  })
})

describe.each(Object.entries(degradations))('%s', (_, degradation) => {
  const spoilt = degradation.apply(scene, createRandom(3))

  it('gives the same picture for the same seed and another for another', () => {
    expect(Buffer.compare(degradation.apply(scene, createRandom(3)).data, spoilt.data)).toBe(0)
    if (degradation !== degradations.inverted)
      expect(Buffer.compare(degradation.apply(scene, createRandom(4)).data, spoilt.data)).not.toBe(0)
  })

  it('leaves the clean picture as it was, and gives opaque pixels of its size', () => {
    expect(Buffer.compare(samples.find(({ name }) => name === 'number-60-black')!.make().data, clean.data)).toBe(0)
    expect(spoilt.data.length).toBe(4 * spoilt.width * spoilt.height)
    for (let i = 3; i < spoilt.data.length; i += 4) if (spoilt.data[i] !== 255) throw new Error(`alpha at ${i}`)
  })
})

describe('what is drawn beyond the border', () => {
  it('is bare paper, also where writing reaches the border', () => {
    const [width, height] = [120, 160]
    const data = new Uint8Array(4 * width * height).fill(255)
    const paper = (x: number, y: number) => 200 + Math.round((20 * x) / width - (10 * y) / height)
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)]
      const isBar = Math.abs(x - 60) < 7 || (y > 70 && y < 82 && x > 60) // a pale 4 that leaves on three sides
      data.fill(isBar ? 165 : paper(x, y), 4 * i, 4 * i + 3)
    }
    const page = { raster: { width, height, data }, boxes: [], heightPx: height, strokePx: 13, isDark: false }
    const raster = degradations.quarter.apply(page, createRandom(5))
    const ink = Array.from({ length: raster.width * raster.height }, (_, i) => raster.data[4 * i]!).filter(v => v < 185)
    expect(raster.width).toBeGreaterThan(400)
    expect(ink.length).toBeLessThan(160 * 14 + 60 * 13) // no more than was written
  })

  it('is bare paper where writing fills three of the four sides', () => {
    const [width, height] = [120, 160]
    const data = new Uint8Array(4 * width * height).fill(255)
    for (let i = 0; i < width * height; i++) {
      const [x, y] = [i % width, Math.floor(i / width)]
      const isInk = x < 100 && (x < 11 || y < 15 || y >= 145) // a square C
      if (isInk) data.set([50, 60, 190], 4 * i)
    }
    const page = { raster: { width, height, data }, boxes: [], heightPx: height, strokePx: 13, isDark: false }
    for (const name of ['quarter', 'perspective', 'turned-30'] as const) {
      const { width: w, height: h, data: spoilt } = degradations[name].apply(page, createRandom(5))
      const corners = [0, w - 1, (h - 1) * w, h * w - 1].map(i => spoilt[4 * i]!)
      expect(Math.min(...corners), name).toBeGreaterThan(250)
    }
  })
})

describe('jpegLoss', () => {
  it.each([25, 50, 90])('is what jpeg-js makes of a picture at quality %i, within rounding', quality => {
    const noisy = addNoise({ width: 61, height: 43, data: clean.data.slice(0, 61 * 43 * 4) }, createRandom(1), 22)
    const file = encode({ width: 61, height: 43, data: Buffer.from(noisy.data) }, quality).data
    const theirs = decode(file, { useTArray: true })
    const ours = jpegLoss(noisy, quality)
    expect(difference(ours, theirs as Raster)).toBeLessThan(1.5)
    expect(difference(ours, noisy)).toBeGreaterThan(2)
  })
})
