// The fourth door: the page, served by the real server, says of every sample what the SDK says, wherever it reads.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { loadRecognizer } from '@digitrec/recognizer'
import { type RunningServer, startServer } from '@digitrec/server'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { percent } from '../packages/web/src/words.ts'
import { launchChromium, noBrowser } from './chromium.ts'

describe.skipIf(noBrowser)(`walk through the page${noBrowser}`, () => {
  let folder: string
  let server: RunningServer
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'digitrec-page-'))
    await build({
      configFile: 'packages/web/vite.config.ts',
      root: 'packages/web',
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true },
    })
    server = await startServer({ port: 0, page: folder, logLevel: 'silent' })
    browser = await launchChromium()
    page = await browser.newPage()
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(String(error)))
    page.on(
      'request',
      request =>
        new URL(request.url()).hostname === '127.0.0.1' ||
        /^(data|blob):/.test(request.url()) ||
        complaints.push(request.url()),
    )
    await page.goto(server.url)
  })

  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    if (folder) await rm(folder, { recursive: true })
  })

  describe.each(['browser', 'server'])('read in the %s', place => {
    it.each(samples.map(({ name }) => name))('%s', async name => {
      const png = encodePng(samples.find(sample => sample.name === name)!.make())
      const answer = await (await loadRecognizer()).read(png)

      await page.locator(`input[name=place][value=${place}]`).check({ force: true })
      await page
        .getByTestId('picker')
        .setInputFiles({ name: `${name}.png`, mimeType: 'image/png', buffer: Buffer.from(png) })
      await page
        .getByTestId('status')
        .and(page.locator(`[data-status=${answer.status}]`))
        .waitFor({ timeout: 30_000 })

      const shown = (await page.getByTestId('number').textContent())!.trim()
      expect(shown).toBe(answer.text || 'No number')
      expect(await page.getByTestId('result').textContent()).toContain(
        place === 'browser' ? 'in this browser' : 'on the server',
      )
      if (answer.status !== 'reject') {
        const labels = await page
          .locator('[aria-label^="Digit "]')
          .evaluateAll(all => all.map(one => one.getAttribute('aria-label')))
        const digits = answer.digits.map(({ digit }) => digit)
        expect(labels.map(label => Number(/: (\d)/.exec(label!)![1]))).toEqual(digits)
        expect(labels.map(label => label!.replace(/.*confidence /, ''))).toEqual(
          answer.digits.map(({ confidence }) => percent(confidence)),
        )
      }
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.getByTestId('status').waitFor({ state: 'detached' })
    })
  })

  it('asks no other host and complains of nothing', () => {
    expect(complaints).toEqual([])
  })
})
