// What the command line of the bench means.

import { parseArgs } from 'node:util'

/** How much is measured. */
export interface BenchOptions {
  /** A taste of everything in a minute; too rough to compare with. */
  readonly quick: boolean
  /** Where results go as JSON too; undefined for nowhere. */
  readonly json: string | undefined
  /** Only titles that contain this; undefined for all. */
  readonly only: string | undefined
}

/** The help text. */
export const usage = `usage: npm run bench -- [--quick] [--only TEXT] [--json FILE]

  --quick      a taste of everything in a minute; too rough to compare with
  --only TEXT  only rows whose title contains TEXT, such as conv2d or "training step"
  --json FILE  write the results as JSON too`

/** @throws Error with what was wrong and the usage */
export function parseOptions(argv: readonly string[]): BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { quick: { type: 'boolean' }, json: { type: 'string' }, only: { type: 'string' } },
    })
    return { quick: values.quick === true, json: values.json, only: values.only }
  } catch (error) {
    throw new Error(`bench: ${(error as Error).message}\n\n${usage}`, { cause: error })
  }
}
