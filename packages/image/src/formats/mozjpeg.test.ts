import { readFileSync } from 'node:fs'
import { decode, encode } from 'jpeg-js'
import { describe, expect, it, vi } from 'vitest'
import { decodeImage } from '../decode.ts'
import { readWithMozjpeg } from './mozjpeg.ts'

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../test/fixtures/${name}.jpg`, import.meta.url)))

/** A picture with soft and hard edges in colour, and a dark corner at the top left. */
function photo(width: number, height: number): Uint8Array {
  const data = Buffer.alloc(width * height * 4, 255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 4
      const corner = x < width / 4 && y < height / 4 ? 0.2 : 1
      data[i] = corner * (180 + 60 * Math.sin(x / 40))
      data[i + 1] = corner * (180 + 60 * Math.cos(y / 50))
      data[i + 2] = corner * ((x >> 5) % 2 ? 220 : 120)
    }
  return new Uint8Array(encode({ width, height, data }, 90).data)
}

/** The file with an EXIF block that gives its orientation. */
function turned(jpeg: Uint8Array, orientation: number): Uint8Array {
  const tag = `\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(orientation)}\0\0`
  const exif = Buffer.from(`Exif\0\0MM\0*\0\0\0\x08\0\x01${tag}\0\0\0\0`)
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2, ...exif, ...jpeg.subarray(2)])
}

describe('mozjpeg', () => {
  it.each(['baseline', 'progressive', 'restart', 'progressive-restart', 'gray', 'exif-6'])(
    'reads %s.jpg as jpeg-js does',
    async name => {
      const expected = decode(fixture(name), { useTArray: true })
      const picture = (await readWithMozjpeg(fixture(name)))!
      expect([picture.width, picture.height]).toEqual([expected.width, expected.height])
      // Two ways of rounding, nothing more.
      expect(Math.max(...picture.data.map((value, i) => Math.abs(value - expected.data[i]!)))).toBeLessThanOrEqual(2)
    },
  )

  it('gives up CMYK and arithmetic coding, and still reads the next file', async () => {
    expect(await readWithMozjpeg(fixture('cmyk'))).toBeUndefined()
    expect(await readWithMozjpeg(fixture('arithmetic'))).toBeUndefined()
    expect(await readWithMozjpeg(fixture('baseline'))).toMatchObject({ width: 24, height: 17 })
  })

  it('is what large pictures are read with, upright', async () => {
    const jpeg = photo(640, 400)
    const upright = (await readWithMozjpeg(jpeg))!
    expect(Buffer.compare((await decodeImage(jpeg)).data, upright.data)).toBe(0)
    const { width, height, data } = await decodeImage(turned(jpeg, 6))
    expect([width, height]).toEqual([400, 640])
    // Turned a quarter clockwise: the dark corner is at the top right now, light colours everywhere else.
    const red = (x: number, y: number) => data[(y * width + x) * 4]!
    expect(red(390, 10)).toBeLessThan(60)
    expect(Math.min(red(10, 10), red(10, 630), red(390, 630))).toBeGreaterThan(100)
  })

  it('calls samples damaged that it had to make up', async () => {
    const jpeg = photo(640, 400)
    const middle = jpeg.length >> 1
    await expect(
      decodeImage(Uint8Array.from([...jpeg.subarray(0, middle), ...jpeg.subarray(-2)])),
    ).rejects.toMatchObject({ code: 'corrupt', message: expect.stringContaining('damaged') })
  })

  it('leaves the picture to jpeg-js where there is no WebAssembly', async () => {
    const jpeg = photo(640, 400)
    const expected = decode(jpeg, { useTArray: true })
    expect(Buffer.compare((await decodeImage(jpeg)).data, expected.data)).not.toBe(0)
    vi.stubGlobal('WebAssembly', undefined)
    try {
      expect(Buffer.compare((await decodeImage(jpeg)).data, expected.data)).toBe(0)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
