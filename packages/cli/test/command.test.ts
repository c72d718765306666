// The real command as its own process, from the sources: pipes, exit codes and signals.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { encodePng } from '@digitrec/image'
import { drawDigitSet, samples } from '@digitrec/mnist'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { Outcome } from './harness.ts'

const folder = mkdtempSync(join(tmpdir(), 'digitrec-command-'))
afterAll(() => rm(folder, { recursive: true }))

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

function start(argv: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const flags = ['--import', tsx, '--conditions=@digitrec/source']
  const child = spawn(process.execPath, [...flags, main, ...argv], { env: { ...process.env, ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Waits for the end; `onErr` sees stderr as it comes. */
function finished(child: ChildProcess, onErr: (err: string) => void = () => {}): Promise<Outcome> {
  let out = ''
  let err = ''
  child.stdout!.on('data', text => (out += text))
  child.stderr!.on('data', text => onErr((err += text)))
  return new Promise(resolve => child.on('close', code => resolve({ code: code ?? -1, out, err })))
}

test('reads what is piped in, and ends with the code', async () => {
  const child = start(['read', '-', '--format', 'json'])
  child.stdin!.end(encodePng(samples.find(({ name }) => name === 'no-digit-blank')!.make()))
  const { code, out } = await finished(child)
  expect(JSON.parse(out)).toMatchObject({ file: '-', status: 'reject', reasons: ['no-ink'] })
  expect(code).toBe(4)
})

test('a reader that goes away ends it quietly', async () => {
  const child = start(['--help'])
  child.stdout!.destroy()
  const { code, err } = await finished(child)
  expect(err).toBe('')
  expect(code).toBe(0)
})

test('Ctrl-C in the middle of training leaves a checkpoint and says how to go on', async () => {
  const head = (...words: number[]) =>
    Buffer.concat(words.map(word => Buffer.from(Uint32Array.of(word).buffer).reverse()))
  for (const name of ['train', 't10k']) {
    const { length, images, labels } = drawDigitSet({ seed: 3, length: 200 })
    writeFileSync(join(folder, `${name}-images-idx3-ubyte`), Buffer.concat([head(2051, length, 28, 28), images]))
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte`), Buffer.concat([head(2049, length), labels]))
  }
  const out = join(folder, 'net.model')
  const child = start(['train', '--preset', 'report', '--data', folder, '--epochs', '9999', '--out', out])
  const { code, err } = await finished(child, text => text.includes('epoch 2') && child.kill('SIGINT'))
  expect(code).toBe(130)
  expect(err).toMatch(`--resume ${out}.run`)
})

test.each(['SIGINT', 'SIGTERM'] as const)('serve answers until %s, and ends with 0', async signal => {
  const child = start(['serve', '--port', '0'], { LOG_LEVEL: 'silent', DIGITREC_WORKERS: '1' })
  let answered = 0
  const { code } = await finished(child, err => {
    const url = err.match(/serving on (\S+)/)?.[1]
    if (!url || answered) return
    answered = 1
    fetch(`${url}/readyz`).then(answer => {
      answered = answer.status
      child.kill(signal)
    })
  })
  expect(answered).toBe(200)
  expect(code).toBe(0)
})

test('serve on a taken port fails by name', async () => {
  const first = start(['serve', '--port', '0'], { LOG_LEVEL: 'silent', DIGITREC_WORKERS: '1' })
  const url = await new Promise<string>(resolve => {
    first.stderr!.on('data', text => {
      const match = String(text).match(/serving on (\S+)/)
      if (match) resolve(match[1]!)
    })
  })
  const second = start(['serve'], { LOG_LEVEL: 'silent', PORT: new URL(url).port })
  const { code, err } = await finished(second)
  expect(code).toBe(1)
  const { port } = new URL(url)
  expect(err).toContain(`serve: expected a free port, got ${port}, which another program listens on.`)
  expect(err).toContain('(EADDRINUSE)')
})
