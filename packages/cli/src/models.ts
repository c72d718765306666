// Which model is meant? One that comes with the packages, by its name, or a file.

import { readFile } from 'node:fs/promises'
import { splitModelFiles } from '@digitrec/cnn'
import { UsageError } from './exit-codes.ts'

/** Classifiers that come with the packages, each named as its subpath of @digitrec/cnn. */
export const bundledModels: Readonly<Record<string, BundledModel>> = {
  digits: {
    what: 'the default',
    bytes: async () => (await import('@digitrec/cnn/digits')).digitModel(),
  },
  'digits-best': {
    what: 'the default and two larger ones together: right more often, slower',
    bytes: async () => (await import('@digitrec/cnn/digits-best')).bestDigitModel(),
  },
  'digits-nano': {
    what: 'the small one, for clean ink',
    bytes: async () => (await import('@digitrec/cnn/digits-nano')).nanoDigitModel(),
  },
}

interface BundledModel {
  readonly what: string
  /** Loaded when it is asked for. */
  readonly bytes: () => Promise<Uint8Array>
}

/** Lines for `--help`. */
export const modelsHelp = Object.entries(bundledModels)
  .map(([name, { what }]) => `  ${name.padEnd(13)} ${what}`)
  .join('\n')

/**
 * The bytes of a model.
 *
 * @param asked name of a bundled one, or path of a file
 * @param where the command that asks, for the error
 * @throws UsageError when it is neither
 */
export async function readModel(asked: string, where: string): Promise<Uint8Array> {
  const bundled = Object.hasOwn(bundledModels, asked) ? bundledModels[asked] : undefined
  if (bundled) return bundled.bytes()
  const bytes = await readFile(asked).catch(error => {
    const names = Object.keys(bundledModels).join(', ')
    throw new UsageError(`${where}: expected a model file, or one of ${names}; ${asked} cannot be read.`, {
      cause: error,
    })
  })
  return new Uint8Array(bytes)
}

/**
 * The bytes of a model where several that answer together are of no use.
 *
 * @param asked name of a bundled one, or path of a file
 * @param where the command that asks, for the error
 * @throws UsageError when it is neither, or several
 */
export async function readSingleModel(asked: string, where: string): Promise<Uint8Array> {
  const bytes = await readModel(asked, where)
  const { length } = splitModelFiles(bytes)
  if (length > 1)
    throw new UsageError(`${where}: expected one model, got ${asked}, which is ${length} that answer together.`)
  return bytes
}
