// What is counted? One registry for each app, so that two apps in one process (tests) do not share counters.
// prom-client is named in this file only.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ReaderPool } from './worker/reader-pool.ts'

/** The counters of one app. */
export interface Metrics {
  readonly registry: Registry
  /** Seconds from the request's first byte to the end of its answer, by method, route and status. */
  readonly requests: Histogram<'method' | 'route' | 'status'>
  /** Uploads by outcome: accept, review, reject, or the code of the error. */
  readonly recognitions: Counter<'outcome'>
}

/** Makes the counters; the pool's are read when somebody asks. */
export function createMetrics(pool: ReaderPool): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  gauge('digitrec_queue_length', 'Images waiting for a thread', () => pool.waiting)
  gauge('digitrec_running', 'Images being read', () => pool.running)
  gauge('digitrec_ready', '1 when the recognizer is loaded', () => (pool.facts ? 1 : 0))
  gauge('digitrec_worker_replacements', 'Threads that died or were ended since the start', () => pool.replaced)
  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    recognitions: new Counter({
      name: 'digitrec_recognitions_total',
      help: 'Uploads by outcome',
      labelNames: ['outcome'],
      registers,
    }),
  }

  function gauge(name: string, help: string, read: () => number) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
}
