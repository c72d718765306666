// The command `digitrec`: hands the process over to run(). Read next: run.ts.

import { run } from './run.ts'
import type { TextSink } from './terminal.ts'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The first asks politely; who asks twice does not want to wait.
    if (stop.signal.aborted) process.exit(130)
    stop.abort(new DOMException(`stopped by ${signal}`, 'AbortError'))
  })
}
// A reader that goes away (`digitrec read ... | head`) is no error.
process.stdout.on('error', error => process.exit((error as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 1))

const sink = (stream: NodeJS.WriteStream): TextSink => ({
  write: text => void stream.write(text),
  isTerminal: stream.isTTY === true,
  get columns() {
    return stream.columns
  },
})

process.exitCode = await run(process.argv.slice(2), {
  out: sink(process.stdout),
  err: sink(process.stderr),
  input: process.stdin,
  env: process.env,
  signal: stop.signal,
})
// Handles that libraries leave open (an idle connection of a download) must not keep a finished command alive.
if (process.stdout.writableLength === 0) process.exit()
process.stdout.once('drain', () => process.exit())
