// One file, or what is piped in, to an answer or to what is wrong with it.

import { readFile, stat } from 'node:fs/promises'
import {
  type Constraint,
  defaultLimits,
  ImageError,
  pictureOf,
  type ReadOptions,
  type Recognition,
  type Recognizer,
  type StagePicture,
} from '@digitrec/recognizer'
import { pipedInput } from './inputs.ts'

/** Who reads, and how. */
export interface Reader {
  readonly recognizer: Recognizer
  readonly options: Pick<ReadOptions, 'maxRisk' | 'maxLines' | 'style' | 'signal'>
  /** Where the bytes of a file come from; see {@link bytesFrom}. */
  readonly bytesOf: (file: string) => Promise<Uint8Array>
  readonly constraint?: Constraint
  /** Whether the steps of the walk are kept as pictures. @default false */
  readonly keepsStages?: boolean
}

/** What came of one file. */
export interface Read {
  readonly file: string
  /** The answer, or else the error. */
  readonly recognition?: Recognition
  readonly error?: { readonly code: string; readonly message: string }
  readonly stages: readonly StagePicture[]
}

/** Reads one file. What is wrong with it is a part of the answer; only what is wrong with us is thrown, and the signal's reason. */
export async function readFileWith(reader: Reader, file: string): Promise<Read> {
  const { recognizer, options, constraint, bytesOf, keepsStages = false } = reader
  options.signal?.throwIfAborted()
  const stages: StagePicture[] = []
  try {
    const recognition = await recognizer.read(await bytesOf(file), {
      ...options,
      ...(constraint && { constraint }),
      ...(keepsStages && { onStage: stage => stages.push(pictureOf(stage)) }),
    })
    return { file, recognition, stages }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const failed = (code: string) => ({ file, error: { code, message: `${file}: ${message}` }, stages })
    if (error instanceof ImageError) return failed(error.code)
    // What the system says of a file (EACCES, EISDIR, ...) concerns this file only.
    if (code && /^E[A-Z]+$/.test(code)) return failed('unreadable')
    throw error
  }
}

/** Where the bytes of a file come from; what is piped in can be had more than once. */
export function bytesFrom(input: AsyncIterable<Uint8Array>): (file: string) => Promise<Uint8Array> {
  let piped: Promise<Uint8Array> | undefined
  return file => (file === pipedInput ? (piped ??= readPiped(input)) : readLimited(file))
}

/** A file's bytes; a file over the limit is refused before it is read. */
async function readLimited(file: string): Promise<Uint8Array> {
  const { size } = await stat(file)
  if (size > defaultLimits.bytes) throw tooLarge(size)
  return readFile(file)
}

async function readPiped(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    length += chunk.length
    if (length > defaultLimits.bytes) throw tooLarge(length)
  }
  return Buffer.concat(chunks, length)
}

function tooLarge(length: number): ImageError {
  return new ImageError('too-large', `${length} bytes, limit is ${defaultLimits.bytes}. Send a smaller picture.`)
}
