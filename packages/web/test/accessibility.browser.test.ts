// axe-core on the page, empty, with a result, with a message, in both colour schemes; and the page without a mouse.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { FileChooser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser } from '../../../tests/chromium.ts'
import { openSite, type Site } from './browser.ts'
import { writtenPng } from './pictures.ts'

describe.skipIf(noBrowser)(`accessibility${noBrowser}`, () => {
  let site: Site
  let axe: string
  beforeAll(async () => {
    site = await openSite()
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  })
  afterAll(() => site?.close())

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${colorScheme}: axe finds nothing, empty, with a result and with a message`, async () => {
      const visit = await site.open({ colorScheme, reducedMotion: 'reduce' })
      const { page } = visit
      await page.evaluate(axe)
      expect(await violations(page)).toEqual([])

      await page.getByTestId('picker').setInputFiles(png('407.png', writtenPng('407', 500, 240)))
      await page.getByTestId('number').waitFor()
      await page.getByRole('button', { name: 'Show all ten' }).click()
      expect(await violations(page)).toEqual([])

      await page.getByTestId('picker').setInputFiles(png('40.png', writtenPng('40', 300, 200, 120, 0.56)))
      await page.getByText('How it was read').click()
      await page.getByTestId('parting').first().waitFor()
      expect(await violations(page)).toEqual([])

      await page.getByTestId('picker').setInputFiles(png('notes.png', Buffer.from('just text')))
      await page.getByTestId('problem').waitFor()
      expect(await violations(page)).toEqual([])
      await visit.close()
    })
  }

  test('keyboard only: choose, predict, walk the digits, clear', async () => {
    const { page, complaints, close } = await site.open()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toContain('Skip to the reader')
    await tabTo(page, 'picker')
    await (await chooserByKey(page)).setFiles(png('407.png', writtenPng('407', 500, 240)))
    await page.getByTestId('number').waitFor()

    await tabTo(page, 'Predict')
    await page.keyboard.press('Enter')
    await page.getByTestId('number').waitFor()
    await tabTo(page, 'Digit 2 of 3')
    expect(await page.getByTestId('detail').textContent()).toContain('Digit 2 of 3')

    await tabTo(page, 'How it was read')
    await page.keyboard.press('Enter')
    await page.getByTestId('walk').waitFor()
    expect(await focused(page)).toContain('How it was read')

    await tabTo(page, 'Clear', 'Shift+Tab')
    await page.keyboard.press('Enter')
    expect(await page.getByTestId('number').count()).toBe(0)
    expect(await focused(page)).toContain('picker')
    expect(complaints).toEqual([])
    await close()
  })

  test('the focus stays where it is when a new reading comes', async () => {
    const { page, close } = await site.open()
    await page.getByTestId('picker').setInputFiles(png('407.png', writtenPng('407', 500, 240)))
    await page.getByTestId('number').waitFor()
    const chips = page.locator('.chip')
    const states = () => chips.evaluateAll(all => all.map(chip => chip.getAttribute('aria-pressed')))
    const first = await states()
    for (const button of ['.bars button >> nth=0', '.headline button']) {
      await chips.nth(first.indexOf('false')).focus()
      await expect.poll(states).not.toEqual(first)
      await page.locator(button).focus()
      const held = await page.evaluateHandle(() => document.activeElement)
      await page.getByRole('button', { name: 'Predict' }).evaluate(predict => (predict as HTMLElement).click())
      await expect.poll(states).toEqual(first) // the least sure digit again: the new reading is shown
      expect(await held.evaluate(element => element === document.activeElement)).toBe(true)
    }
    await close()
  })

  test('a screen reader meets the three steps, the limits and the result', async () => {
    const { page, close } = await site.open()
    const steps = page.getByRole('region', { name: 'How it works' }).getByRole('listitem')
    expect(await steps.count()).toBe(3)
    expect(await page.getByRole('region', { name: 'Limits of the model' }).count()).toBe(1)
    await page.getByTestId('picker').setInputFiles(png('407.png', writtenPng('407', 500, 240)))
    await page.getByTestId('number').waitFor()
    expect(await page.locator('[role=status]').textContent()).toMatch(/^Read \d( \d)*\. Confidence/)
    expect((await page.locator('body').textContent())?.toLowerCase()).not.toContain('accuracy')
    await close()
  })
})

function png(name: string, buffer: Buffer) {
  return { name, mimeType: 'image/png', buffer }
}

function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    interface Violation {
      id: string
      nodes: { html: string; failureSummary: string }[]
    }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary}`))
  })
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement
    if (element === document.body) return 'nothing: the focus fell off the page'
    return [element.dataset.testid, element.getAttribute('aria-label'), element.textContent].filter(Boolean).join(' ')
  })
}

async function tabTo(page: Page, what: string, key = 'Tab'): Promise<void> {
  for (let i = 0; i < 60; i++) {
    if ((await focused(page)).includes(what)) return
    await page.keyboard.press(key)
  }
  throw new Error(`keyboard: ${key} never reached "${what}".`)
}

/**
 * The file chooser that Enter opens. In full runs of this suite it sometimes never came, alone it always did; probably
 * Chromium hands choosers over only some time after it is first asked to. So the key is pressed again when none came.
 */
async function chooserByKey(page: Page): Promise<FileChooser> {
  for (let tries = 1; ; tries++) {
    const chooser = page.waitForEvent('filechooser', { timeout: 3000 }).catch(error => {
      if (tries === 5) throw error
    })
    await page.waitForTimeout(200)
    await page.keyboard.press('Enter')
    const found = await chooser
    if (found) return found
  }
}
