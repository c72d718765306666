import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chunk, pngFile } from '../test/png-file.ts'
import { decodeImage, defaultLimits } from './decode.ts'
import { ImageError, imageErrorCodes } from './image-error.ts'

const text = (value: string) => Uint8Array.from(value, letter => letter.charCodeAt(0))
const codeOf = async (bytes: Uint8Array, limits = {}) => {
  try {
    await decodeImage(bytes, limits)
    return 'decoded'
  } catch (error) {
    return error instanceof ImageError ? error.code : `untyped ${error}`
  }
}
const smallPng = pngFile({ width: 7, height: 5, depth: 8, colour: 2, pixel: (x, y) => [x * 30, y * 40, 99] })

/** A valid header and next to nothing behind it. */
function pngBomb(width: number, height: number): Uint8Array {
  return pngFile({ width, height, depth: 8, colour: 6, raw: new Uint8Array(0), pixel: () => [0] })
}

function jpegBomb(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(readFileSync(new URL('../test/fixtures/baseline.jpg', import.meta.url)))
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0xff && bytes[i + 1] === 0xc0)
      bytes.set([height >> 8, height & 255, width >> 8, width & 255], i + 5)
  }
  return bytes
}

describe('decodeImage', () => {
  it.each([
    ['a PNG', pngBomb(12000, 12000), 'too-large'],
    ['a JPEG', jpegBomb(8000, 8000), 'too-large'],
    ['a PNG within the limits', pngBomb(4800, 4900), 'truncated'],
    ['a JPEG within the limits', jpegBomb(4800, 4900), 'truncated'],
    ['a long PNG', pngBomb(20001, 1), 'too-large'],
    [
      'a GIF whose frame is larger than its screen',
      text('GIF89a\x05\0\x05\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;'),
      'too-large',
    ],
  ])('refuses a small file that declares a huge picture: %s', async (_, bytes, code) => {
    expect(bytes.length).toBeLessThan(1000)
    const before = process.memoryUsage().arrayBuffers
    expect(await codeOf(bytes)).toBe(code)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6)
  })

  it('keeps each limit to the pixel and the byte', async () => {
    expect(await codeOf(smallPng, { pixels: 35 })).toBe('decoded')
    expect(await codeOf(smallPng, { pixels: 34 })).toBe('too-large')
    expect(await codeOf(smallPng, { side: 7 })).toBe('decoded')
    expect(await codeOf(smallPng, { side: 6 })).toBe('too-large')
    expect(await codeOf(smallPng, { bytes: smallPng.length })).toBe('decoded')
    expect(await codeOf(smallPng, { bytes: smallPng.length - 1 })).toBe('too-large')
    expect(await codeOf(new Uint8Array(defaultLimits.bytes + 1))).toBe('too-large')
  })

  it.each([
    ['%PDF-1.7', 'PDF'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG'],
    ['\0\0\0\x18ftypheic', 'HEIC'],
    ['II*\0rest', 'TIFF'],
    ['<!DOCTYPE html><p>', 'web page'],
    ['Dear all,', 'text'],
    ['\x01\x02\x03\x04', 'no picture'],
  ])('says what %j looks like and what is accepted', async (bytes, name) => {
    await expect(decodeImage(text(bytes))).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(new RegExp(`${name}.*PNG, JPEG`)),
    })
  })

  it('calls no bytes empty', async () => {
    expect(await codeOf(new Uint8Array(0))).toBe('empty')
  })

  it('does not mind a view into a larger buffer', async () => {
    const buffer = new Uint8Array(smallPng.length + 9)
    buffer.set(smallPng, 3)
    expect((await decodeImage(buffer.subarray(3, 3 + smallPng.length))).data.slice(4, 8)).toEqual(
      Uint8Array.of(30, 0, 99, 255),
    )
  })

  it('finds a wrong checksum and an unknown critical chunk', async () => {
    const wrong = smallPng.slice()
    wrong[45]! ^= 4
    expect(await codeOf(wrong)).toBe('corrupt')
    const unknown = new Uint8Array(
      Buffer.concat([smallPng.subarray(0, 33), chunk('ABCD', text('x')), smallPng.subarray(33)]),
    )
    expect(await codeOf(unknown)).toBe('corrupt')
  })

  it('answers 900 damaged files with a picture or a typed error (seed 7)', async () => {
    const folder = new URL('../test/fixtures/', import.meta.url)
    const files = readdirSync(folder)
      .filter(name => !/\.(sh|py|json)$/.test(name))
      .map(name => new Uint8Array(readFileSync(new URL(name, folder))))
    let seed = 7
    const next = (n: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % n
    const codes = new Set<string>()
    for (let round = 0; round < 900; round++) {
      const bytes = files[round % files.length]!.slice()
      for (let changes = 1 + next(4); changes > 0; changes--) bytes[next(bytes.length)] = next(256)
      const code = await codeOf(bytes.subarray(0, next(5) === 0 ? next(bytes.length) : bytes.length), { pixels: 1e6 })
      expect(['decoded', ...Object.keys(imageErrorCodes)], `round ${round}`).toContain(code)
      codes.add(code)
    }
    expect(codes).toContain('corrupt')
    expect(codes).toContain('decoded')
  })
})
