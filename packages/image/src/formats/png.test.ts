import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { type PngFile, pngFile } from '../../test/png-file.ts'
import { decodeImage } from '../decode.ts'
import { encodePng } from '../encode-png.ts'

const palette = [250, 10, 20, 0, 0, 0, 30, 200, 90, 255, 255, 255]
const kinds: (Pick<PngFile, 'colour' | 'depth' | 'palette' | 'transparency'> & { samples: number })[] = []
for (const depth of [1, 2, 4, 8, 16]) kinds.push({ colour: 0, depth, samples: 1 })
for (const depth of [8, 16])
  for (const [colour, samples] of [
    [2, 3],
    [4, 2],
    [6, 4],
  ] as const)
    kinds.push({ colour, depth, samples })
for (const depth of [2, 4, 8])
  kinds.push(
    { colour: 3, depth, samples: 1, palette },
    { colour: 3, depth, samples: 1, palette, transparency: [255, 0, 128] },
  )
kinds.push(
  { colour: 0, depth: 4, samples: 1, transparency: [0, 5] },
  { colour: 2, depth: 8, samples: 3, transparency: [0, 0, 0, 33, 0, 66] },
)

describe('png', () => {
  for (const { samples, ...kind } of kinds) {
    for (const interlaced of [false, true]) {
      for (const filter of [0, 1, 2, 3, 4]) {
        const title = `colour ${kind.colour}, ${kind.depth} bits${kind.transparency ? ', tRNS' : ''}, filter ${filter}, ${interlaced ? 'interlaced' : 'in rows'}`
        it(`agrees with pngjs: ${title}`, async () => {
          const top = kind.colour === 3 ? 4 : 2 ** kind.depth
          const pixel = (x: number, y: number) =>
            Array.from({ length: samples }, (_, i) => (x * 5 + y * 11 + i * 33 + ((x * y * 7919) >> 2)) % top)
          const bytes = pngFile({ width: 13, height: 11, interlaced, filter, pixel, ...kind })
          const ours = await decodeImage(bytes)
          const theirs = PNG.sync.read(Buffer.from(bytes))
          expect([ours.width, ours.height]).toEqual([theirs.width, theirs.height])
          // pngjs blackens transparent pixels
          const shown = (data: Uint8Array, i: number) => (data[i | 3] === 0 ? 0 : data[i]!)
          const off = ours.data.findIndex(
            (_, i) => Math.abs(shown(ours.data, i) - shown(theirs.data, i)) > (kind.depth === 16 ? 1 : 0),
          )
          expect(off === -1 ? 'equal' : `byte ${off}: ${ours.data[off]} instead of ${theirs.data[off]}`).toBe('equal')
        })
      }
    }
  }

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

  it.each([false, true])(
    'makes no more than the declared pixels of a stream that holds 40 MB (interlaced %s)',
    async interlaced => {
      const bytes = pngFile({
        width: 5,
        height: 3,
        depth: 8,
        colour: 0,
        interlaced,
        raw: new Uint8Array(40e6),
        pixel: () => [0],
      })
      const raster = await decodeImage(bytes)
      expect(raster.data.length).toBe(60)
    },
  )

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
    const theirs = PNG.sync.read(Buffer.from(encodePng(picture)))
    expect(Buffer.compare(raster.data, theirs.data)).toBe(0)
    expect(raster.data[4]).toBe(picture.data[channels])
  })

  it('encodePng refuses data of another length', () => {
    expect(() => encodePng({ width: 3, height: 2, data: new Uint8Array(7) })).toThrow('3×2')
  })
})
