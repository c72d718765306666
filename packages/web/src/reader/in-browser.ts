// Reads in this browser: a module worker runs the recognizer, so the page never waits for it. Cancelling ends the
// worker, since a computation cannot be interrupted from outside; the next reading starts a new one.

import { type Remote, wrap } from 'comlink'
import { type Reader, ReaderError } from './reader.ts'
import type { WorkerAnswer, WorkerReader } from './worker.ts'

interface Running {
  readonly worker: Worker
  readonly remote: Remote<WorkerReader>
  /** Settles only by rejecting: the script did not load, or it died. */
  readonly failed: Promise<never>
}

/** A reader in a worker of its own; no worker exists before `warm` or the first `read`. */
export function createBrowserReader(): Reader {
  let running: Running | undefined

  function start(): Running {
    running ??= startWorker()
    return running
  }

  function stop(ended: Running): void {
    ended.worker.terminate()
    if (running === ended) running = undefined
  }

  return {
    warm() {
      start()
        .remote.warm()
        .catch(() => {}) // the first reading says what is wrong
    },

    async read(input, signal, asked) {
      signal.throwIfAborted()
      const own = start()
      // At once: the next reading may begin in this very turn, and needs a worker that will not be ended under it.
      const end = () => stop(own)
      signal.addEventListener('abort', end, { once: true })
      try {
        const answer: WorkerAnswer = await Promise.race([own.remote.read(input, asked), own.failed, aborted(signal)])
        if (!answer.ok) throw new ReaderError(answer.code, answer.message)
        return answer.recognition
      } catch (error) {
        if (!(error instanceof ReaderError) || error.code === 'worker-failed') stop(own)
        throw error
      } finally {
        signal.removeEventListener('abort', end)
      }
    },
  }
}

function startWorker(): Running {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'digitrec' })
  const failed = new Promise<never>((_, reject) => {
    worker.addEventListener('error', event =>
      reject(new ReaderError('worker-failed', `reader: the worker stopped (${event.message || 'no reason given'}).`)),
    )
  })
  failed.catch(() => {}) // a failure between two readings is met by the next one
  return { worker, remote: wrap<WorkerReader>(worker), failed }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}
