// Threads on the page as the server hands it out: isolated, and with workers from its own files alone.

import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleScript, noBrowser } from '../../../tests/chromium.ts'
import { openSite, type Site } from './browser.ts'

describe.skipIf(noBrowser)(`threads on the page${noBrowser}`, () => {
  let site: Site
  beforeAll(async () => {
    site = await openSite({
      '/threads-script.js': await bundleScript(join(import.meta.dirname, 'threads-script.ts'), 'threads'),
    })
  })
  afterAll(() => site?.close())

  test('two threads from thread.js give what one gives; blob: workers are refused by the policy', async () => {
    const { page, complaints, close } = await site.open()
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true)
    await page.addScriptTag({ url: '/threads-script.js' })
    type Script = { predictOnThreads(file?: string): Promise<{ furthest: number }> }
    const run = (file?: string) =>
      page.evaluate(given => (globalThis as unknown as Script).predictOnThreads(given), file)
    const answer = await run('/thread.js')
    expect(answer).toMatchObject({ threads: 2 })
    expect(answer.furthest).toBeLessThan(1e-6)
    expect(complaints).toEqual([])
    expect(await run()).toBe('worker-lost')
    await close()
  })
})
