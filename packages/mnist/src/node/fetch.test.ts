import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FetchProgress, fetchMnist } from './fetch.ts'
import type { MnistFile } from './sources.ts'

const contents = { 'one.gz': Buffer.alloc(70_001, 'ab'), 'two.gz': Buffer.from('second file') }
const files: MnistFile[] = Object.entries(contents).map(([name, bytes]) => ({
  name,
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
}))

let folder = ''
let server: Server
let base = ''
let asked: string[] = []
/** What each mirror, the first part of the path, answers; a mirror not named here has the files. */
let mirrors: Record<string, (response: ServerResponse, bytes: Buffer) => void> = {}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digitrec-fetch-'))
  asked = []
  mirrors = {}
  server = createServer((request, response) => {
    asked.push(request.url!)
    const [, mirror, name] = request.url!.split('/')
    const answer = mirrors[mirror!] ?? ((response, bytes) => response.end(bytes))
    answer(response, contents[name as keyof typeof contents])
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

const fetchFrom = (names: string[], more = {}) =>
  fetchMnist({ folder, files, mirrors: names.map(name => `${base}/${name}`), ...more })

describe('fetchMnist', () => {
  it('fetches every file, tells how far it is, and leaves nothing else behind', async () => {
    const heard: FetchProgress[] = []
    expect(await fetchFrom(['good'], { onProgress: (progress: FetchProgress) => heard.push(progress) })).toBe(folder)
    expect(await readFile(join(folder, 'one.gz'))).toEqual(contents['one.gz'])
    expect((await readdir(folder)).sort()).toEqual(['one.gz', 'two.gz'])
    expect(heard.at(-1)).toEqual({ file: 'two.gz', bytes: 11, totalBytes: 11 })
  })

  it('fetches only what is missing or wrong', async () => {
    await writeFile(join(folder, 'one.gz'), contents['one.gz'])
    await writeFile(join(folder, 'two.gz'), 'SECOND FILE')
    await fetchFrom(['good'])
    expect(asked).toEqual(['/good/two.gz'])
    expect(await readFile(join(folder, 'two.gz'))).toEqual(contents['two.gz'])
  })

  it('goes on to the next mirror after 404, a cut answer, a longer one, a wrong one and silence', async () => {
    mirrors = {
      gone: response => response.writeHead(404).end(),
      cut: (response, bytes) => response.end(bytes.subarray(0, bytes.length - 1)),
      dropped: (response, bytes) => {
        response.writeHead(200, { 'content-length': bytes.length })
        response.write(bytes.subarray(0, 3))
        setTimeout(() => response.destroy(), 20)
      },
      longer: (response, bytes) => response.end(Buffer.concat([bytes, bytes])),
      wrong: (response, bytes) => response.end(Buffer.alloc(bytes.length, 'x')),
      silent: () => {},
    }
    await fetchFrom(['gone', 'cut', 'dropped', 'longer', 'wrong', 'silent', 'good'], { timeoutMs: 300 })
    expect(asked.length).toBe(14)
    expect((await readdir(folder)).sort()).toEqual(['one.gz', 'two.gz'])
    expect(await readFile(join(folder, 'two.gz'))).toEqual(contents['two.gz'])
  })

  it('says checksum, with both sums, when the only mirror has other bytes, and keeps nothing', async () => {
    mirrors = { wrong: (response, bytes) => response.end(Buffer.alloc(bytes.length, 'x')) }
    const failure = fetchFrom(['wrong'])
    await expect(failure).rejects.toMatchObject({ name: 'DataError', code: 'checksum', file: 'one.gz' })
    await expect(failure).rejects.toThrow(files[0]!.sha256)
    expect(await readdir(folder)).toEqual([])
  })

  it('says download, with what every mirror answered, when none has the file; finished files stay', async () => {
    mirrors = { half: (response, bytes) => (bytes.length < 100 ? response.writeHead(500).end() : response.end(bytes)) }
    const failure = fetchFrom(['half'])
    await expect(failure).rejects.toMatchObject({ code: 'download', file: 'two.gz' })
    await expect(failure).rejects.toThrow(/half\/two.gz answered 500/)
    expect(await readdir(folder)).toEqual(['one.gz'])
  })

  it('stops when told, with the reason, asks no other mirror and leaves no half file', async () => {
    mirrors = { slow: response => void response.write('abc') }
    const controller = new AbortController()
    const onProgress = () => controller.abort(new Error('enough'))
    await expect(fetchFrom(['slow', 'good'], { signal: controller.signal, onProgress })).rejects.toThrow('enough')
    expect(asked).toEqual(['/slow/one.gz'])
    expect(await readdir(folder)).toEqual([])
  })

  it('asks through the fetch it is given', async () => {
    const urls: string[] = []
    const fetch = async (url: unknown) => {
      urls.push(String(url))
      return new Response(contents[String(url).split('/').at(-1) as keyof typeof contents])
    }
    await fetchMnist({ folder, files, mirrors: ['https://example.test/m'], fetch: fetch as typeof globalThis.fetch })
    expect(urls).toEqual(['https://example.test/m/one.gz', 'https://example.test/m/two.gz'])
  })
})
