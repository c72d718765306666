// How does a program get MNIST? Finds it, or fetches it, and reads it.

/// <reference types="node" />

import { DataError, type DigitSet } from '../idx.ts'
import { type FetchOptions, fetchMnist } from './fetch.ts'
import { type FindOptions, fileIn, findMnist, type MnistFolder } from './find.ts'
import { readDigitSetFiles } from './read.ts'
import { mnistFiles } from './sources.ts'

/** MNIST in memory. */
export interface Mnist {
  /** 60,000 digits. */
  readonly train: DigitSet
  /** 10,000 digits, by other writers. */
  readonly test: DigitSet
  /** Where it came from. */
  readonly source: { readonly folder: string; readonly from: MnistFolder['from'] | 'download' }
}

/** Where to look, and whether the net may be asked. */
export interface LoadOptions extends FindOptions, Omit<FetchOptions, 'folder'> {
  /** Download when no folder is found. @default true */
  readonly download?: boolean
}

/**
 * MNIST, from the first place that has it (see `findMnist`), else downloaded into the user's cache.
 *
 * @throws DataError `missing` when a folder was named that has no MNIST or downloading is off, or when a
 * file that was found cannot be read; codes of `fetchMnist` and of reading
 * @example
 * const { train, test } = await loadMnist()   // 60,000 and 10,000 digits
 */
export async function loadMnist(options: LoadOptions = {}): Promise<Mnist> {
  const found = (await findMnist(options)) ?? (await download(options))
  const path = async (file: keyof typeof mnistFiles) =>
    (await fileIn(found.folder, mnistFiles[file].name)) ?? missing(found.folder)
  try {
    const train = await readDigitSetFiles(await path('trainImages'), await path('trainLabels'))
    const test = await readDigitSetFiles(await path('testImages'), await path('testLabels'))
    return { train, test, source: found }
  } catch (error) {
    throw error instanceof DataError ? error : unreadable(found.folder, error)
  }
}

/** A file that was there a moment ago cannot be read: taken away meanwhile, or not allowed. */
function unreadable(folder: string, cause: unknown): DataError {
  const got = (cause as Error).message
  const message = `loadMnist: expected the files of MNIST in ${folder}, got ${got}. Are they being moved, or may you not read them?`
  return new DataError('missing', message, folder, undefined, cause)
}

async function download(options: LoadOptions): Promise<Mnist['source']> {
  const named = options.folder ?? (options.env ?? process.env).DIGITREC_DATA
  if (named) return missing(named)
  if (options.download === false) return missing('any known folder')
  const { folder: _, ...rest } = options
  return { folder: await fetchMnist(rest), from: 'download' }
}

function missing(where: string): never {
  const names = Object.values(mnistFiles).map(({ name }) => name)
  const message = `loadMnist: expected ${names.join(', ')} in ${where}, got none. Set DIGITREC_DATA to a folder that has them, or run \`digitrec data fetch\`.`
  throw new DataError('missing', message, where)
}
