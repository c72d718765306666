import { samples } from '@digitrec/mnist'
import { expect, it } from 'vitest'
import { explainHtml, pictureOf, type StagePicture } from './explain.ts'
import { loadRecognizer } from './recognizer.ts'

const recognizer = await loadRecognizer()

it('shows every step, every digit and what was read, in one file', async () => {
  const sample = samples.find(({ name }) => name === 'number-3194-ruled')!
  const stages: StagePicture[] = []
  const outcome = await recognizer.read(sample.make(), { onStage: stage => stages.push(pictureOf(stage)) })
  const html = explainHtml([{ name: '<b>&"', stages, outcome }])
  expect(stages.map(({ step }) => step)).toEqual(['page', 'polarity', 'light', 'threshold', 'lines'])
  expect(html.match(/<img class="frame"/g)?.length).toBe(4)
  expect(html.match(/<i style="left:/g)?.length).toBe(4)
  expect(html).toContain('<b>3194</b>')
  expect(html).toContain('<h1>&lt;b&gt;&amp;&quot;</h1>')
  expect(html).not.toMatch(/(src|href)="(?!data:)/) // needs nothing else
})

it('says why a picture could not be read', () => {
  expect(explainHtml([{ name: 'x', stages: [], outcome: 'decodeImage: 0 bytes <' }])).toContain('0 bytes &lt;')
})

it('shrinks large stages', () => {
  const data = new Uint8Array(4 * 1200 * 30).fill(255)
  const { png } = pictureOf({ step: 'page', picture: () => ({ width: 1200, height: 30, data }) })
  expect(new DataView(png.buffer).getUint32(16)).toBe(600)
})
