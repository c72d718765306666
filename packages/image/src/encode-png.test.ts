import { inflateRawSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeImage } from './decode.ts'
import { deflate } from './deflate.ts'
import { encodePng } from './encode-png.ts'

describe('deflate', () => {
  it('is undone by zlib, for any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.array(fc.nat(3), { maxLength: 3000 }).map(values => Uint8Array.from(values)), // many repeats
    )
    fc.assert(
      fc.property(bytes, data => {
        expect(new Uint8Array(inflateRawSync(deflate(data)))).toEqual(data)
      }),
      { numRuns: 200, seed: 5 },
    )
  })

  it('finds repeats at every distance up to 32 kB, and of every length', () => {
    const data = new Uint8Array(70_000)
    for (let i = 0; i < data.length; i++)
      data[i] = i < 33_000 ? (i * i * 31) >> 7 : data[i - 32_768 + (i % 3 === 0 ? 0 : 1)]!
    expect(inflateRawSync(deflate(data)).equals(data)).toBe(true)
    const flat = new Uint8Array(100_000)
    expect(deflate(flat).length).toBeLessThan(flat.length / 100)
    expect(inflateRawSync(deflate(flat)).equals(flat)).toBe(true)
  })
})

describe('encodePng', () => {
  it.each([
    [1, 'gray'],
    [3, 'colour'],
    [4, 'colour with alpha'],
  ])('writes %i channels (%s) that decodeImage reads back', async channels => {
    const data = Uint8Array.from({ length: 37 * 23 * channels }, (_, i) => (i * 7) & 255)
    const { width, height, data: back } = await decodeImage(encodePng({ width: 37, height: 23, data }))
    expect([width, height]).toEqual([37, 23])
    for (let i = 0; i < 37 * 23; i++) {
      const own = data.subarray(i * channels, (i + 1) * channels)
      const expected = channels === 1 ? [own[0], own[0], own[0], 255] : [...own, ...(channels === 3 ? [255] : [])]
      expect([...back.subarray(4 * i, 4 * i + 4)]).toEqual(expected)
    }
  })

  it('never grows noise by more than its block headers', () => {
    let state = 1
    const data = Uint8Array.from({ length: 300 * 300 }, () => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 16)
    const png = encodePng({ width: 300, height: 300, data })
    expect(png.length).toBeLessThan(300 * 301 + 100)
    const idat = png.subarray(8 + 25 + 8, png.length - 12 - 4)
    expect(inflateSync(idat).length).toBe(300 * 301)
  })

  it('says what it expected of data', () => {
    expect(() => encodePng({ width: 3, height: 2, data: new Uint8Array(12) })).toThrow(RangeError)
  })
})
