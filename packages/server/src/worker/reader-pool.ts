// How do images reach threads that may hang, grow or die, without hurting anybody else?
// A bounded queue in front of piscina: one image a thread, a deadline from the moment it runs, and a thread that is
// late or dead is replaced. Piscina is named in this file only. (Its own maxQueue does not count tasks that carry an
// abort signal, and a deadline needs one: hence the queue here.) Read next: routes/recognize.ts.

import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Piscina } from 'piscina'
import { HttpProblem, type ProblemCode, problems } from '../problems.ts'
import type { WorkerAnswer, WorkerTask } from './read-handler.ts'

/** How a pool is made. */
export interface ReaderPoolOptions {
  /** Module whose default export is a task function of `createReadHandler`. @default the real recognizer */
  readonly workerFile?: string | URL
  /** Threads, all started at once. */
  readonly workers: number
  /** Images that may wait. */
  readonly queue: number
  /** Longest time one image may run. */
  readonly timeoutMs: number
  /** Heap of one thread in MiB; typed arrays are outside it and bounded by the image limits. */
  readonly workerMemoryMb: number
}

/** Longest wait for a thread. A queue moves faster than this unless every thread hangs or none can be started. */
const queuePatienceMs = 10_000

/** What the loaded recognizer says about itself. */
export interface ReaderFacts {
  readonly backend: string
  readonly model: { readonly name: string; readonly id: string }
}

/** A finished reading: the JSON text and its status. */
export type ReadAnswer = Extract<WorkerAnswer, { kind: 'answer' }>

/** What a thread can be asked to read. */
export type ReadTask = Exclude<WorkerTask, { kind: 'warm' }>

interface Job {
  readonly task: WorkerTask
  readonly settle: (answer: Promise<WorkerAnswer>) => void
}

/** Threads that read images, see `createReaderPool`. */
export class ReaderPool {
  /** Known once the first thread has loaded the recognizer. */
  facts: ReaderFacts | undefined
  /** Threads that died or were ended since the start. */
  replaced = 0
  readonly #pool: Piscina<WorkerTask, WorkerAnswer>
  readonly #options: ReaderPoolOptions
  /** Threads that have loaded their code; a replacement is none of them until it has. */
  readonly #ready = new Set<unknown>()
  readonly #waiting: Job[] = []
  #running = 0

