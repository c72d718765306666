// The page at every size it promises: nothing wider than the window, no control cut or on top of another, and the first
// thing to do in sight.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { noBrowser } from '../../../tests/chromium.ts'
import { openSite, type Site } from './browser.ts'
import { writtenPng } from './pictures.ts'

const sizes = [
  { name: '320x568', width: 320, height: 568, touch: true },
  { name: '375x667', width: 375, height: 667, touch: true },
  { name: '768x630', width: 768, height: 630 },
  { name: '1280x800', width: 1280, height: 800 },
  { name: '1366x768', width: 1366, height: 768 },
  { name: '2560x1801', width: 2560, height: 1801 },
  { name: '1280x800 at 200 %', width: 640, height: 400, scale: 2 },
  { name: '1366x768 at 200 %', width: 683, height: 384, scale: 2 },
]

interface Finding {
  widerThanWindow: number
  outside: string[]
  clipped: string[]
  overlapping: string[]
  controls: number
}

describe.skipIf(noBrowser)(`layout${noBrowser}`, () => {
  let site: Site
  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site?.close())

  for (const { name, width, height, touch = false, scale = 1 } of sizes) {
    test(`${name}: everything inside, nothing on top of another, first and with a result`, async () => {
      const visit = await site.open({
        viewport: { width, height },
        deviceScaleFactor: scale,
        hasTouch: touch,
        isMobile: touch,
      })
      const { page } = visit
      await expectTidy(page)
      expect(await inSight(page, '.sources .button')).toBe(true)
      if (height >= 568) expect(await inSight(page, '.actions .button')).toBe(true)

      await page.getByTestId('picker').setInputFiles({
        name: 'a-rather-long-name-of-a-file-that-could-push-things-aside.png',
        mimeType: 'image/png',
        buffer: writtenPng('4074070', 1400, 300),
      })
      await page.getByTestId('number').waitFor()
      await page.getByRole('button', { name: 'Show all ten' }).click()
      await page.getByText('How it was read').click()
      await page.getByTestId('walk').waitFor()
      await expectTidy(page)

      await page.getByTestId('picker').setInputFiles({
        name: 'notes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('seven'),
      })
      await page.getByTestId('problem').waitFor()
      expect(await inSight(page, '.problem')).toBe(true)
      await expectTidy(page)
      expect(visit.complaints).toEqual([])
      await visit.close()
    })
  }

  test('the picture stays in sight beside a long answer', async () => {
    const { page, close } = await site.open({ viewport: { width: 1280, height: 900 } })
    const picture = { name: 'a.png', mimeType: 'image/png', buffer: writtenPng('4074070', 1400, 300) }
    await page.getByTestId('picker').setInputFiles(picture)
    await page.getByText('How it was read').click()
    await page.getByTestId('walk').waitFor()
    const seen = await page.evaluate(() => {
      document.querySelector('.explained .walk')!.scrollIntoView({ block: 'end', behavior: 'instant' })
      const { top, bottom } = document.querySelector('.stage')!.getBoundingClientRect()
      return { scrolled: scrollY > 300, isInSight: top >= 0 && bottom <= innerHeight }
    })
    expect(seen).toEqual({ scrolled: true, isInSight: true })
    await close()
  })
})

async function expectTidy(page: Page): Promise<void> {
  const found = await page.evaluate(look)
  expect(found.controls).toBeGreaterThan(8)
  expect(found).toMatchObject({ widerThanWindow: 0, outside: [], clipped: [], overlapping: [] })
}

function inSight(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(selector => {
    scrollTo({ top: 0, behavior: 'instant' })
    const { top, bottom, height } = document.querySelector(selector)!.getBoundingClientRect()
    return height > 0 && top >= 0 && bottom <= innerHeight
  }, selector)
}

/** Runs in the page. A control is what a finger can press; the field inside a button or a label belongs to it. */
function look(): Finding {
  const wanted = 'a, button, label, canvas[data-testid="paper"], summary'
  const controls = [...document.querySelectorAll<HTMLElement>(wanted)].filter(
    element => element.offsetWidth > 0 && !element.classList.contains('skip'),
  )
  const named = (element: HTMLElement) =>
    `${element.tagName.toLowerCase()}.${element.className} ${element.textContent}`.trim()
  const rects = controls.map(element => element.getBoundingClientRect())
  const overlapping: string[] = []
  controls.forEach((a, i) => {
    for (let j = i + 1; j < controls.length; j++) {
      const b = controls[j]!
      if (a.contains(b) || b.contains(a)) continue
      const [p, q] = [rects[i]!, rects[j]!]
      const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left)
      const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top)
      if (wide > 0.5 && high > 0.5) overlapping.push(`${named(a)} / ${named(b)}`)
    }
  })
  return {
    controls: controls.length,
    widerThanWindow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
    outside: controls.filter((_, i) => rects[i]!.left < -0.5 || rects[i]!.right > innerWidth + 0.5).map(named),
    clipped: controls
      .filter(
        element => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline',
      )
      .map(named),
    overlapping,
  }
}
