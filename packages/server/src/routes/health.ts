// GET /healthz, /readyz and /metrics: is the process alive, can it read images, and what has it done?

import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics.ts'
import { problemResponses } from '../schemas/problem.ts'
import type { ReaderPool } from '../worker/reader-pool.ts'

/** What the routes need. */
export interface HealthOptions {
  readonly pool: ReaderPool
  readonly metrics: Metrics
  readonly version: string
}

const facts = {
  status: { type: 'string', enum: ['ok'] },
  version: { type: 'string', description: 'Version of the server' },
  node: { type: 'string', description: 'Version of Node' },
  uptimeSeconds: { type: 'number' },
  memoryBytes: { type: 'number', description: 'Resident memory of the process' },
  workers: { type: 'integer', description: 'Threads that read images' },
  queueLength: { type: 'integer', description: 'Images waiting for a thread' },
  workersReplaced: { type: 'integer', description: 'Threads that died or were ended since the start' },
  backend: { type: ['string', 'null'], description: 'What the network computes on; null until it is loaded' },
  model: {
    type: ['object', 'null'],
    description: 'The network; null until it is loaded',
    properties: { name: { type: 'string' }, id: { type: 'string' } },
  },
} as const

const health = {
  operationId: 'health',
  summary: 'The process lives',
  response: {
    200: {
      description: 'Facts about the process',
      content: {
        'application/json': {
          schema: { type: 'object', required: Object.keys(facts), additionalProperties: false, properties: facts },
        },
      },
    },
  },
} as const

const ready = {
  operationId: 'ready',
  summary: 'Images can be read',
  response: {
    200: {
      description: 'The recognizer is loaded',
      content: {
        'application/json': {
          schema: { type: 'object', required: ['status'], properties: { status: { type: 'string', enum: ['ready'] } } },
        },
      },
    },
    ...problemResponses(['starting']),
  },
} as const

const metricsSchema = {
  operationId: 'metrics',
  summary: 'Counters and histograms in the Prometheus text format',
  response: {
    200: { description: 'Prometheus text', content: { 'text/plain': { schema: { type: 'string' } } } },
  },
} as const

/** Registers the routes. None of them waits for a thread. */
export async function healthRoutes(app: FastifyInstance, { pool, metrics, version }: HealthOptions): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get('/healthz', { schema: health }, async () => ({
    status: 'ok',
    version,
    node: process.versions.node,
    uptimeSeconds: Math.round(process.uptime()),
    memoryBytes: process.memoryUsage.rss(),
    workers: pool.workers,
    queueLength: pool.waiting,
    workersReplaced: pool.replaced,
    backend: pool.facts?.backend ?? null,
    model: pool.facts?.model ?? null,
  }))

  app.get('/readyz', { schema: ready }, async () => {
    pool.refuseIfStarting()
    return { status: 'ready' }
  })

  app.get('/metrics', { schema: metricsSchema }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
