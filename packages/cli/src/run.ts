// How does a line of arguments become one library call? Commander parses it, a command of commands/ does it, and every
// way it can end becomes an exit code here. Read next: commands/index.ts.

import { createRequire } from 'node:module'
import { DataError } from '@digitrec/mnist'
import { Command, CommanderError } from 'commander'
import { commands } from './commands/index.ts'
import { exitCodes, UsageError } from './exit-codes.ts'
import { printable, type Terminal } from './terminal.ts'

const version: string = createRequire(import.meta.url)('../package.json').version

/**
 * Runs one command line.
 *
 * @param argv arguments without node and script, such as ['read', 'seven.png']
 * @returns the exit code, see {@link exitCodes}; never throws
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = exitCodes.ok
  const program = createProgram(terminal, code => (exitCode = code))
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    return exitCodeOf(error, terminal)
  }
}

function createProgram(terminal: Terminal, end: (exitCode: number) => void): Command {
  const program = new Command('digitrec')
    .description('Reads handwritten numbers in pictures, trains the network that does it, and serves it.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', `\nExit codes:\n${exitCodeHelp()}`)
    .exitOverride()
    .configureOutput({
      writeOut: text => terminal.out.write(text),
      writeErr: text => terminal.err.write(text),
      getOutHelpWidth: () => terminal.out.columns ?? 100,
      getErrHelpWidth: () => terminal.err.columns ?? 100,
    })
  for (const add of commands) add(program, terminal, end)
  return program
}

function exitCodeHelp(): string {
  return [
    '  0 ok   1 failed   2 wrong command line or missing file   3 some need review   4 some rejected',
    '  130 stopped by Ctrl-C',
  ].join('\n')
}

function exitCodeOf(error: unknown, terminal: Terminal): number {
  // Commander has printed its message, or the help that was asked for, before it throws.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (terminal.signal.aborted) {
    terminal.err.write('digitrec: stopped.\n')
    return exitCodes.interrupted
  }
  const { message, code, stack } = error as Error & { code?: string }
  terminal.err.write(`digitrec: ${printable(message)}${code && code !== 'usage' ? ` (${code})` : ''}\n`)
  if (terminal.env.DIGITREC_DEBUG && stack) terminal.err.write(`${stack}\n`)
  return error instanceof UsageError || isMissingData(error) ? exitCodes.usage : exitCodes.failed
}

/** MNIST's files are files that the command line names too, or should have. */
function isMissingData(error: unknown): boolean {
  return error instanceof DataError && error.code === 'missing'
}
