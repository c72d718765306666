// How is a file replaced so that a crash leaves the old one or the new one, never half of one?

import { access, constants, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { UsageError } from './exit-codes.ts'

/** A file that could not be written; what was there before still is. The error of node:fs is the cause. */
export class WriteError extends Error {
  readonly code = 'not-written'
  override readonly name = 'WriteError'
}

/**
 * Writes beside the file, makes the disk keep it, and renames. Missing folders are made.
 *
 * @param path the file
 * @param content all of it
 * @throws WriteError when the system refuses: no room, no permission, a folder of that name
 */
export async function writeAtomically(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await makeFolder(folder)
    await writeAndSync(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}) // what went wrong before says more
    throw notWritten(path, Buffer.byteLength(content), error as NodeJS.ErrnoException)
  }
  await syncFolder(folder)
}

/**
 * Asks before long work whether its result can be written in the end: the place is no folder, it or the folders that it needs may be written
 * to, and it is none of the files that are read.
 *
 * @param where the command and option that ask, for the error
 * @throws UsageError
 */
export async function checkTarget(where: string, path: string, sources: readonly string[]): Promise<void> {
  const expected = (what: string, got: string) => new UsageError(`${where}: expected ${what}, got ${got}.`)
  if (sources.some(source => resolve(source) === resolve(path)))
    throw expected('another file than those that are read', path)
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) throw expected('a file', `${path}, which is a folder`)
  for (let place = resolve(path); ; place = dirname(place)) {
    try {
      await access(place, constants.W_OK)
      return
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code !== 'ENOENT') throw expected('a place that can be written to', `${path} (${message})`)
    }
  }
}

/** A folder and those above it, where they are missing. mkdir of Node can do that too, but tries for ever in /proc, where nothing can be made. */
export async function makeFolder(path: string): Promise<void> {
  const make = () =>
    mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  await make().catch(async error => {
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await make()
  })
}

/** What to do about the commonest refusals; EFBIG and EDQUOT are limits of the user, not of the disk. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: make room',
  EDQUOT: 'The quota is used up: make room',
  EFBIG: 'Files may not be that long here: raise the limit (ulimit -f)',
  EACCES: 'Choose a place where you may write',
  EPERM: 'Choose a place where you may write',
  EROFS: 'Choose a place that can be written to',
}

function notWritten(path: string, bytes: number, cause: NodeJS.ErrnoException): WriteError {
  const { code = 'an error', message } = cause
  const todo = advice[code] ?? 'Choose another place'
  return new WriteError(
    `${path}: expected to write ${bytes} bytes, got ${code} (${message}). ${todo}, and run the command again. What was there before is untouched.`,
    { cause },
  )
}

async function writeAndSync(path: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'w')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The rename itself is kept only when the folder is; some systems cannot sync a folder, and lose nothing else by it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
