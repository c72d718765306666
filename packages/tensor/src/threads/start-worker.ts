// How a thread is started, and what it does: a worker of Node or of the browser, without importing either.
// Next: open-threads.ts (what gives it work).

/** The parts of a worker that are used: those of worker_threads and of web workers alike. */
export interface WorkerLike {
  /** Hands over the one message that it is sent. */
  postMessage(message: unknown): void
  /** Ends it at once. */
  terminate(): unknown
  /** Node's way to hear of its end. */
  on?(event: string, listener: (cause: unknown) => void): unknown
  /** Node's way to let the process end while it waits. */
  unref?(): void
  /** The browser's way to hear of its failures. */
  addEventListener?(event: string, listener: (cause: unknown) => void): void
}

/** Starts a worker that runs {@link threadSource}. */
export type StartWorker = (source: string) => WorkerLike

/**
 * The whole program of a worker, as JavaScript without imports: it instantiates the module it is sent over the shared
 * memory and runs the functions it is told to, until it is terminated. Being text, it is found wherever the library
 * is (packed, bundled, CommonJS, from sources). A page whose content security policy forbids `blob:` workers serves
 * this text as a file of its own and passes `startWorker: () => new Worker('/that-file.js')`.
 *
 *   control: 0 turn, raised to start one · 1 which function · 2 how many workers have not finished
 *
 * A worker looks for its next turn a short while before it sleeps: waking it costs more than most pauses last. And it looks
 * again when it was woken: the call may be a late one, for a turn that it saw before it slept and has done.
 */
export const threadSource = `'use strict'
const start = ({ bytes, memory, control, functions }) => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory } })
  for (let turn = 0; ; ) {
    if (Atomics.sub(control, 2, 1) === 1) Atomics.notify(control, 2)
    for (let looks = 0; looks < 20000 && Atomics.load(control, 0) === turn; looks++);
    while (Atomics.load(control, 0) === turn) Atomics.wait(control, 0, turn)
    turn = Atomics.load(control, 0)
    const name = functions[Atomics.load(control, 1)]
    if (name) exports[name]()
  }
}
if (typeof require === 'function') require('node:worker_threads').parentPort.once('message', start)
else onmessage = event => start(event.data)
`

/** What {@link threadSource} is sent, once. */
export interface ThreadStart {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly memory: object
  readonly control: Int32Array
  /** By the number in control 1; empty where this thread has nothing to do. */
  readonly functions: readonly string[]
}

interface NodeBuiltins {
  getBuiltinModule?(name: 'node:worker_threads'): {
    Worker: new (source: string, options: object) => WorkerLike
  }
}

/** How this host starts workers, found without an import: `process.getBuiltinModule` is in Node from 20.16. */
export function hostWorker(): StartWorker | undefined {
  const { process, Worker, Blob, URL } = globalThis as typeof globalThis & { process?: NodeBuiltins }
  const threads = process?.getBuiltinModule?.('node:worker_threads')
  // Without the flags of this process: a loader of sources, inherited, would be started in every worker.
  if (threads) return source => new threads.Worker(source, { eval: true, execArgv: [], env: {} })
  if (typeof Worker === 'undefined') return undefined
  return source => {
    // One address for all: given back, it might be gone before the worker has read it.
    blobUrl ??= URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
    return new Worker(blobUrl, { name: 'digitrec' })
  }
}

/** Address of {@link threadSource}, once a worker has been started from it. */
let blobUrl: string | undefined
