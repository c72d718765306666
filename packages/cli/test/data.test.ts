// digitrec data, without the net.

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { samples } from '@digitrec/mnist'
import { findMnist } from '@digitrec/mnist/node'
import { expect, onTestFinished, test } from 'vitest'
import { digitrec } from './harness.ts'

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'digitrec-data-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('data sample writes every sample, and says what should be read from it', async () => {
  const folder = join(await emptyFolder(), 'new', 'folder')
  const { code, out } = await digitrec(['data', 'sample', '--out', folder])
  expect(code).toBe(0)
  expect((await readdir(folder)).sort()).toEqual(samples.map(({ name }) => `${name}.png`).sort())
  expect(out).toContain(`${join(folder, 'number-70413-pen.png')}\t70413\n`)
})

test('data info of a folder without MNIST says what to do: exit code 2', async () => {
  const { code, err } = await digitrec(['data', 'info', '--data', await emptyFolder()])
  expect(code).toBe(2)
  expect(err).toMatch('digitrec data fetch')
})

const found = await findMnist()

test.skipIf(!found)('data info counts the digits (skipped where there is no MNIST)', async () => {
  const { code, out } = await digitrec(['data', 'info', '--data', found!.folder])
  expect(code).toBe(0)
  expect(out).toMatch(/^train {3}60000 digits: 0×5923 1×6742/m)
  expect(out).toMatch(/^test {4}10000 digits: 0×980 1×1135/m)
})
