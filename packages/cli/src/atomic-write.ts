// How is a file replaced so that a crash leaves the old one or the new one, never half of one?

import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

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
    await mkdir(folder, { recursive: true })
    await writeAndSync(temporary, content)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}) // what went wrong before says more
    throw notWritten(path, Buffer.byteLength(content), error as NodeJS.ErrnoException)
  }
  await syncFolder(folder)
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
