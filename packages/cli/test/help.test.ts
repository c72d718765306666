// What the command says about itself.

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { digitrec } from './harness.ts'

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  expect(await digitrec(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
})

test('--help lists the commands and the exit codes', async () => {
  const { code, out } = await digitrec(['--help'])
  expect(code).toBe(0)
  for (const command of ['read', 'train', 'eval', 'data', 'serve'])
    expect(out).toMatch(new RegExp(`^  ${command} `, 'm'))
  expect(out).toMatch('Exit codes')
})

test.each([['read'], ['train'], ['eval'], ['data'], ['serve']])('%s --help has examples', async command => {
  const { code, out } = await digitrec([command, '--help'])
  expect(code).toBe(0)
  expect(out).toMatch(`Examples:\n  digitrec ${command}`)
})

test('without a command, help goes to stderr and it is a usage error', async () => {
  const { code, out, err } = await digitrec([])
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch('Usage: digitrec')
})

test.each([
  [['serve', '--port', '99999'], /whole number from 0 to 65535/],
  [['serve', '--port', 'x'], /whole number from 0 to 65535/],
  [['data'], /Usage: digitrec data/],
])('%j is a usage error', async (argv, message) => {
  const { code, err } = await digitrec(argv)
  expect(code).toBe(2)
  expect(err).toMatch(message)
})
