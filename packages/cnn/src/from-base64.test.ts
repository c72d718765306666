import { afterEach, expect, test, vi } from 'vitest'
import { fromBase64 } from './from-base64.ts'

afterEach(() => vi.unstubAllGlobals())

test.each(['in Node', 'in a page'])('all bytes come back, %s', where => {
  const bytes = Uint8Array.from({ length: 10_001 }, (_, i) => (i * 7) % 256)
  const text = Buffer.from(bytes).toString('base64')
  if (where === 'in a page') vi.stubGlobal('Buffer', undefined)
  const read = fromBase64(text)
  expect(read.length).toBe(bytes.length)
  expect(read.every((byte, i) => byte === bytes[i])).toBe(true)
  // A view of its own kind, not a Buffer of Node, whose slice() would share memory.
  expect(read.constructor).toBe(Uint8Array)
})
