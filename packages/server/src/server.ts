// How is the server started and stopped? It listens, loads the recognizer, and on SIGTERM or SIGINT finishes what it
// has begun.

import type { FastifyInstance } from 'fastify'
import { type AppOptions, buildApp } from './app.ts'
import { readSettings } from './settings.ts'

/** A server that listens. */
export interface RunningServer {
  readonly app: FastifyInstance
  /** For people and tests, like http://127.0.0.1:8080. */
  readonly url: string
  /**
   * Stops accepting, lets running requests finish, ends the threads. Takes at most 9 s: what is still open then is cut.
   * Calling it twice waits for the same stop.
   */
  stop(): Promise<void>
}

/** How a server is started. */
export interface ServerOptions extends AppOptions {
  /** Stop on SIGTERM and SIGINT, and leave the process. @default false */
  readonly stopOnSignals?: boolean
}

/** Longest wait for running requests when stopping, in milliseconds; process managers kill after 10 s. */
const stopPatienceMs = 9_000

/**
 * Listens, then loads the recognizer; until it is loaded /readyz answers 503.
 *
 * @throws SettingsError `invalid-setting`; an Error with code EADDRINUSE or EACCES when the port cannot be had;
 * HttpProblem `internal` when the recognizer does not load
 */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { port, host } = readSettings(process.env, options)
  const app = await buildApp(options)
  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= stopApp(app))
  if (options.stopOnSignals) stopOnSignals(app, stop)
  try {
    const url = await app.listen({ port, host, listenTextResolver: address => `listening on ${address}` })
    await app.pool.warm()
    return { app, url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function stopApp(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), stopPatienceMs)
  await app.close()
  clearTimeout(cut)
}

function stopOnSignals(app: FastifyInstance, stop: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      app.log.info({ signal }, 'stopping')
      stop().then(
        () => process.exit(0),
        error => {
          app.log.error({ err: error }, 'stopping failed')
          process.exit(1)
        },
      )
    })
  }
}
