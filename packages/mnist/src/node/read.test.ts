import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gunzipIdx, readDigitSetFiles } from './read.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitrec-read-'))
})
afterAll(() => rm(folder, { recursive: true }))

function idx(magic: number, count: number, bytes: Uint8Array, sides: number[] = []): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + 4 * sides.length))
  ;[magic, count, ...sides].forEach((value, k) => {
    view.setUint32(4 * k, value)
  })
  return Buffer.concat([new Uint8Array(view.buffer), bytes])
}

const images = (count: number, bytes = count * 784) => idx(2051, count, new Uint8Array(bytes).fill(17), [28, 28])
const labels = (count: number) => idx(2049, count, new Uint8Array(count).fill(6))

async function files(imageBytes: Uint8Array, labelBytes: Uint8Array): Promise<[string, string]> {
  const paths: [string, string] = [join(folder, 'i'), join(folder, 'l')]
  await writeFile(paths[0], imageBytes)
  await writeFile(paths[1], labelBytes)
  return paths
}

describe('readDigitSetFiles', () => {
  it.each([
    ['plain', images(3), labels(3)],
    ['packed', gzipSync(images(3)), gzipSync(labels(3))],
    ['one of each', images(3), gzipSync(labels(3))],
  ])('reads %s files', async (_, imageBytes, labelBytes) => {
    const set = await readDigitSetFiles(...(await files(imageBytes, labelBytes)))
    expect(set.length).toBe(3)
    expect(set.images[2 * 784]).toBe(17)
    expect([...set.labels]).toEqual([6, 6, 6])
  })

  it('does not read a file larger than the limit', async () => {
    const paths = await files(images(3), labels(3))
    await expect(readDigitSetFiles(...paths, { limitBytes: 2000 })).rejects.toMatchObject({
      code: 'too-large',
      file: 'i',
    })
  })

  it('names the file that is wrong', async () => {
    const paths = await files(images(3), images(3))
    await expect(readDigitSetFiles(...paths)).rejects.toMatchObject({ code: 'wrong-magic', file: 'l', offset: 0 })
  })

  it('lets the error of a missing file through', async () => {
    await expect(readDigitSetFiles(join(folder, 'none'), join(folder, 'l'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('gunzipIdx on hostile files', () => {
  const packed = gzipSync(images(40))
  const cases: [string, Uint8Array, string][] = [
    ['cut in the middle', packed.subarray(0, packed.length - 12), 'truncated'],
    ['cut inside the gzip header', packed.subarray(0, 5), 'truncated'],
    ['bytes after the promised ones', gzipSync(images(2, 2 * 784 + 1)), 'too-long'],
    ['fewer bytes than promised', gzipSync(images(9, 8 * 784)), 'truncated'],
    ['300 MB of zeros behind a small header', gzipSync(images(1, 300_000_000)), 'too-long'],
    ['60,000 pictures in a hundred bytes', gzipSync(images(60_000, 0)), 'truncated'],
    ['4 billion pictures', gzipSync(images(0xffffffff, 0)), 'too-large'],
    ['a flipped checksum', packed.map((value, k) => (k === packed.length - 6 ? value ^ 1 : value)), 'gzip'],
    ['a flipped byte of the stream', packed.map((value, k) => (k === 11 ? value ^ 255 : value)), 'gzip'],
    ['gzip in gzip', gzipSync(packed), 'wrong-magic'],
  ]
  it.each(cases)(
    '%s',
    async (_, bytes, code) => {
      await expect(gunzipIdx(bytes, 'images', 'f.gz')).rejects.toMatchObject({ name: 'DataError', code, file: 'f.gz' })
    },
    20_000,
  )

  it('answers every prefix of a file with a typed error', async () => {
    for (let length = 0; length < packed.length; length += 7) {
      await expect(gunzipIdx(packed.subarray(0, length), 'images', 'f')).rejects.toMatchObject({ name: 'DataError' })
    }
  })
})
