// How is the API described? From the routes themselves: /openapi.json is generated, /docs shows it.

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How the body is described, for a route that reads its body itself. */
    requestBody?: object
  }
}

const descriptionSchema = {
  operationId: 'openapi',
  summary: 'This description, OpenAPI 3.1',
  response: {
    200: { description: 'OpenAPI document', content: { 'application/json': { schema: { type: 'object' } } } },
  },
} as const

/** Registers the description; must come before the routes it describes. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'digitrec',
        version,
        description: 'Reads handwritten numbers in pictures.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
    },
    transform: ({ schema, url, route }) => {
      const body = route.config?.requestBody
      return { schema: body ? { ...schema, body } : schema, url }
    },
    refResolver: { buildLocalReference: json => String(json.$id) },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // The default asks a foreign host whether the description is valid.
    uiConfig: { validatorUrl: null },
  })
  app.get('/openapi.json', { schema: descriptionSchema }, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('application/json').send(JSON.stringify(app.swagger())),
  )
}
