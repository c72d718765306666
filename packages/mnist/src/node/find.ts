// Where on this machine is MNIST?

/// <reference types="node" />

import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { mnistFiles } from './sources.ts'

/** A folder with the four files, packed or not. */
export interface MnistFolder {
  /** Absolute path. */
  readonly folder: string
  /** How it was found. */
  readonly from: 'argument' | 'DIGITREC_DATA' | 'beside' | 'cache'
}

/** Where to look. */
export interface FindOptions {
  /** Look here and nowhere else. */
  readonly folder?: string
  /** Environment to read DIGITREC_DATA and XDG_CACHE_HOME from. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Folder whose ancestors may have `shared/data` beside them. @default process.cwd() */
  readonly cwd?: string
}

/**
 * The first folder that holds MNIST: the argument alone, or DIGITREC_DATA alone, or `shared/data` beside the repository, or the
 * user's cache. Each may hold the four files itself or in a folder `mnist`.
 *
 * A folder that was named but has no MNIST ends the search: training on other data than was asked for would be worse than stopping.
 *
 * @returns undefined when there is none; never throws
 * @example
 * const found = await findMnist()   // { folder: '/home/ada/.cache/digitrec/mnist', from: 'cache' }
 */
export async function findMnist(options: FindOptions = {}): Promise<MnistFolder | undefined> {
  const { env = process.env } = options
  if (options.folder) return firstWithMnist([options.folder], 'argument')
  if (env.DIGITREC_DATA) return firstWithMnist([env.DIGITREC_DATA], 'DIGITREC_DATA')
  const beside = ancestors(options.cwd ?? process.cwd()).map(folder => join(folder, 'shared', 'data'))
  return (await firstWithMnist(beside, 'beside')) ?? (await firstWithMnist([cacheFolder(env)], 'cache'))
}

/**
 * Where downloads are kept: XDG_CACHE_HOME/digitrec/mnist, else ~/.cache/digitrec/mnist.
 *
 * @see XDG Base Directory Specification 0.8
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'digitrec', 'mnist')
}

/** Path of one of the four files in a folder: the .gz, else the unpacked one; undefined when neither is there. */
export async function fileIn(folder: string, name: string): Promise<string | undefined> {
  for (const path of [join(folder, name), join(folder, name.replace(/\.gz$/, ''))]) {
    const isFile = await stat(path).then(
      info => info.isFile(),
      () => false,
    )
    if (isFile) return path
  }
  return undefined
}

async function firstWithMnist(folders: string[], from: MnistFolder['from']): Promise<MnistFolder | undefined> {
  for (const folder of folders.flatMap(folder => [resolve(folder), resolve(folder, 'mnist')])) {
    const paths = await Promise.all(Object.values(mnistFiles).map(({ name }) => fileIn(folder, name)))
    if (paths.every(path => path !== undefined)) return { folder, from }
  }
  return undefined
}

/** The folder itself, its parent, and so on to the root. */
function ancestors(folder: string): string[] {
  const path = resolve(folder)
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...ancestors(parent)]
}
