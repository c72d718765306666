// The page that compares methods says what the record of the runs says, and the goals for the classic methods are reached.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { comparisonPage, joinRecords } from '../scripts/comparison-page.ts'

const record = JSON.parse(readFileSync('docs/comparison.json', 'utf8'))

it('docs/comparison.md is current (else: npm run docs:comparison)', () => {
  expect(readFileSync('docs/comparison.md', 'utf8')).toBe(comparisonPage())
})

it('a row in the record is in the page, with its figures', () => {
  const row = { ...record.rows[0], name: 'svm', correct: 4900, accuracy: 0.98, interval: [0.9757, 0.9835] }
  const page = comparisonPage({ ...record, rows: [row] })
  expect(page).toMatch(/^\| svm \| 98\.00 % \| 97\.57 % to 98\.35 % \|/m)
  expect(page).toMatch(/^\| svm \| 97\.91 % \| 98\.00 % .* as claimed, within the interval \|/m)
  expect(page).toMatch(/^\| knn \| 96\.67 % \| {2}\| not measured \|/m)
})

it('rows of a later run take the place of older ones, unless they were made otherwise', () => {
  const [first, second] = record.rows
  const later = { ...first, correct: 1 }
  const joined = joinRecords({ ...record, rows: [first, second] }, { ...record, rows: [later] })
  expect(joined.rows).toEqual([second, later])
  expect(() => joinRecords(record, { ...record, train: 100 })).toThrow('expected rows with train')
})

const goals: Readonly<Record<string, number>> = { knn: 0.982, forest: 0.974, svm: 0.983 }
const rows: readonly { readonly name: string; readonly accuracy: number }[] = record.rows

it.each(rows.filter(({ name }) => name in goals))(
  '$name is good enough to be a fair opponent',
  ({ name, accuracy }) => {
    expect(accuracy).toBeGreaterThanOrEqual(goals[name]!)
  },
)
