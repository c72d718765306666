// digitrec serve: the page and the API on a port, until Ctrl-C.

import type { Command } from 'commander'
import { wholeNumber } from '../options.ts'
import type { Terminal } from '../terminal.ts'

const examples = `
Examples:
  digitrec serve
  PORT=9000 HOST=0.0.0.0 digitrec serve
  curl -F image=@seven.png http://127.0.0.1:8080/v1/recognize

PORT and HOST are used when the options are not given; without both it is http://127.0.0.1:8080.
Ctrl-C finishes what has begun and ends.`

export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('serve the page and the API')
    .option('-p, --port <port>', 'port to listen on; 0 for any free one', wholeNumber(0, 65535))
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all')
    .addHelpText('after', examples)
    .action(async (options: { port?: number; host?: string }) => {
      // Loaded here: no other command should wait for the server's libraries.
      const { startServer } = await import('@digitrec/server')
      const server = await startServer(options).catch(error => {
        throw portFault(error as NodeJS.ErrnoException & { port?: number })
      })
      terminal.err.write(`digitrec: serving on ${server.url}\n`)
      await aborted(terminal.signal)
      await server.stop()
    })
}

/** What the system says of a port, in words; its code stays. */
function portFault(error: NodeJS.ErrnoException & { port?: number }): Error {
  const { code, port } = error
  const why = { EADDRINUSE: 'which another program listens on', EACCES: 'which only an administrator may use' }[
    code ?? ''
  ]
  if (!why) return error
  const message = `serve: expected a free port, got ${port}, ${why}. Choose another with --port; 0 takes any free one.`
  return Object.assign(new Error(message, { cause: error }), { code })
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
