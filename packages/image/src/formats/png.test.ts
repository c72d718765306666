import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { chunk, type PngFile, pngFile } from '../../test/png-file.ts'
import { decodeImage } from '../decode.ts'
import { encodePng } from '../encode-png.ts'
import { ImageError } from '../image-error.ts'

/** Written by pypng, read by libpng (test/fixtures/make-png.py). */
const foreign: { title: string; width: number; height: number; sha256: string; file: string }[] = JSON.parse(
  readFileSync(new URL('../../test/fixtures/png.json', import.meta.url), 'utf8'),
)

/** The pixels, transparent ones black. */
function shown(data: Uint8Array): Uint8Array {
  return data.map((value, i) => (data[i | 3] === 0 ? 0 : value))
}

/** The file with its compressed data replaced, checksum right. */
function withData(file: Uint8Array, data: Uint8Array): Uint8Array {
  const bytes = Buffer.from(file)
  const at = bytes.indexOf('IDAT')
  const end = at + 8 + bytes.readUInt32BE(at - 4)
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at - 4), chunk('IDAT', data), bytes.subarray(end)]))
}

/** Of 33 × 21 gray pixels that no filter or run makes easy. */
const noisy: PngFile = {
  width: 33,
  height: 21,
  depth: 8,
  colour: 0,
  pixel: (x, y) => [(x * x * 7919 + y * 104729 + ((x * y) >> 1)) % 251],
}

