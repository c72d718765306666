// Reads on the server that served this page: POST /v1/recognize with the raw image as body, same origin only.

import type { RecognitionJson } from '@digitrec/recognizer'
import { type Asked, type Pixels, type Reader, ReaderError, type ReaderInput } from './reader.ts'

/** @param timeoutMs how long an answer may take */
export function createServerReader(fetchLike: typeof fetch = (...args) => fetch(...args), timeoutMs = 20_000): Reader {
  return {
    warm() {},

    async read(input, signal, asked) {
      const timeout = AbortSignal.timeout(timeoutMs)
      const body = await fileOf(input)
      signal.throwIfAborted()
      try {
        const response = await fetchLike(addressOf(asked), {
          method: 'POST',
          headers: {
            'content-type': 'application/octet-stream',
            accept: 'application/json, application/problem+json',
          },
          body,
          signal: AbortSignal.any([signal, timeout]),
        })
        if (!response.ok) throw await problemOf(response)
        return await answerOf(response)
      } catch (error) {
        if (signal.aborted || error instanceof ReaderError) throw error
        if (timeout.aborted) throw new ReaderError('timeout', `server: no answer in ${timeoutMs} ms.`, { cause: error })
        throw new ReaderError('unreachable', 'server: the request did not arrive.', { cause: error })
      }
    },
  }
}

function addressOf({ known, explain }: Asked): string {
  const constraint = known === '' ? '' : `&constraint=${encodeURIComponent(known)}`
  return `/v1/recognize?frames=true&style=true${explain ? '&explain=true' : ''}${constraint}`
}

async function answerOf(response: Response): Promise<RecognitionJson> {
  const answer = (await response.json().catch(() => undefined)) as RecognitionJson | undefined
  if (answer?.version !== 1) throw new ReaderError('answer-unknown', 'server: expected a recognition of version 1.')
  return answer
}

async function problemOf(response: Response): Promise<ReaderError> {
  const problem = (await response.json().catch(() => undefined)) as { code?: unknown; detail?: unknown } | undefined
  const code = typeof problem?.code === 'string' ? problem.code : 'internal'
  const detail = typeof problem?.detail === 'string' ? problem.detail : `server: answered ${response.status}.`
  return new ReaderError(code, detail)
}

async function fileOf(input: ReaderInput): Promise<Blob> {
  return input instanceof Uint8Array ? new Blob([input]) : pngOf(input)
}

async function pngOf({ width, height, data }: Pixels): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0)
  const png = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'))
  if (!png) throw new ReaderError('reader-failed', 'server: the drawing could not be written as PNG.')
  return png
}
