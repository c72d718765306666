// What does an address answer that no route takes? 404, or 405 with the methods it does take.

import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './problems.ts'

/** Collects the routes as they are registered, and answers for the rest; must come before the routes. */
export function answerUnknownRoutes(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set()
    for (const name of [method].flat()) known.add(name)
    methods.set(url, known)
  })

  app.setNotFoundHandler(request => {
    const path = request.url.split('?', 1)[0]!
    const allowed = new Set<string>()
    for (const [url, names] of methods) {
      const isHere = url.endsWith('/*') ? path.startsWith(url.slice(0, -1)) : path === url
      if (isHere) for (const name of names) allowed.add(name)
    }
    if (allowed.size === 0 || allowed.has(request.method)) {
      throw new HttpProblem('not-found', 'There is nothing at this address. The API is described at /docs.')
    }
    const allow = [...allowed].sort().join(', ')
    throw new HttpProblem('method-not-allowed', `expected ${allow}, got ${request.method}.`, { headers: { allow } })
  })
}
