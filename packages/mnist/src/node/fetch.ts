// How is MNIST downloaded, so that a broken or wrong file is never taken for it?

/// <reference types="node" />

import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '../idx.ts'
import { cacheFolder } from './find.ts'
import { type MnistFile, mnistFiles, mnistMirrors } from './sources.ts'

/** What `onProgress` is told, once per piece that arrives. */
export interface FetchProgress {
  readonly file: string
  /** Bytes of this file so far. */
  readonly bytes: number
  /** Bytes of this file in all. */
  readonly totalBytes: number
}

/** Where from, where to, and who is told. */
export interface FetchOptions {
  /** Where the files go. @default cacheFolder() */
  readonly folder?: string
  /** Folders on the net, tried in order for each file. @default mnistMirrors */
  readonly mirrors?: readonly string[]
  /** Which files. @default the four of MNIST */
  readonly files?: readonly MnistFile[]
  /** Called as bytes arrive. */
  readonly onProgress?: (progress: FetchProgress) => void
  /** Stops the download; finished files stay. */
  readonly signal?: AbortSignal
  /** Longest silence of a mirror before the next one is tried, in milliseconds. @default 30,000 */
  readonly timeoutMs?: number
  /** Stands in for the global fetch. */
  readonly fetch?: typeof globalThis.fetch
}

/**
 * Downloads MNIST, file by file: a file that is there with the right SHA-256 is not fetched again, a new one is written under a
 * temporary name and gets its own only after its SHA-256 is right. Calling again after a failure goes on with what is missing.
 *
 * @returns the folder
 * @throws DataError `checksum` when a mirror's file was a wrong one, `download` when no mirror gave a file; the signal's reason when aborted
 * @example
 * const folder = await fetchMnist({ onProgress: ({ file, bytes, totalBytes }) => console.log(file, bytes / totalBytes) })
 */
export async function fetchMnist(options: FetchOptions = {}): Promise<string> {
  const { folder = cacheFolder(), files = Object.values(mnistFiles) } = options
  await mkdir(folder, { recursive: true })
  for (const file of files) {
    options.signal?.throwIfAborted()
    if (!(await isThere(join(folder, file.name), file))) await fetchFile(file, folder, options)
  }
  return folder
}

async function isThere(path: string, file: MnistFile): Promise<boolean> {
  const size = await stat(path).then(
    info => info.size,
    () => -1,
  )
  return (
    size === file.bytes &&
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex') === file.sha256
  )
}

/** Tries the mirrors in order; the last failure explains itself when none is left. */
async function fetchFile(file: MnistFile, folder: string, options: FetchOptions): Promise<void> {
  const temporary = join(folder, `${file.name}.${process.pid}.part`)
  const failures: unknown[] = []
  for (const mirror of options.mirrors ?? mnistMirrors) {
    try {
      await fetchTo(temporary, `${mirror}/${file.name}`, file, options)
      await rename(temporary, join(folder, file.name))
      return
    } catch (failure) {
      await rm(temporary, { force: true })
      options.signal?.throwIfAborted()
      failures.push(failure)
    }
  }
  throw noMirror(file, failures)
}

/** One answer of one mirror to a temporary file; throws when it is not, byte for byte, the file expected. */
async function fetchTo(path: string, url: string, file: MnistFile, options: FetchOptions): Promise<void> {
  const { fetch = globalThis.fetch, timeoutMs = 30_000, signal, onProgress } = options
  const silence = new AbortController()
  const hush = () => silence.abort(new Error(`${url} said nothing for ${timeoutMs} ms`))
  let timer = setTimeout(hush, timeoutMs)
  const handle = await open(path, 'w')
  try {
    const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal
    const response = await fetch(url, { signal: either })
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer)
      timer = setTimeout(hush, timeoutMs)
      bytes += piece.length
      if (bytes > file.bytes) throw new Error(`${url} is longer than the expected ${file.bytes} bytes`)
      hash.update(piece)
      await handle.writeFile(piece)
      onProgress?.({ file: file.name, bytes, totalBytes: file.bytes })
    }
    if (bytes < file.bytes) throw new Error(`${url} ended after ${bytes} of ${file.bytes} bytes`)
    checkSum(hash.digest('hex'), url, file)
    await handle.sync()
  } finally {
    clearTimeout(timer)
    await handle.close()
  }
}

function checkSum(got: string, url: string, file: MnistFile): void {
  if (got === file.sha256) return
  const message = `fetchMnist: ${url}: expected SHA-256 ${file.sha256}, got ${got}. The mirror's file is another one; nothing was kept.`
  throw new DataError('checksum', message, file.name)
}

function noMirror(file: MnistFile, failures: unknown[]): DataError {
  const wrong = failures.find(failure => failure instanceof DataError)
  if (wrong) return wrong
  const reasons = failures.map(failure => (failure instanceof Error ? failure.message : String(failure))).join('; ')
  const advice = 'Check the connection, or put the four files into a folder and set DIGITREC_DATA to it.'
  const message = `fetchMnist: ${file.name}: expected one of ${failures.length} mirrors to have it, got: ${reasons}. ${advice}`
  return new DataError('download', message, file.name, undefined, failures.at(-1))
}