describe('png', () => {
  it.each(foreign)('agrees with libpng: $title', async ({ file, width, height, sha256 }) => {
    const raster = await decodeImage(new Uint8Array(Buffer.from(file, 'base64')))
    expect([raster.width, raster.height]).toEqual([width, height])
    expect(createHash('sha256').update(shown(raster.data)).digest('hex')).toBe(sha256)
  })

  describe.each([
    { colour: 0, depth: 2, samples: 1 },
    { colour: 2, depth: 8, samples: 3 },
    { colour: 4, depth: 16, samples: 2 },
  ])('colour $colour, $depth bits', ({ samples, ...kind }) => {
    const top = 2 ** kind.depth - 1
    const pixel = (x: number, y: number) =>
      Array.from({ length: samples }, (_, i) => (x * 5 + y * 11 + i * 33 + ((x * y * 7919) >> 2) + 1) % (top + 1))
    const colours = (x: number, y: number) => {
      const drawn = pixel(x, y).map(value => Math.round((value * 255) / top))
      return samples === 3 ? [...drawn, 255] : [drawn[0]!, drawn[0]!, drawn[0]!, drawn[1] ?? 255]
    }

    it.each([0, 1, 2, 3, 4])('filter %i gives back what was drawn', async filter => {
      for (const interlaced of [false, true]) {
        const { data } = await decodeImage(pngFile({ width: 13, height: 11, interlaced, filter, pixel, ...kind }))
        const drawn = Array.from({ length: 13 * 11 }, (_, i) => colours(i % 13, Math.floor(i / 13))).flat()
        expect([...data]).toEqual(drawn)
      }
    })
  })

  it('compares a 16-bit transparent colour with all 16 bits', async () => {
    const pixel = (x: number) => [x === 1 ? 0x1234 : 0x1235]
    const raster = await decodeImage(
      pngFile({ width: 3, height: 1, depth: 16, colour: 0, transparency: [0x12, 0x34], pixel }),
    )
    expect([3, 7, 11].map(i => raster.data[i])).toEqual([255, 0, 255])
  })

  it('ignores what follows IEND', async () => {
    const bytes = pngFile({ width: 3, height: 2, depth: 8, colour: 0, pixel: (x, y) => [x + 10 * y] })
    const raster = await decodeImage(Uint8Array.from([...bytes, 80, 75, 3, 4, 9, 9]))
    expect(raster.data[4 * 5]).toBe(12)
  })

  describe.each(['at once', 'in steps, where there is no zlib'])('data inflated %s', how => {
    beforeEach(() => {
      if (how !== 'at once') vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    })
    afterEach(() => void vi.restoreAllMocks())

    it.each([false, true])('stops soon in data that goes on for 200 MB (interlaced %s)', async interlaced => {
      const endless = deflateSync(new Uint8Array(200e6))
      const file = withData(pngFile({ ...noisy, interlaced }), endless)
      let most = 0
      const before = process.memoryUsage().arrayBuffers
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      })
      await expect(decodeImage(file)).rejects.toMatchObject({
        code: 'corrupt',
        message: expect.stringContaining('more'),
      })
      clearInterval(watch)
      expect(Math.max(most, process.memoryUsage().arrayBuffers - before)).toBeLessThan(20e6)
    })

    describe.each([false, true])('damaged data, every checksum right (interlaced %s)', interlaced => {
      const file = pngFile({ ...noisy, interlaced })
      const raw = interlaced ? 21 * 33 + 41 : 21 * 34 // Adam7 makes 41 rows of 33 × 21
      const at = Buffer.from(file).indexOf('IDAT')
      const data = file.slice(at + 4, at + 4 + Buffer.from(file).readUInt32BE(at - 4))

      it.each([
        ['cut in the middle', data.slice(0, data.length >> 1)],
        ['without its header', data.map((byte, i) => (i === 0 ? 0 : byte))],
        ['overwritten', data.slice().fill(255, data.length >> 1)],
        ['with another Adler sum', data.map((byte, i) => (i === data.length - 1 ? byte ^ 1 : byte))],
        ['a byte short', deflateSync(new Uint8Array(raw - 1))],
        ['a byte long', deflateSync(new Uint8Array(raw + 1))],
        ['a filter type 9', deflateSync(new Uint8Array(raw).fill(9))],
      ])('%s is corrupt', async (_, damaged) => {
        const error = await decodeImage(withData(file, damaged)).catch(error => error)
        expect(error).toBeInstanceOf(ImageError)
        expect(error.code).toBe('corrupt')
      })

      it('and the honest length is read', async () => {
        await expect(decodeImage(withData(file, deflateSync(new Uint8Array(raw))))).resolves.toMatchObject({
          width: 33,
        })
      })
    })
  })

  it('keeps what pngjs says as the cause', async () => {
    const file = withData(pngFile(noisy), deflateSync(new Uint8Array(21 * 34).fill(9)))
    await expect(decodeImage(file)).rejects.toMatchObject({ cause: { message: expect.stringContaining('filter') } })
  })

  it.each([
    ['a second header that declares a huge picture', 'IHDR', Uint8Array.of(0, 0, 78, 32, 0, 0, 78, 32, 8, 0, 0, 0, 0)],
    ['a palette of a million colours', 'PLTE', new Uint8Array(3e6)],
    ['a second palette', 'PLTE', new Uint8Array(768)],
  ])('refuses %s', async (_, type, data) => {
    const file = pngFile({ width: 3, height: 2, depth: 8, colour: 3, palette: [1, 2, 3], pixel: () => [0] })
    const bytes = new Uint8Array(Buffer.concat([file.subarray(0, 33), chunk(type, data), file.subarray(33)]))
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code: 'corrupt' })
  })

  it('refuses a crowd of chunks', async () => {
    const file = pngFile(noisy)
    const crowd = new Array<Uint8Array>(50_000).fill(chunk('IDAT', new Uint8Array(0)))
    const bytes = new Uint8Array(Buffer.concat([file.subarray(0, 33), ...crowd, file.subarray(33)]))
    await expect(decodeImage(bytes)).rejects.toMatchObject({ message: expect.stringContaining('chunks') })
  })

  it('refuses a palette picture without palette, and a colour that its palette has not', async () => {
    for (const palette of [undefined, [1, 2, 3]]) {
      const about = { width: 3, height: 2, depth: 8, colour: 3, pixel: () => [1] }
      const file = pngFile(palette ? { ...about, palette } : about)
      await expect(decodeImage(file)).rejects.toMatchObject({ code: 'corrupt' })
    }
  })

  it('says truncated when the data cannot fill the declared size', async () => {
    const bytes = pngFile({
      width: 4000,
      height: 3000,
      depth: 8,
      colour: 6,
      raw: new Uint8Array(100),
      pixel: () => [0],
    })
    await expect(decodeImage(bytes)).rejects.toMatchObject({ code: 'truncated' })
  })

  it.each([1, 3, 4])('reads back what encodePng wrote, %i bytes a pixel', async channels => {
    const picture = {
      width: 301,
      height: 97,
      data: Uint8Array.from({ length: 301 * 97 * channels }, (_, i) => (i * 31) >> 3),
    }
    const raster = await decodeImage(encodePng(picture))
    const rgba = Array.from({ length: 301 * 97 }, (_, i) => {
      const own = [...picture.data.subarray(i * channels, (i + 1) * channels)]
      return channels === 1 ? [own[0]!, own[0]!, own[0]!, 255] : channels === 3 ? [...own, 255] : own
    })
    expect(Buffer.compare(raster.data, Uint8Array.from(rgba.flat()))).toBe(0)
  })

  it('encodePng refuses data of another length', () => {
    expect(() => encodePng({ width: 3, height: 2, data: new Uint8Array(7) })).toThrow('3×2')
  })
})
