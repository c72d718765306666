// What the browser tests stand on: the page built into a folder of its own, a server of static files with the strict
// content security policy and isolation of the real one, and Chromium that may talk to nobody else.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { launchChromium } from '../../../tests/chromium.ts'

/** DIGITREC_WEB_READER=fake builds the page on a stand-in, to work on the page alone. */
const fake = process.env.DIGITREC_WEB_READER === 'fake'

const contentSecurityPolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; " +
  "worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}

export interface Site {
  readonly url: string
  readonly browser: Browser
  /** A fresh page; what it complains about and whom it calls is collected. */
  open(options?: BrowserContextOptions): Promise<Visit>
  close(): Promise<void>
}

export interface Visit {
  readonly page: Page
  /** Console errors, page errors, refused by policy; and requests to other hosts. */
  readonly complaints: string[]
  /** Paths of everything that came over the network, also to workers. */
  readonly fetched: string[]
  close(): Promise<void>
}

/** @param scripts further files of the site, by path: what a test runs on the page */
export async function openSite(scripts: Readonly<Record<string, string>> = {}): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'digitrec-web-'))
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    ...(fake && {
      resolve: {
        alias: [{ find: /^@digitrec\/recognizer$/, replacement: join(import.meta.dirname, 'fake-recognizer.ts') }],
      },
    }),
    build: { outDir: folder, emptyOutDir: true },
  })
  const server = await serve(folder, scripts)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser = await launchChromium()
  return {
    url,
    browser,
    open: options => openVisit(browser, url, options),
    async close() {
      await browser.close()
      await new Promise(resolve => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}

async function openVisit(browser: Browser, url: string, options?: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(30_000) // a busy machine reads slowly
  const page = await context.newPage()
  const complaints: string[] = []
  const fetched: string[] = []
  context.on('requestfinished', request => fetched.push(new URL(request.url()).pathname))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  context.on('request', request => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`foreign request: ${request.url()}`)
  })
  await page.goto(url)
  await page.getByTestId('paper').waitFor()
  return { page, complaints, fetched, close: () => context.close() }
}

async function serve(folder: string, scripts: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://127.0.0.1').pathname))
    const file = join(folder, path === '/' ? 'index.html' : path)
    const body = scripts[path] ?? (await readFile(file).catch(() => undefined))
    response.writeHead(body ? 200 : 404, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    response.end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}
