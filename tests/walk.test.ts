// One picture, one answer: the SDK, the command line and the server say the same of every sample.
// The page, the fourth door, is asked about the same pictures in walk.browser.test.ts.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { loadRecognizer, type RecognitionJson } from '@digitrec/recognizer'
import { buildApp } from '@digitrec/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'digitrec-walk-'))
const pictures = samples.map(({ name, expected, make }) => ({
  name,
  expected,
  file: join(folder, `${name}.png`),
  png: encodePng(make()),
}))
const recognizer = await loadRecognizer()
let app: Awaited<ReturnType<typeof buildApp>>
let printed: Map<string, RecognitionJson>

beforeAll(async () => {
  app = await buildApp({ logLevel: 'silent' })
  await app.pool.warm()
  for (const { file, png } of pictures) writeFileSync(file, png)
  printed = readOnCommandLine(pictures.map(({ file }) => file))
})

afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

describe.each(pictures)('$name', ({ name, expected, file, png }) => {
  it('is read the same by SDK, command line and server', async () => {
    const sdk = JSON.parse(JSON.stringify((await recognizer.read(png)).toJSON({ frames: true })))
    const response = await app.inject({
      method: 'POST',
      url: '/v1/recognize?frames=true',
      headers: { 'content-type': 'image/png' },
      payload: Buffer.from(png),
    })
    expect(response.statusCode).toBe(200)
    const { id, ...served } = response.json()
    expect(id).toMatch(/.{16,}/)
    expect({ ...served, timings: undefined }).toEqual({ ...sdk, timings: undefined })
    const { file: named, ...line } = printed.get(file)! as RecognitionJson & { file: string }
    expect(named).toBe(file)
    expect({ ...line, timings: undefined }).toEqual({ ...sdk, timings: undefined })
  })

  it(`is read as ${expected.replaceAll('\n', ' / ') || 'no number'}`, async () => {
    const answer = await recognizer.read(png)
    if (expected === '') expect(answer).toMatchObject({ text: '', status: 'reject' })
    else expect(answer.text, `${name}: ${answer.status} ${answer.reasons}`).toBe(expected)
  })
})

/** Runs `digitrec read --format json` from the sources, as a process of its own. */
function readOnCommandLine(files: string[]): Map<string, RecognitionJson> {
  const args = [
    '--import',
    'tsx',
    '--conditions=@digitrec/source',
    'packages/cli/src/main.ts',
    'read',
    '--format',
    'json',
    '--frames',
  ]
  let text: string
  try {
    text = execFileSync(process.execPath, [...args, ...files], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  } catch (error) {
    // Samples that are rejected make the exit code 4; that is an answer, not a failure.
    const { status, stdout } = error as { status: number; stdout: string }
    expect(status).toBe(4)
    text = stdout
  }
  const lines = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  return new Map(lines.map(line => [line.file, line]))
}
