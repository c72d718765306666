// The page of the search and its charts say what the records of the runs say.

import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import { searchPages } from '../scripts/search-page.ts'

const pages = Object.entries(searchPages())

it.each(pages)('docs/%s is current (else: npm run docs:search)', (path, text) => {
  expect(readFileSync(`docs/${path}`, 'utf8')).toBe(text)
})

it.each(pages.filter(([path]) => path.endsWith('.svg')))('docs/%s has a dot for each trial', (path, text) => {
  const { trials } = JSON.parse(
    readFileSync(path.includes('depth') ? 'docs/search-depth.json' : 'docs/search-evolution.json', 'utf8'),
  )
  const { svg } = new XMLParser({ ignoreAttributes: false }).parse(text)
  expect(svg['@_xmlns']).toBe('http://www.w3.org/2000/svg')
  expect([svg.circle].flat().length).toBeGreaterThanOrEqual(trials.length)
})