  constructor(options: ReaderPoolOptions) {
    this.#options = options
    const entry = workerEntry(options.workerFile)
    this.#pool = new Piscina({
      filename: entry.filename,
      execArgv: entry.execArgv,
      minThreads: options.workers,
      maxThreads: options.workers,
      idleTimeout: Number.POSITIVE_INFINITY,
      resourceLimits: { maxOldGenerationSizeMb: options.workerMemoryMb, maxYoungGenerationSizeMb: 64 },
    })
    this.#pool.on('workerCreate', thread => {
      this.#ready.add(thread)
      this.#next()
    })
    this.#pool.on('workerDestroy', thread => this.#ready.delete(thread))
    // A thread that dies between two images: piscina has already replaced it.
    this.#pool.on('error', () => this.replaced++)
  }

  /** Images waiting for a thread. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Images being read. */
  get running(): number {
    return this.#running
  }

  /** Threads. */
  get workers(): number {
    return this.#options.workers
  }

  /** @throws HttpProblem `overloaded` when the next image would find no place */
  refuseIfFull(): void {
    const { workers, queue } = this.#options
    if (this.#running < workers || this.#waiting.length < queue) return
    throw overloaded(`All threads are busy and ${queue} images wait already.`)
  }

  /** @throws HttpProblem `starting` until the recognizer is loaded */
  refuseIfStarting(): void {
    if (this.facts) return
    const detail = 'The recognizer is still loading. Try again after the time in retry-after.'
    throw new HttpProblem('starting', detail, { headers: { 'retry-after': '1' } })
  }

  /**
   * Makes every thread load the recognizer; resolves when one has.
   *
   * @throws HttpProblem `internal` when loading fails
   */
  async warm(): Promise<ReaderFacts> {
    const loads = Array.from({ length: this.#options.workers }, () => this.#pool.run({ kind: 'warm' }))
    const answer = await Promise.any(loads)
    if (answer.kind !== 'facts') {
      throw new HttpProblem('internal', 'The recognizer does not load.', { cause: new Error(failure(answer)) })
    }
    this.facts = { backend: answer.backend, model: answer.model }
    return this.facts
  }

  /**
   * Reads one image in a thread.
   *
   * @param task the bytes are handed over: the caller's array is empty afterwards
   * @param gone aborts when nobody waits for the answer any more; an image still in the queue is then dropped
   * @throws HttpProblem `overloaded`, `timeout`, `worker-lost`, `internal`, and the codes of ImageError, ConstraintError and
   * FormError
   */
  async read(task: ReadTask, gone?: AbortSignal): Promise<ReadAnswer> {
    this.refuseIfFull()
    const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
      const job: Job = { task, settle: promise => promise.then(resolve, reject) }
      this.#waiting.push(job)
      const left = new HttpProblem('bad-request', 'The client left before its image was read.')
      gone?.addEventListener('abort', () => this.#drop(job, left), { once: true })
      const late = setTimeout(() => this.#drop(job, overloaded('No thread was free in time.')), queuePatienceMs)
      late.unref()
      this.#next()
    })
    if (answer.kind === 'answer') return answer
    if (answer.kind === 'refused' && answer.code in problems) {
      throw new HttpProblem(answer.code as ProblemCode, answer.message)
    }
    throw new HttpProblem('internal', 'The reading failed.', { cause: new Error(failure(answer)) })
  }

  /** Ends every thread. What still waits or runs is refused with `worker-lost`. */
  async close(): Promise<void> {
    for (const job of this.#waiting.splice(0)) job.settle(Promise.reject(lost('The server is stopping.')))
    await this.#pool.destroy()
  }

  #next(): void {
    // An image given to a thread that still starts would have its time run out there; one that piscina gave up
    // starting (it died before it was ready) is started again by the next image.
    const missing = this.#options.workers - this.#pool.threads.length
    while (this.#running < this.#ready.size + missing) {
      const job = this.#waiting.shift()
      if (!job) return
      this.#running++
      const done = this.#run(job.task).finally(() => {
        this.#running--
        this.#next()
      })
      job.settle(done)
    }
  }

  async #run(task: WorkerTask): Promise<WorkerAnswer> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), this.#options.timeoutMs)
    const transferList = task.kind !== 'warm' ? [task.bytes.buffer as ArrayBuffer] : []
    try {
      return await this.#pool.run(task, { signal: deadline.signal, transferList })
    } catch (error) {
      this.replaced++
      if (!deadline.signal.aborted)
        throw lost('The thread reading this image ended. Other images are not affected.', error)
      const seconds = this.#options.timeoutMs / 1000
      throw new HttpProblem('timeout', `Reading took longer than ${seconds} s. Send a smaller or simpler image.`)
    } finally {
      clearTimeout(timer)
    }
  }

  /** Refuses an image that still waits; one that runs or is done is left alone. */
  #drop(job: Job, why: HttpProblem): void {
    const index = this.#waiting.indexOf(job)
    if (index < 0) return
    this.#waiting.splice(index, 1)
    job.settle(Promise.reject(why))
  }
}

/** Starts the threads. Nothing is loaded twice; call `warm()` to know when they are ready. */
export function createReaderPool(options: ReaderPoolOptions): ReaderPool {
  return new ReaderPool(options)
}

function overloaded(why: string): HttpProblem {
  const detail = `${why} Try again after the time in retry-after.`
  return new HttpProblem('overloaded', detail, { headers: { 'retry-after': '1' } })
}

function lost(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem('worker-lost', detail, { headers: { 'retry-after': '1' }, cause })
}

function failure(answer: WorkerAnswer): string {
  return 'message' in answer ? answer.message : `unexpected answer ${answer.kind}`
}

/** The worker's file, and how Node must be told to run it when it is TypeScript. */
function workerEntry(given: string | URL | undefined): { filename: string; execArgv: string[] } {
  const isSource = import.meta.url.endsWith('.ts')
  const url = given ?? new URL(isSource ? './worker.ts' : './worker.js', import.meta.url)
  const filename = url instanceof URL ? fileURLToPath(url) : url
  if (!filename.endsWith('.ts')) return { filename, execArgv: [] }
  // Its hooks for import(), registered by hand: in a thread `--import tsx` brings those for require() alone, by which piscina
  // then loads the worker, and every import() later on meets TypeScript unprepared. Of both builds of that function only
  // the ES module finds the hooks.
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))
  const api = JSON.stringify(new URL('dist/esm/api/index.mjs', tsx).href)
  const preload = `data:text/javascript,import { register } from ${api}; register()`
  return { filename, execArgv: ['--import', preload, '--conditions=@digitrec/source'] }
}
