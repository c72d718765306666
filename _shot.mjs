import { chromium } from 'playwright-core'
const [,, url, out, w='1400', h='1000'] = process.argv
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: +w, height: +h } })
await page.goto(url); await page.addStyleTag({content:"main{zoom:0.8} figure{max-width:26rem!important}"});  await page.screenshot({ path: out, fullPage: true }); await browser.close()
