// What the command line of the bench means.

import { parseArgs } from 'node:util'
import { peers } from './contenders.ts'
import { suites } from './suites/index.ts'

/** How much is measured, and where the results go. */
export interface BenchOptions {
  /** A taste of everything in under two minutes; too rough to quote. */
  readonly quick: boolean
  /** Names of suites. */
  readonly only: readonly string[]
  /** Names of peers, or `all`, or `none`. */
  readonly peers: readonly string[]
  readonly json: string | undefined
  readonly html: string | undefined
}

/** The help text. */
export const usage = `usage: npm run bench -- [--quick] [--only SUITES] [--peers PEERS] [--json FILE] [--html FILE]

  --quick        a taste of everything in under two minutes; too rough to quote
  --only SUITES  some of them, with commas between:
${suites.map(({ name, summary }) => `                   ${name.padEnd(10)} ${summary}`).join('\n')}
  --peers PEERS  none, all or some of them: ${peers.map(({ name }) => name).join(', ')}; all by default,
                 those that are installed (npm run bench:peers)
  --json FILE    write the results as JSON too
  --html FILE    write the results as a page with charts too`

/** @throws Error with what was wrong and the usage */
export function parseOptions(argv: readonly string[]): BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string' },
        peers: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
      },
    })
    const suiteNames = suites.map(({ name }) => name)
    return {
      quick: values.quick === true,
      only: list('only', values.only, suiteNames) ?? suiteNames,
      peers: list('peers', values.peers, ['none', 'all', ...peers.map(({ name }) => name)]) ?? ['all'],
      json: values.json,
      html: values.html,
    }
  } catch (error) {
    throw new Error(`bench: ${(error as Error).message}\n\n${usage}`, { cause: error })
  }
}

function list(option: string, text: string | undefined, known: readonly string[]): string[] | undefined {
  const words = text?.split(',').map(word => word.trim())
  const strange = words?.find(word => !known.includes(word))
  if (strange !== undefined) throw new Error(`--${option}: expected some of ${known.join(', ')}, got '${strange}'.`)
  return words
}
