// What is the server made of? Everything but listening: hooks, limits, routes, threads.
// Read next: upload.ts and routes/recognize.ts for the way of an image; server.ts for listening.

import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { answerConnect, answerMalformedHttp } from './malformed-http.ts'
import { createMetrics } from './metrics.ts'
import { answerUnknownRoutes } from './not-found.ts'
import { describeApi } from './openapi.ts'
import { findPage, servePage } from './page.ts'
import { HttpProblem, sendProblem } from './problems.ts'
import { healthRoutes } from './routes/health.ts'
import { readFormRoute } from './routes/read-form.ts'
import { recognizeRoute } from './routes/recognize.ts'
import { formReadingSchema, formTemplateSchema } from './schemas/form.ts'
import { problemSchema } from './schemas/problem.ts'
import { recognitionSchema } from './schemas/recognition.ts'
import { securityHeaders } from './security-headers.ts'
import { readSettings, type Settings } from './settings.ts'
import { createReaderPool, type ReaderPool } from './worker/reader-pool.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The threads behind this app. */
    readonly pool: ReaderPool
  }
}

/** How an app is built; every setting has a default. */
export interface AppOptions extends Partial<Settings> {
  /** Module whose default export is a worker's task function. @default the real recognizer */
  readonly workerFile?: string | URL
  /** Folder with the built page. @default the one of @digitrec/web; null for none */
  readonly page?: string | null
}

/** Times after which a connection is cut, in milliseconds. */
const patience = {
  /** Until the headers are complete. */
  headers: 10_000,
  /** Until the body is complete. */
  request: 30_000,
  /** Without any traffic. */
  idle: 60_000,
  /** Between two requests on one connection; longer than the 60 s after which common proxies let go. */
  keepAlive: 65_000,
  /** How often the first two are looked at; Node's own 30 s would cut a slow client too late. */
  check: 2_000,
}

const version: string = createRequire(import.meta.url)('../package.json').version

/**
 * Builds the app without listening. `app.inject` works on it; `app.pool.warm()` loads the recognizer;
 * `app.close()` ends the threads.
 *
 * @throws SettingsError `invalid-setting`
 */
export async function buildApp(options: AppOptions = {}): Promise<FastifyInstance> {
  const settings = readSettings(process.env, options)
  const app = Fastify({
    logger: { level: settings.logLevel, redact: ['req.headers', 'res.headers'] },
    logController: new LogController({ disableRequestLogging: true }), // one line a request, below
    genReqId: () => randomUUID(),
    bodyLimit: settings.limitBytes,
    requestTimeout: patience.request,
    connectionTimeout: patience.idle,
    keepAliveTimeout: patience.keepAlive,
    http: {
      headersTimeout: patience.headers,
      connectionsCheckingInterval: patience.check,
      requireHostHeader: false, // asked for below, so that the answer is a problem like any other
    },
    return503OnClosing: false, // a request that still comes is served, and its connection closed
    routerOptions: { maxParamLength: 200 },
    ajv: { customOptions: { removeAdditional: false, allErrors: false } },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply.headers(securityHeaders)),
    clientErrorHandler: answerMalformedHttp,
  })
  const pool = createReaderPool({ ...settings, ...(options.workerFile ? { workerFile: options.workerFile } : {}) })
  const metrics = createMetrics(pool)
  app.decorate('pool', pool)
  closeConnectionsWhenStopping(app)
  app.addHook('onClose', () => pool.close())
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new HttpProblem('bad-request', 'expected a host header, as HTTP/1.1 asks for, got none.')
    }
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    const status = reply.statusCode
    const seconds = reply.elapsedTime / 1000
    metrics.requests.observe({ method: request.method, route, status }, seconds)
    request.log.info({ method: request.method, route, status, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
  app.server.on('connect', answerConnect)
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  answerUnknownRoutes(app)

  await app.register(multipart, { throwFileSizeLimit: false })
  // Bodies are read by the route that wants one, as bytes; nothing is parsed before.
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  app.addSchema(problemSchema)
  app.addSchema(recognitionSchema)
  app.addSchema(formTemplateSchema)
  app.addSchema(formReadingSchema)
  await describeApi(app, version)
  const limits = { bytes: settings.limitBytes, pixels: settings.limitPixels }
  await app.register(recognizeRoute, { pool, metrics, limits })
  await app.register(readFormRoute, { pool, metrics, limits })
  await app.register(healthRoutes, { pool, metrics, version })
  await app.register(async scope => servePage(scope, options.page === null ? undefined : (options.page ?? findPage())))
  return app
}

/** While stopping, an answer ends its connection; a kept one would hold the stop up until it times out. */
function closeConnectionsWhenStopping(app: FastifyInstance): void {
  let isStopping = false
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async () => {
    if (isStopping) setImmediate(() => app.server.closeIdleConnections())
  })
}
