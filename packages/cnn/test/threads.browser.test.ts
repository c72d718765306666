// Threads in a real browser: on an isolated page, off its main thread, under a strict policy, and where there are none.

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { threadSource } from '@digitrec/tensor'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleScript, launchChromium, noBrowser } from '../../../tests/chromium.ts'
import { train } from './threads-page.ts'

const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
const strict = {
  'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
}

describe.skipIf(noBrowser)(`threads in the browser${noBrowser}`, () => {
  let server: Server
  let browser: Browser
  let expected: string

  beforeAll(async () => {
    const script = await bundleScript(join(import.meta.dirname, 'threads-page.ts'), 'page')
    server = createServer(({ url }, response) => {
      const headers = { ...(url !== '/alone' && isolated), ...(url?.includes('strict') && strict) }
      const isText = url?.endsWith('.js')
      response.writeHead(200, { ...headers, 'content-type': isText ? 'text/javascript' : 'text/html' })
      if (!isText) response.end('<!doctype html><title>threads</title><script src="/page.js"></script>')
      else response.end(url?.endsWith('thread.js') ? threadSource : script)
    }).listen(0, '127.0.0.1')
    browser = await launchChromium()
    expected = await train({ threads: 2 })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  /** Runs `train` on a page, or in a worker of it. */
  async function visit(path: string, options: { threads: number; file?: string; inWorker?: boolean }): Promise<string> {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
    const answer = await page.evaluate(
      given =>
        given.inWorker
          ? new Promise<string>(resolve => {
              const worker = new Worker('/page.js')
              worker.onmessage = ({ data }) => resolve(data)
              worker.postMessage(given)
            })
          : (globalThis as unknown as { train(options: object): Promise<string> }).train(given),
      options,
    )
    await page.close()
    return answer
  }

  it('gives the bits of Node on the main thread of an isolated page', async () => {
    expect(await visit('/', { threads: 2 })).toBe(expected)
    expect(expected).toMatch(/^[0-9a-f]{64} 0\.\d{5}$/)
  })

  it('gives the bits of Node in a worker of the page', async () => {
    expect(await visit('/', { threads: 2, inWorker: true })).toBe(expected)
  })

  it('under a policy without blob: it names the way out, and that way works', async () => {
    expect(await visit('/strict', { threads: 2 })).toMatch(/^worker-lost: .*pass startWorker/)
    expect(await visit('/strict', { threads: 2, file: '/strict/thread.js' })).toBe(expected)
  })

  it('says so where a page is not isolated; one thread still trains', async () => {
    expect(await visit('/alone', { threads: 2 })).toMatch(/^threads-unsupported: .*cross-origin isolated/)
    expect(await visit('/alone', { threads: 1 })).toMatch(/^[0-9a-f]{64}/)
  })
})
