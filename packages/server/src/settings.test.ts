import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'

const limits = { limitBytes: 2 ** 20, limitPixels: 1e6 }

test('explicit values win over the environment, and the environment over defaults', () => {
  const env = { PORT: '9000', HOST: '0.0.0.0', DIGITREC_QUEUE: '3' }
  expect(readSettings(env, { ...limits, port: 0 })).toMatchObject({ port: 0, host: '0.0.0.0', queue: 3 })
  expect(readSettings({}, limits)).toMatchObject({ port: 8080, host: '127.0.0.1', timeoutMs: 10_000, logLevel: 'info' })
})

test('an empty variable counts as not set', () => {
  expect(readSettings({ PORT: '', HOST: '' }, limits)).toMatchObject({ port: 8080, host: '127.0.0.1' })
})

test.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80x'],
  ['PORT', '1.5'],
  ['DIGITREC_WORKERS', '0'],
  ['DIGITREC_TIMEOUT_MS', 'Infinity'],
  ['LOG_LEVEL', 'loud'],
])('%s=%s is refused, naming the variable and the value', (variable, value) => {
  const read = () => readSettings({ [variable]: value }, limits)
  expect(read).toThrow(expect.objectContaining({ code: 'invalid-setting' }))
  expect(read).toThrow(new RegExp(`${variable}.*${value}`))
})
