// How does an IDX file come from disk into memory without ever taking more than its header promises?

/// <reference types="node" />

import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { constants, gunzip, gunzipSync } from 'node:zlib'
import {
  checkLength,
  DataError,
  type DigitSet,
  defaultLimitBytes,
  type IdxHeader,
  type IdxKind,
  idxKinds,
  readDigitSet,
  readIdxHeader,
} from '../idx.ts'

const unpack = promisify(gunzip)

/** Deflate cannot do better than 1032:1 (zlib's technical notes, "Maximum Compression Factor"); rounded up. */
const maxDeflateRatio = 1040

/**
 * Two IDX files, packed with gzip or not, to one set.
 *
 * A file may be hostile: its size is looked at before it is read, its header before it is unpacked, and unpacking stops at the
 * size that the header promises.
 *
 * @param imagesPath pictures, `.gz` or plain
 * @param labelsPath labels, `.gz` or plain
 * @param options.limitBytes most bytes of one unpacked file. @default 50,000,000
 * @throws DataError every code of reading, and `gzip`; the error of node:fs when a file cannot be opened
 */
export async function readDigitSetFiles(
  imagesPath: string,
  labelsPath: string,
  options: { limitBytes?: number } = {},
): Promise<DigitSet> {
  const limit = options.limitBytes ?? defaultLimitBytes
  const images = await readIdxFile(imagesPath, 'images', limit)
  const labels = await readIdxFile(labelsPath, 'labels', limit)
  return readDigitSet(images, labels, { images: basename(imagesPath), labels: basename(labelsPath) })
}

async function readIdxFile(path: string, kind: IdxKind, limitBytes: number): Promise<Uint8Array> {
  const file = basename(path)
  await checkFileSize(path, file, limitBytes)
  const bytes = await readFile(path)
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (isGzip) return gunzipIdx(bytes, kind, file, limitBytes)
  readIdxHeader(bytes, kind, file, limitBytes)
  return bytes
}

/** A packed file larger than the limit of the unpacked one is none of ours: do not even read it. */
async function checkFileSize(path: string, file: string, limitBytes: number): Promise<void> {
  const handle = await open(path)
  const { size } = await handle.stat().finally(() => handle.close())
  if (size <= limitBytes) return
  const message = `idx: ${file}: ${size} bytes, limit is ${limitBytes}. Raise limitBytes if this is expected.`
  throw new DataError('too-large', message, file)
}

/**
 * Unpacks one gzip'ed IDX file, the header first.
 *
 * @param packed the whole .gz file
 * @returns exactly the bytes that the header promises
 * @throws DataError `gzip`, `truncated`, `too-long`, `wrong-magic`, `wrong-size`, `too-large`
 */
export async function gunzipIdx(
  packed: Uint8Array,
  kind: IdxKind,
  file: string,
  limitBytes = defaultLimitBytes,
): Promise<Uint8Array> {
  const header = readIdxHeader(firstBytes(packed, file), kind, file, limitBytes)
  if (header.totalBytes > packed.length * maxDeflateRatio) throw shortened(header, packed.length, file)
  // One output buffer of the promised size plus one byte, so that a longer stream shows itself and none is collected twice.
  const room = header.totalBytes + 1
  try {
    const bytes = await unpack(packed, { maxOutputLength: room, chunkSize: Math.max(64, room) })
    checkLength(bytes, header, file)
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      const message = `idx: ${file}: unpacks to more than the ${header.totalBytes} bytes of its header. Is something appended?`
      throw new DataError('too-long', message, file, header.totalBytes)
    }
    if (code === 'Z_BUF_ERROR') throw shortened(header, packed.length, file, cause)
    throw damaged(file, cause)
  }
}

/** The first bytes of the unpacked file, from the first 4 kB of the packed one. */
function firstBytes(packed: Uint8Array, file: string): Uint8Array {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 8_000_000 }
  try {
    return gunzipSync(packed.subarray(0, 4096), options).subarray(0, idxKinds.images.headerBytes)
  } catch (cause) {
    throw damaged(file, cause)
  }
}

function shortened(header: IdxHeader, packedBytes: number, file: string, cause?: unknown): DataError {
  const got = `the ${packedBytes} packed bytes end early`
  const message = `idx: ${file}: ${header.count} entries are ${header.totalBytes} bytes, ${got}. Fetch the file again.`
  return new DataError('truncated', message, file, undefined, cause)
}

function damaged(file: string, cause: unknown): DataError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DataError(
    'gzip',
    `idx: ${file}: cannot be unpacked (${reason}). Fetch the file again.`,
    file,
    undefined,
    cause,
  )
}
