import { describe, expect, test } from 'vitest'
import { createServerReader } from './on-server.ts'

const bytes = new Uint8Array([137, 80, 78, 71])
const plain = { known: '', explain: false }
const never = new AbortController().signal

function answering(status: number, body: string) {
  const seen: { url: string; init: RequestInit }[] = []
  const fetchLike = (async (url: string, init: RequestInit) => {
    seen.push({ url, init })
    return new Response(body, { status })
  }) as unknown as typeof fetch
  return { seen, fetchLike }
}

describe('createServerReader', () => {
  test('posts the raw bytes to its own origin and hands back the answer', async () => {
    const { seen, fetchLike } = answering(200, '{"version":1,"text":"42"}')
    expect(await createServerReader(fetchLike).read(bytes, never, plain)).toMatchObject({ text: '42' })
    expect(seen[0]!.url).toBe('/v1/recognize?frames=true&style=true')
    await createServerReader(fetchLike).read(bytes, never, {
      known: 'luhn:16 & length:16',
      explain: false,
    })
    expect(seen[1]!.url).toBe('/v1/recognize?frames=true&style=true&constraint=luhn%3A16%20%26%20length%3A16')
    await createServerReader(fetchLike).read(bytes, never, { known: '', explain: true })
    expect(seen[2]!.url).toBe('/v1/recognize?frames=true&style=true&explain=true')
    expect(seen[0]!.init.method).toBe('POST')
    expect(new Uint8Array(await (seen[0]!.init.body as Blob).arrayBuffer())).toEqual(bytes)
  })

  test.each([
    [415, '{"code":"unsupported","detail":"image: no known format."}', 'unsupported'],
    [503, '{"code":"overloaded"}', 'overloaded'],
    [502, '<html>bad gateway</html>', 'internal'],
    [200, '<!doctype html>', 'answer-unknown'],
    [200, '{"version":2}', 'answer-unknown'],
  ])('%i %s becomes %s', async (status, body, code) => {
    const { fetchLike } = answering(status, body)
    await expect(createServerReader(fetchLike).read(bytes, never, plain)).rejects.toMatchObject({
      name: 'ReaderError',
      code,
    })
  })

  test('no connection is unreachable, silence is timeout', async () => {
    const offline = (() => Promise.reject(new TypeError('fetch failed'))) as typeof fetch
    await expect(createServerReader(offline).read(bytes, never, plain)).rejects.toMatchObject({ code: 'unreachable' })
    const silent = ((_: string, { signal }: RequestInit) =>
      new Promise((_, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason)),
      )) as unknown as typeof fetch
    await expect(createServerReader(silent, 5).read(bytes, never, plain)).rejects.toMatchObject({ code: 'timeout' })
  })

  test('the caller ends it: AbortError, not a problem of the server', async () => {
    const controller = new AbortController()
    const silent = ((_: string, { signal }: RequestInit) =>
      new Promise((_, reject) =>
        signal!.addEventListener('abort', () => reject(signal!.reason)),
      )) as unknown as typeof fetch
    const answer = createServerReader(silent).read(bytes, controller.signal, plain)
    controller.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })
})
