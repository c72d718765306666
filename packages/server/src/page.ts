// Where does the page at / come from? From the built files of @digitrec/web, each registered as a route of its own,
// so that no path of a request ever reaches the file system.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** The folder with the built page, or undefined when it is not built. */
export function findPage(): string | undefined {
  try {
    const folder = join(dirname(createRequire(import.meta.url).resolve('@digitrec/web/package.json')), 'dist')
    return existsSync(join(folder, 'index.html')) ? folder : undefined
  } catch {
    return undefined
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>digitrec</title>
<h1>digitrec</h1>
<p>The server runs, but the page is not built. Run <code>npm run build</code> and start again.</p>
<p>The API is described at <a href="/docs">/docs</a>.</p>
</html>
`

/**
 * Registers the page.
 *
 * @param folder built files, or undefined to say that there are none
 */
export async function servePage(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder === undefined) {
    app.get('/', { schema: { hide: true } }, async (_request, reply) => {
      return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(notBuilt)
    })
    return
  }
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    schemaHide: true,
    preCompressed: true,
    cacheControl: false,
    dotfiles: 'ignore',
    setHeaders: (reply, path) => {
      // The bundler puts a hash of the content into the names under assets/; all else may change under its name.
      const isHashed = path.slice(folder.length).replaceAll('\\', '/').startsWith('/assets/')
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
