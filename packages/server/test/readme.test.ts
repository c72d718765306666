// The README says what the code does.

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { problems } from '../src/problems.ts'
import { readSettings } from '../src/settings.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

test('the table of errors is the table of the code, row by row', () => {
  const rows = [...readme.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\| (.+?) +\|$/gm)]
  const documented = rows.map(([, code, status, title]) => [code, { status: Number(status), title }])
  expect(Object.fromEntries(documented)).toEqual(problems)
})

test('the table of settings names the options and their defaults', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` +\| `(\w+)` +\| ([^|]+?) +\|/gm)]
  const defaults: Record<string, unknown> = { ...readSettings({}) }
  expect(rows.map(([, , option]) => option)).toEqual(Object.keys(defaults))
  for (const [, , option, text] of rows) {
    if (option !== 'workers') expect(text, option).toBe(String(defaults[option!]))
  }
})
