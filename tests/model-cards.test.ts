// The pages of the bundled models say what the records of their runs say.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { bundled, modelCard } from '../scripts/model-cards.ts'

it.each(bundled)('docs/models/$subpath.md is current (else: npm run model:cards)', ({ subpath, what }) => {
  expect(readFileSync(`docs/models/${subpath}.md`, 'utf8')).toBe(modelCard(subpath, what))
})
