// What goes wrong while training ends in a clear error with a code, and nothing that was there before is touched.

import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type DigitSet, drawDigitSet } from '@digitrec/mnist'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { digitrec, type Outcome } from './harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'digitrec-failures-'))
const at = (...names: string[]) => join(folder, ...names)
const data = at('data')
const model = at('kept', 'net.model')

beforeAll(async () => {
  mkdirSync(data)
  writeIdx('train', drawDigitSet({ seed: 1, length: 120 }))
  writeIdx('t10k', drawDigitSet({ seed: 2, length: 30 }))
  // A model, its card, curves, checkpoint and record: all that a failure must leave alone.
  expect(await digitrec(train())).toMatchObject({ code: 0 })
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** The two files of a set, unpacked. @see http://yann.lecun.com/exdb/mnist, the IDX format */
function writeIdx(name: string, { length, images, labels }: DigitSet): void {
  const head = (...words: number[]) => {
    const bytes = Buffer.alloc(4 * words.length)
    for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, 4 * i)
    return bytes
  }
  writeFileSync(join(data, `${name}-images-idx3-ubyte`), Buffer.concat([head(2051, length, 28, 28), images]))
  writeFileSync(join(data, `${name}-labels-idx1-ubyte`), Buffer.concat([head(2049, length), labels]))
}

function train(...more: string[]): string[] {
  return [...['train', '--preset', 'report', '--data', data, '--epochs', '2', '--seed', '5', '--out', model], ...more]
}

/** Every file under a folder, with its bytes. */
function filesIn(folder: string): Record<string, Buffer> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map(path => [path, readFileSync(path)]))
}

/** Runs what must fail, and checks that it leaves every file as it was, and none behind. */
async function failing(run: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  const before = filesIn(at('kept'))
  expect(Object.keys(before)).toEqual(
    expect.arrayContaining([model, `${model}.json`, `${model}.html`, join(`${model}.run`, 'checkpoint.digitrec')]),
  )
  const outcome = await run()
  const after = filesIn(at('kept'))
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort())
  for (const [path, bytes] of Object.entries(before)) expect(after[path]!.equals(bytes), path).toBe(true)
  expect(outcome.out).toBe('')
  return outcome
}

/** The command in a process of its own whose files may have so many kilobytes: what a full disk looks like to a program. */
function withFilesOfAtMost(kilobytes: number, argv: readonly string[]): Outcome {
  const main = resolve('packages/cli/src/main.ts')
  const node = [process.execPath, '--import', 'tsx', '--conditions=@digitrec/source', main]
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `ulimit -f ${kilobytes} && exec "$@"`, 'bash', ...node, ...argv], {
    encoding: 'utf8',
    env: { ...process.env, TSX_DISABLE_CACHE: '1' },
  }) // biome-ignore format: one call
  return { code: status ?? -1, out: stdout, err: stderr }
}

describe.skipIf(process.platform === 'win32')('no room', () => {
  test('for the checkpoint: the run ends with not-written and says where, how much and what to do', async () => {
    const { code, err } = await failing(() => withFilesOfAtMost(1000, train()))
    expect(err).toMatch(/^digitrec: .*checkpoint\.digitrec: expected to write \d+ bytes, got EFBIG/m)
    expect(err).toMatch(/ulimit.*untouched\. \(not-written\)$/m)
    expect(code).toBe(1)
  }, 180_000)
})

test('a place for the model that cannot be written to: the checkpoint is kept, and the command that goes on is named', async () => {
  const out = at('taken')
  mkdirSync(join(out, 'full'), { recursive: true })
  const { code, err } = await failing(() => digitrec([...train(), '--out', out, '--checkpoint', at('run')]))
  expect(err).toMatch(/taken: expected to write \d+ bytes, got E[A-Z]+ .*\(not-written\)$/m)
  expect(err).toContain(`--resume ${at('run')}`)
  expect(readFileSync(at('run', 'checkpoint.digitrec')).length).toBeGreaterThan(1e6)
  expect(readdirSync(folder).filter(name => name.includes('.tmp'))).toEqual([])
  expect(code).toBe(1)
}, 120_000)

