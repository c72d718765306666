import { availableParallelism } from 'node:os'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chooseThreads, type ThreadCount } from './choose-threads.ts'

describe('chooseThreads', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('the argument wins over the environment, which wins over one', () => {
    vi.stubEnv('DIGITREC_THREADS', '')
    expect(chooseThreads()).toBe(1)
    vi.stubEnv('DIGITREC_THREADS', '3')
    expect(chooseThreads()).toBe(3)
    expect(chooseThreads(2)).toBe(2)
  })

  test('auto is the number of cores, and only when asked for', () => {
    expect(chooseThreads('auto')).toBe(availableParallelism())
    vi.stubEnv('DIGITREC_THREADS', 'auto')
    expect(chooseThreads()).toBe(availableParallelism())
  })

  test.each([0, -2, 1.5, Number.NaN, 65, 'many'])('%s threads are refused', count => {
    const refusal = { code: 'bad-thread-count', message: expect.stringContaining(`got '${count}'`) }
    expect(() => chooseThreads(count as ThreadCount)).toThrow(expect.objectContaining(refusal))
  })

  test('a mistake in the environment names the variable', () => {
    vi.stubEnv('DIGITREC_THREADS', 'two')
    expect(() => chooseThreads()).toThrow("DIGITREC_THREADS: expected 1 to 64 or 'auto', got 'two'.")
  })
})
