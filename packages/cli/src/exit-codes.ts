// How does a command end? One table of exit codes, and the error that means the command line was wrong.

/** What the number a command ends with means. The README lists the same ones. */
export const exitCodes = {
  /** Everything went well. */
  ok: 0,
  /** A library refused or failed; the message says why. */
  failed: 1,
  /** The command line was wrong, or a file it names is not there. */
  usage: 2,
  /** Some pictures need a look. */
  review: 3,
  /** Some pictures were rejected or could not be read. */
  rejected: 4,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const

/** A command line that cannot be done; the message says what was expected. Ends with exit code 2. */
export class UsageError extends Error {
  readonly code = 'usage'
  override readonly name = 'UsageError'
}
