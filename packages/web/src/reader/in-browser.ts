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

  function stop(): void {
    running?.worker.terminate()
    running = undefined
  }

  return {
    warm() {
      start()
        .remote.warm()
        .catch(() => {}) // the first reading says what is wrong
    },

    async read(input, signal, known) {
      signal.throwIfAborted()
      const { remote, failed } = start()
      try {
        const answer: WorkerAnswer = await Promise.race([remote.read(input, known), failed, aborted(signal)])
        if (!answer.ok) throw new ReaderError(answer.code, answer.message)
        return answer.recognition
      } catch (error) {
        if (signal.aborted || !(error instanceof ReaderError) || error.code === 'worker-failed') stop()
        throw error
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
