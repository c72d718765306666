import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findMnist } from './find.ts'
import { loadMnist } from './load.ts'
import { mnistFiles } from './sources.ts'

const found = await findMnist()

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'digitrec-load-'))
})
afterEach(() => rm(root, { recursive: true }))

/** A folder with the four files, tiny: three training digits, two test digits. */
async function tinyMnist(folder: string, { isPacked = true } = {}): Promise<void> {
  await mkdir(folder, { recursive: true })
  const put = (name: string, bytes: Uint8Array) =>
    writeFile(join(folder, isPacked ? name : name.replace('.gz', '')), isPacked ? gzipSync(bytes) : bytes)
  for (const [kind, count] of [
    ['train', 3],
    ['test', 2],
  ] as const) {
    const image = Buffer.concat([
      Buffer.from([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28]),
      Buffer.alloc(784 * count, count),
    ])
    await put(mnistFiles[`${kind}Images`].name, image)
    await put(
      mnistFiles[`${kind}Labels`].name,
      Buffer.from([0, 0, 8, 1, 0, 0, 0, count, ...Array.from({ length: count }, (_, k) => k + 4)]),
    )
  }
}

const nowhere = () => ({ env: { XDG_CACHE_HOME: join(root, 'cache') }, cwd: join(root, 'a', 'b') })

describe('findMnist', () => {
  it('says undefined when there is none', async () => {
    expect(await findMnist(nowhere())).toBeUndefined()
  })

  it('takes DIGITREC_DATA, with and without a folder mnist in it, packed or not', async () => {
    await tinyMnist(join(root, 'x'))
    await tinyMnist(join(root, 'y', 'mnist'), { isPacked: false })
    const find = (name: string) => findMnist({ ...nowhere(), env: { DIGITREC_DATA: join(root, name) } })
    expect(await find('x')).toEqual({ folder: join(root, 'x'), from: 'DIGITREC_DATA' })
    expect(await find('y')).toEqual({ folder: join(root, 'y', 'mnist'), from: 'DIGITREC_DATA' })
  })

  it('prefers the argument, then DIGITREC_DATA, then shared/data beside, then the cache', async () => {
    const { env, cwd } = nowhere()
    await tinyMnist(join(root, 'cache', 'digitrec', 'mnist'))
    expect((await findMnist({ env, cwd }))?.from).toBe('cache')
    await tinyMnist(join(root, 'shared', 'data', 'mnist'))
    expect(await findMnist({ env, cwd })).toEqual({ folder: join(root, 'shared', 'data', 'mnist'), from: 'beside' })
    await tinyMnist(join(root, 'x'))
    const named = { ...env, DIGITREC_DATA: join(root, 'x') }
    expect((await findMnist({ env: named, cwd }))?.from).toBe('DIGITREC_DATA')
    await tinyMnist(join(root, 'z'))
    expect(await findMnist({ env: named, cwd, folder: join(root, 'z') })).toEqual({
      folder: join(root, 'z'),
      from: 'argument',
    })
  })

  it('does not look elsewhere when the named folder has none, or only three of the files', async () => {
    await tinyMnist(join(root, 'cache', 'digitrec', 'mnist'))
    await tinyMnist(join(root, 'x'))
    await rm(join(root, 'x', mnistFiles.testLabels.name))
    const env = { ...nowhere().env, DIGITREC_DATA: join(root, 'x') }
    expect(await findMnist({ ...nowhere(), env })).toBeUndefined()
  })
})

describe('loadMnist', () => {
  it('reads both sets and says where from', async () => {
    await tinyMnist(join(root, 'x'))
    const { train, test, source } = await loadMnist({ folder: join(root, 'x') })
    expect([train.length, test.length]).toEqual([3, 2])
    expect([...train.labels]).toEqual([4, 5, 6])
    expect(test.images[0]).toBe(2)
    expect(source).toEqual({ folder: join(root, 'x'), from: 'argument' })
  })

  it('says missing, never downloads, when the named folder has none', async () => {
    const fetch = () => Promise.reject(new Error('asked the net'))
    await expect(loadMnist({ folder: join(root, 'x'), fetch })).rejects.toMatchObject({ code: 'missing' })
    const env = { DIGITREC_DATA: join(root, 'y') }
    await expect(loadMnist({ ...nowhere(), env, fetch })).rejects.toThrow(/y.*DIGITREC_DATA/)
    await expect(loadMnist({ ...nowhere(), download: false, fetch })).rejects.toMatchObject({ code: 'missing' })
  })

  it('names the file of a set that is damaged', async () => {
    await tinyMnist(join(root, 'x'))
    await writeFile(join(root, 'x', mnistFiles.testLabels.name), gzipSync(Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 4, 10])))
    await expect(loadMnist({ folder: join(root, 'x') })).rejects.toMatchObject({
      code: 'label-range',
      file: mnistFiles.testLabels.name,
      offset: 9,
    })
  })

  it.skipIf(!found)(`reads MNIST itself${found ? '' : ' (skipped: not on this machine, see findMnist)'}`, async () => {
    const { train, test } = await loadMnist()
    expect([train.length, test.length]).toEqual([60_000, 10_000])
    expect([...train.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9])
    expect([...test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4])
    for (const { name, bytes, sha256 } of Object.values(mnistFiles)) {
      const file = await readFile(join(found!.folder, name)).catch(() => undefined)
      if (!file) continue
      expect(file.length).toBe(bytes)
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256)
    }
  })
})
