import { chromium } from 'playwright-core'
const [,, url, out, w='1400', h='1000'] = process.argv
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: +w, height: +h } })
await page.goto(url); await page.addStyleTag({content:"main{zoom:0.8} figure{max-width:26rem!important}"});  const hh=await page.evaluate(()=>document.documentElement.scrollHeight); for(let i=0;i*1300<hh;i++){ await page.screenshot({path: out.replace(".png","-"+i+".png"), fullPage:true, clip:{x:0,y:i*1300,width:+w,height:Math.min(1300,hh-i*1300)}}) }; await browser.close()
