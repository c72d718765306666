// The pages of the bundled models say what the records of their runs say.

import { readFileSync } from 'node:fs'
import { seedsRecord } from '@digitrec/mnist'
import { expect, it } from 'vitest'
import { bundled, modelCard, seedsSection } from '../scripts/model-cards.ts'

it.each(bundled)('the page of $subpath is current (else: npm run model:cards)', ({ subpath, what }) => {
  expect(readFileSync(`docs/models/${subpath}.md`, 'utf8')).toBe(modelCard(subpath, what))
})

it('mean and deviation over seeds are told with each run', () => {
  const runs = [98, 99, 97].map((correct, i) => ({
    seed: i + 1,
    id: `${i}`,
    scores: { test: { count: 100, correct } },
  }))
  const lines = seedsSection(seedsRecord({ preset: 'nano', command: 'digitrec train --seeds 1,2,3', runs }))
  expect(lines).toContain('| test | 98.00 % ± 1.00 | 1: 98.00 %, 2: 99.00 %, 3: 97.00 % |')
  expect(lines.join()).toContain('of 3 runs')
})
