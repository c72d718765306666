// Files written by ImageMagick, libjpeg-turbo and libwebp (test/fixtures/make.sh), all showing base.ppm.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeImage, sniffFormat } from '../decode.ts'

const read = (name: string) => new Uint8Array(readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url)))

/** Mean distance per channel from the colours base.ppm was drawn with; gray files are compared by luma. */
async function meanError(name: string, { gray = false } = {}): Promise<number> {
  const { width, height, data } = await decodeImage(read(name))
  if (width !== 24 || height !== 17) throw new Error(`${name} is ${width}×${height}`)
  let sum = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour =
        x <= 11 && y <= 7
          ? [255, 0, 0]
          : x >= 12 && y >= 8
            ? [0, 80, 192]
            : x >= 3 && x <= 8 && y >= 10 && y <= 14
              ? [0, 0, 0]
              : [255, 255, 255]
      const luma = 0.299 * colour[0]! + 0.587 * colour[1]! + 0.114 * colour[2]!
      for (let i = 0; i < 3; i++) sum += Math.abs(data[(y * width + x) * 4 + i]! - (gray ? luma : colour[i]!))
    }
  }
  return sum / (width * height * 3)
}

describe('files of other programs', () => {
  it.each([
    'base.ppm',
    'base.gif',
    'interlaced.gif',
    'animated.gif',
    'base24.bmp',
    'base32.bmp',
    'runs8.bmp',
    'lossless.webp',
    'rgb8-none.png',
    'rgb8-PNG.png',
    'rgb16-none.png',
    'rgb16-PNG.png',
  ])('%s is exact', async name => {
    expect(await meanError(name)).toBe(0)
  })

  it.each([
    'baseline.jpg',
    'progressive.jpg',
    'restart.jpg',
    'progressive-restart.jpg',
    'rgb.jpg',
    'cmyk.jpg',
    'palette4.bmp',
  ])('%s is close', async name => {
    expect(await meanError(name)).toBeLessThan(5)
  })

  it.each(['subsampled.jpg', 'lossy.webp'])('%s is close, colour edges apart', async name => {
    expect(await meanError(name)).toBeLessThan(14)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('a JPEG with EXIF orientation %i comes out upright', async orientation => {
    expect(await meanError(`exif-${orientation}.jpg`)).toBeLessThan(5)
  })

  it('gray.jpg is luma', async () => {
    expect(await meanError('gray.jpg', { gray: true })).toBeLessThan(5)
  })

  it('mono.bmp is black and white', async () => {
    const { data } = await decodeImage(read('mono.bmp'))
    expect(new Set(data)).toEqual(new Set([0, 255]))
    expect(data[23 * 4]).toBe(255)
  })

  it.each(['transparent.gif', 'alpha.webp'])('%s is transparent where base.ppm is white', async name => {
    const { data } = await decodeImage(read(name))
    expect([data[3], data[23 * 4 + 3], data[(11 * 24 + 4) * 4 + 3]]).toEqual([255, 0, 255])
  })

  it('a 16-bit BMP with masks, rows from the top', async () => {
    const header = new Uint8Array(66 + 8)
    const view = new DataView(header.buffer)
    header.set([0x42, 0x4d])
    for (const [at, value] of [
      [10, 66],
      [14, 40],
      [18, 3],
      [22, -1],
      [30, 3],
      [54, 0xf800],
      [58, 0x7e0],
      [62, 0x1f],
    ] as const)
      view.setInt32(at, value, true)
    view.setUint16(28, 16, true)
    for (const [i, value] of [0xf800, 0x07e0, 0xffff].entries()) view.setUint16(66 + 2 * i, value, true)
    const { data } = await decodeImage(header)
    expect([...data]).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 255, 255, 255, 255])
  })

  it('an arithmetic-coded JPEG is named as unsupported', async () => {
    await expect(decodeImage(read('arithmetic.jpg'))).rejects.toMatchObject({ code: 'unsupported' })
  })

  it.each(['baseline.jpg', 'progressive.jpg', 'rgb8-PNG.png', 'base.gif', 'base24.bmp', 'lossless.webp', 'base.ppm'])(
    '%s cut anywhere is truncated',
    async name => {
      const bytes = read(name)
      for (let length = 60; length < bytes.length - 1; length += 7) {
        await expect(decodeImage(bytes.subarray(0, length)), `${length} bytes`).rejects.toMatchObject({
          code: 'truncated',
        })
      }
    },
  )

  it('formats are told apart by their bytes', () => {
    const names = ['base.ppm', 'base.gif', 'base24.bmp', 'lossy.webp', 'gray.jpg', 'rgb8-none.png', 'make.sh']
    expect(names.map(name => sniffFormat(read(name)))).toEqual(['pnm', 'gif', 'bmp', 'webp', 'jpeg', 'png', undefined])
  })
})