describe('a checkpoint', () => {
  const checkpoint = () => readFileSync(join(`${model}.run`, 'checkpoint.digitrec'))

  test.each([
    ['cut in half', () => checkpoint().subarray(0, checkpoint().length >> 1), 'checkpoint-corrupt'],
    ['without its last byte', () => checkpoint().subarray(0, -1), 'checkpoint-corrupt'],
    ['with a flipped bit in the middle', () => flipped(checkpoint()), 'checkpoint-corrupt'],
    ['of no bytes', () => Buffer.alloc(0), 'not-a-checkpoint'],
    ['that is another file', () => readFileSync(model), 'not-a-checkpoint'],
  ])('%s', async (_, bytes, expected) => {
    mkdirSync(at('damaged'), { recursive: true })
    writeFileSync(at('damaged', 'checkpoint.digitrec'), bytes())
    const { code, err } = await failing(() => digitrec(train('--resume', at('damaged'))))
    expect(err).toMatch(new RegExp(`^digitrec: .*\\(${expected}\\)$`, 'm'))
    expect(code).toBe(1)
    expect(readFileSync(at('damaged', 'checkpoint.digitrec')).equals(bytes())).toBe(true)
  })

  function flipped(bytes: Buffer): Buffer {
    bytes[bytes.length >> 1]! ^= 1
    return bytes
  }
})

describe('data', () => {
  const images = 'train-images-idx3-ubyte'
  const labels = 'train-labels-idx1-ubyte'

  /** Trains on a copy of the data that something was done to. */
  async function withData(spoil: (folder: string) => void): Promise<Outcome> {
    const copy = at('copy')
    rmSync(copy, { recursive: true, force: true })
    cpSync(data, copy, { recursive: true })
    spoil(copy)
    return failing(() => digitrec([...train(), '--data', copy]))
  }
  const rewrite = (folder: string, name: string, change: (bytes: Buffer) => Buffer) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name))))

  test.each([
    ['a label of 10', (at: string) => rewrite(at, labels, bytes => bytes.fill(10, 50, 51)), 'label-range'],
    ['a label of 255', (at: string) => rewrite(at, labels, bytes => bytes.fill(255, bytes.length - 1)), 'label-range'],
    ['pictures cut in half', (at: string) => rewrite(at, images, bytes => bytes.subarray(0, bytes.length >> 1)), 'truncated'],
    ['labels without the last', (at: string) => rewrite(at, labels, bytes => bytes.subarray(0, -1)), 'truncated'],
    ['a file that is gone', (at: string) => rmSync(join(at, images)), 'missing'],
    ['test digits that are gone', (at: string) => rmSync(join(at, 't10k-labels-idx1-ubyte')), 'missing'],
    ['a file of no bytes', (at: string) => rewrite(at, images, () => Buffer.alloc(0)), 'truncated'],
    ['labels where pictures should be', (at: string) => cpSync(join(at, labels), join(at, images)), 'wrong-magic'],
  ])('%s', async (_, spoil, expected) => {
    const { code, err } = await withData(spoil)
    expect(err).toMatch(new RegExp(`^digitrec: .*\\(${expected}\\)$`, 'm'))
    expect(err).not.toMatch(/^epoch/m)
    expect(code).toBe(expected === 'missing' ? 2 : 1)
  }) // biome-ignore format: a table

  // Found by name, gone when it is read: a link to a file of the system that looks like one and cannot be read.
  test.skipIf(process.platform !== 'linux')('a file that is lost between finding and reading it', async () => {
    const { code, err } = await withData(copy => {
      rmSync(join(copy, 't10k-images-idx3-ubyte'))
      symlinkSync('/proc/self/mem', join(copy, 't10k-images-idx3-ubyte'))
    })
    expect(err).toMatch(/^digitrec: loadMnist: expected the files of MNIST .*\(missing\)$/m)
    expect(code).toBe(2)
  })
})
