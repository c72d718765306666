import { afterEach, describe, expect, test, vi } from 'vitest'
import { type BackendName, backendSupported, chooseBackend } from './choose.ts'

describe('chooseBackend', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.unstubAllGlobals()
  })

  test('takes the fastest that runs here', () => {
    vi.stubEnv('DIGITREC_BACKEND', undefined)
    expect(chooseBackend().name).toBe('wasm')
    expect(chooseBackend('auto').name).toBe('wasm')
  })

  test('the argument wins over the environment, which wins over auto', () => {
    vi.stubEnv('DIGITREC_BACKEND', 'reference')
    expect(chooseBackend().name).toBe('reference')
    expect(chooseBackend('wasm').name).toBe('wasm')
    vi.stubEnv('DIGITREC_BACKEND', '')
    expect(chooseBackend().name).toBe('wasm')
  })

  test('names it does not know are refused, also those of every object', () => {
    for (const name of ['fast', 'constructor'])
      expect(() => chooseBackend(name as BackendName)).toThrow(
        expect.objectContaining({ code: 'unknown-backend', message: expect.stringContaining(`got '${name}'`) }),
      )
    vi.stubEnv('DIGITREC_BACKEND', 'wsam')
    expect(() => chooseBackend()).toThrow(/reference, wasm, wasm-relaxed, auto, got 'wsam'/)
  })

  test('relaxed SIMD is only taken when it is named, and refused where it is missing', () => {
    vi.stubEnv('DIGITREC_BACKEND', 'wasm-relaxed')
    if (backendSupported('wasm-relaxed')) expect(chooseBackend().name).toBe('wasm-relaxed')
    else expect(() => chooseBackend()).toThrow(/expected WebAssembly with relaxed SIMD for 'wasm-relaxed', got a host/)
    expect(chooseBackend('auto').name).toBe('wasm')
  })

  test.each([
    ['WebAssembly is missing', undefined],
    ...['no such instruction: SIMD is missing', 'refused by the content security policy'].map(
      (message): [string, object] => [
        message,
        {
          Module: class {
            constructor() {
              throw new Error(message)
            }
          },
        },
      ],
    ),
  ])('where %s, auto is the plain kernels and wasm an error', (_, host) => {
    vi.stubGlobal('WebAssembly', host)
    vi.stubEnv('DIGITREC_BACKEND', undefined)
    expect(chooseBackend().name).toBe('reference')
    expect(() => chooseBackend('wasm')).toThrow(expect.objectContaining({ code: 'unsupported-backend' }))
  })
})
