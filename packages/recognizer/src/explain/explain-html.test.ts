import { inkSteps } from '@digitrec/image'
import { samples } from '@digitrec/mnist'
import { expect, it } from 'vitest'
import { loadRecognizer } from '../recognizer.ts'
import { explainHtml } from './explain-html.ts'
import { pictureOf, type StagePicture } from './explanation.ts'

const recognizer = await loadRecognizer()

it('shows every step, every digit and what was read, in one file', async () => {
  const sample = samples.find(({ name }) => name === 'number-3194-ruled')!
  const stages: StagePicture[] = []
  const outcome = await recognizer.read(sample.make(), { onStage: stage => stages.push(pictureOf(stage)) })
  const html = explainHtml([{ name: '<b>&"', stages, outcome }])
  expect(stages.map(({ step }) => step)).toEqual(Object.keys(inkSteps))
  expect(html.match(/<img class="frame"/g)?.length).toBe(4)
  expect(html.match(/<i style="left:/g)?.length).toBe(4)
  expect(html).toContain('<b>3194</b>')
  expect(html).toContain('<h1>&lt;b&gt;&amp;&quot;</h1>')
  expect(html).not.toMatch(/(src|href)="(?!data:)/) // needs nothing else
})

it('says why a picture could not be read', () => {
  expect(explainHtml([{ name: 'x', stages: [], outcome: 'decodeImage: 0 bytes <' }])).toContain('0 bytes &lt;')
})
