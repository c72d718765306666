// How many threads: asked for, set in the environment, or one.

import { ThreadError } from './thread-error.ts'

/** How many threads; `auto` is one for each core of the machine. */
export type ThreadCount = number | 'auto'

/** More threads than this are taken for a mistake. */
const most = 64

interface Environment {
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>
    getBuiltinModule?(name: 'node:os'): { availableParallelism(): number }
  }
  readonly navigator?: { readonly hardwareConcurrency: number }
}

/**
 * The number of threads: the one given, else what the environment variable DIGITREC_THREADS says, else 1. Only when
 * asked for is it the number of cores: results depend on the number of threads, in their last bits.
 *
 * @param wanted 1 to 64, or 'auto'. @default what DIGITREC_THREADS says, or 1
 * @throws ThreadError `bad-thread-count`
 */
export function chooseThreads(wanted?: ThreadCount): number {
  const said = wanted ?? ((globalThis as Environment).process?.env?.DIGITREC_THREADS || 1)
  if (said === 'auto') return Math.min(most, hostCores())
  const count = typeof said === 'string' ? Number(said) : said
  if (!Number.isInteger(count) || count < 1 || count > most) {
    const where = wanted === undefined ? 'DIGITREC_THREADS' : 'threads'
    throw new ThreadError('bad-thread-count', `${where}: expected 1 to ${most} or 'auto', got '${said}'.`)
  }
  return count
}

/** How many threads this host runs at a time, found without an import: `process.getBuiltinModule` is in Node from 20.16. */
function hostCores(): number {
  const { process, navigator } = globalThis as Environment
  return process?.getBuiltinModule?.('node:os').availableParallelism() ?? navigator?.hardwareConcurrency ?? 1
}
